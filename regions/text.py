"""What text the register keeps as typed, what it refuses, and how sentences follow each other."""

import re
from collections.abc import Iterable
from functools import reduce

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def validate_text(text: str) -> None:
    """Control characters are refused; every other character, variation selectors included, is kept as typed."""
    found = CONTROL.search(text)
    if found:
        raise ValidationError(
            _("There is a control character (U+%(code)04X) after “%(before)s”. Delete it and save again."),
            code="control_character",
            params={"code": ord(found.group()), "before": text[max(0, found.start() - 12) : found.start()]},
        )


def in_a_row(sentences: Iterable[str]) -> str:
    """Sentences one after the other, with a space between them where the language of now has one."""
    first, *others = map(str, sentences)
    return reduce(
        lambda so_far, following: gettext("%(sentence)s %(next)s") % {"sentence": so_far, "next": following},
        others,
        first,
    )
