"""Passwords that whoever knows the register would try first."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

OWN_WORDS = (
    "grassroots", "register", "グラスルーツ", "登録簿", "外務省", "在米公館", "gaimusho", "gaimushou", "mofa", "taskforce",
    "consulate", "embassy", "lantern-festival-918",
)  # fmt: skip
LEAST_BESIDE = 8
"""Letters and digits that a password must have besides those words."""


class OwnWordsValidator:
    def validate(self, password: str, user=None) -> None:
        rest = unicodedata.normalize("NFKC", password).lower()
        found = [word for word in OWN_WORDS if word in rest]
        for word in found:
            rest = rest.replace(word, "")
        if found and len("".join(filter(str.isalnum, rest))) < LEAST_BESIDE:
            raise ValidationError(self.get_help_text(), code="password_of_own_words")

    def get_help_text(self) -> str:
        return _("Your password can’t consist mainly of the register’s own words.")
