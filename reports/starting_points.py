"""What a new draft begins with: nothing, the edition before, or the document of 30 July 2021."""

from __future__ import annotations

from events.models import Photo
from regions.models import Indicator
from reports.edition_choices import FIGURES, INDICATOR, PAGES, Choices, PageChoice
from reports.edition_practices import MOST_PHOTOS, candidates, proposed
from reports.edition_texts import OF_2021
from reports.models import Edition


def all_pages() -> tuple[PageChoice, ...]:
    """Every page there can be, in the order of the document."""
    indicators = Indicator.objects.values_list("pk", flat=True)
    keys = [*PAGES, *(f"{INDICATOR}{code}" for code in indicators), FIGURES]
    return tuple(PageChoice(key) for key in keys)


def fresh(first: int, last: int) -> Choices:
    """All pages that have something to show, good practices proposed from the register, and their publishable photos."""
    empty = {f"{INDICATOR}{code}" for code in Indicator.objects.filter(values=None).values_list("pk", flat=True)}
    pages = tuple(PageChoice(page.key, page.key not in empty) for page in all_pages())
    return with_practices(Choices(first, last, pages=pages))


def with_practices(choices: Choices) -> Choices:
    """Good practices as proposed by the register, and of each the first photos that may be published."""
    practices = proposed(candidates(choices))
    events = [pk for chosen in practices.values() for pk in chosen]
    photos: dict[int, list[int]] = {}
    for pk, event in (
        Photo.objects.filter(event__in=events, is_publishable=True).order_by("pk").values_list("pk", "event")
    ):
        photos.setdefault(event, []).append(pk)
    chosen = tuple(pk for found in photos.values() for pk in found[:MOST_PHOTOS])
    return choices.with_(practices=practices, photos=chosen)


def of_2021() -> Choices:
    """The document of 30 July 2021: its years, its day and the summary that was written for it."""
    return fresh(2017, 2020).with_(pages=all_pages(), issued_on="2021-07-30", texts=dict(OF_2021))


def after(edition: Edition) -> Choices:
    """The choices of an issued edition carried forward: as of now, dated anew, by the register's rules of today."""
    before = edition.chosen
    known = {page.key for page in before.pages}
    pages = before.pages + tuple(PageChoice(page.key, is_on=False) for page in all_pages() if page.key not in known)
    return before.with_(as_of="", issued_on="", rules=(), pages=pages)
