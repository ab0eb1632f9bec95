"""Names and texts kept in Japanese and English."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_current_language(ja: str, en: str) -> str:
    """The text in the language of the page; the other one when that is empty."""
    if (get_language() or "ja").startswith("ja"):
        return ja or en
    return en or ja


class BilingualName(models.Model):
    """A thing with a Japanese and an English name, shown by `name` in the page's language."""

    name_ja = models.CharField(_("Japanese name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_current_language(self.name_ja, self.name_en)
