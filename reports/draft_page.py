"""What the page of a draft edition says of its choices, section by section, and of who changed what."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from regions.models import Mission, Region
from reports.edition_choices import Choices
from reports.edition_compiling import TOKYO
from reports.forms.draft import LANGUAGES, SECTIONS, page_names
from reports.models.edition import Standing
from reports.typography import fiscal_years_in

CHANGES = {
    "start": _("Draft started"), "edit": _("Changed"), "set aside": _("Set aside"),
    "take up again": _("Taken up again"), "issue": _("Issued"),
}  # fmt: skip


def chosen_in_words(choices: Choices) -> dict[str, list[str]]:
    """Section -> what is chosen there, in short phrases."""
    return {
        "count": _counted(choices),
        "form": _document(choices),
        "pages": _pages(choices),
        "texts": _texts(choices),
        "practices": _practices(choices),
    }


def change_in_words(reason: str | None) -> str:
    """The section that was saved, or the verb."""
    if reason in SECTIONS:
        return str(SECTIONS[reason][0])
    return str(CHANGES.get(reason or "", ""))


def _counted(choices: Choices) -> list[str]:
    said = [fiscal_years_in(get_language() or "ja", choices.first, choices.last)]
    said.append(_named(Mission.objects.filter(pk__in=choices.missions), _now("All missions"), "short_name"))
    said.append(_named(Region.objects.filter(pk__in=choices.regions), _now("All regions"), "name"))
    moment = parse_datetime(choices.as_of) if choices.as_of else None
    said.append(
        _now("As of %(moment)s") % {"moment": date_format(moment.astimezone(TOKYO), "DATETIME_FORMAT")}
        if moment
        else _now("As of the moment of issue")
    )
    said.append(_now("Confirmed only") if choices.statuses == "confirmed" else _now("Submitted and confirmed"))
    if choices.series == "as_one":
        said.append(_now("Count a series as one"))
    if choices.rules:
        years = ", ".join(str(rule.fiscal_year) for rule in choices.rules)
        said.append(_now("Counting rules of its own: %(years)s") % {"years": years})
    return said


def _named(rows: Iterable, everything: str, attribute: str) -> str:
    return _now(", ").join(str(getattr(row, attribute)) for row in rows) or everything


def _document(choices: Choices) -> list[str]:
    names = dict(LANGUAGES)
    own = choices.title_ja or choices.title_en
    said = [own or _now("Title as in the document of 30 July 2021"), choices.meeting]
    if choices.day:
        said.append(date_format(choices.day, "DATE_FORMAT"))
    said.append(_now(", ").join(str(names[code]) for code in choices.languages))
    said.append(str(Standing(choices.standing).label))
    if choices.has_qr:
        said.append(_now("With QR codes"))
    return [text for text in said if text]


def _pages(choices: Choices) -> list[str]:
    names = page_names()
    return [f"{place}. {names.get(key, key)}" for place, key in enumerate(choices.pages_on, start=1)]


def _texts(choices: Choices) -> list[str]:
    count = len(choices.texts)
    if not count:
        return [_now("All as proposed")]
    return [ngettext("%(count)d text rewritten", "%(count)d texts rewritten", count) % {"count": count}]


def _practices(choices: Choices) -> list[str]:
    events = len({pk for group in choices.practices.values() for pk in group})
    photos = len(choices.photos)
    return [
        ngettext("%(count)d event", "%(count)d events", events) % {"count": events},
        ngettext("%(count)d photo", "%(count)d photos", photos) % {"count": photos},
    ]
