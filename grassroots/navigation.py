"""Which pages lead from the frame of every page, and for whom; a page is one line here.

A person sees the groups in this order, each with the pages he may open. A group of one page is a link of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

Person = Any  # accounts.models.User, signed in


def everybody(person: Person) -> bool:
    return True


def headquarters(person: Person) -> bool:
    return person.is_hq


def mission(person: Person) -> bool:
    return person.is_of_mission


def mission_or_headquarters(person: Person) -> bool:
    return person.is_of_mission or person.is_hq


def approver_or_headquarters(person: Person) -> bool:
    return person.is_hq or person.role == "mission_approver"


def administrator(person: Person) -> bool:
    return person.is_staff


@dataclass(frozen=True, slots=True)
class Page:
    """A page in the navigation: `here` names the beginnings of the URL names that belong to it."""

    url_name: str
    label: Any
    here: tuple[str, ...] = ()
    shown_to: Callable[[Person], bool] = everybody


@dataclass(frozen=True, slots=True)
class Group:
    label: Any
    pages: tuple[Page, ...]


OF_DRAFT_EDITIONS = ("draft_create", "draft_detail", "draft_preview", "draft_section", "draft_issue")
"""A person's drafts of events are handed over on a page of the person (`draft_handover`)."""
GROUPS = (
    Group(
        _("Events"),
        (
            Page("view_open", _("List of events"), ("event_", "view_", "selection", "photo")),
            Page("calendar", _("Calendar of events"), ("calendar",)),
            Page("practice_list", _("Good practices"), ("practice_", "outcome_")),
            Page("review_list", _("Review"), ("review_",), approver_or_headquarters),
            Page("duplicate_list", _("Likely duplicates"), ("duplicate_",), headquarters),
            Page("import_list", _("Imports"), ("import_",), mission_or_headquarters),
            Page("again_list", _("Held last year"), ("again_",), mission),
            Page("return_board", _("Quarterly returns"), ("return_",), mission_or_headquarters),
            Page("correction_list", _("Corrections"), ("correction_",), mission_or_headquarters),
        ),
    ),
    Group(
        _("Figures"),
        (
            Page("dashboard", _("Dashboard"), ("dashboard",)),
            Page("report", _("Report"), ("report",)),
            Page("state_list", _("States"), ("state_",)),
            Page("board", _("Tailor-made board"), ("board",)),
            Page("edition_list", _("Editions"), ("edition_", "bridge_", "trace_", *OF_DRAFT_EDITIONS)),
            Page("dataset_list", _("Datasets"), ("dataset_",)),
            Page("reconciliation", _("Recorded and published"), (), headquarters),
        ),
    ),
    Group(
        _("Headquarters"),
        (
            Page("year_list", _("Fiscal years"), ("year_", "exception_"), headquarters),
            Page("people_list", _("People"), ("person_", "invitation_", "draft_handover"), approver_or_headquarters),
            Page("letter_list", _("Letters"), ("letter_",), administrator),
            Page("trail_list", _("Audit trail"), ("trail_",), administrator),
            Page("admin:index", _("Administration"), (), administrator),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Link:
    """`current`: "page" for the page itself, "true" for one of those that belong to it, else ''."""

    url: str
    label: Any
    current: str


@dataclass(frozen=True, slots=True)
class Menu:
    label: Any
    links: tuple[Link, ...]

    @property
    def is_one_page(self) -> bool:
        return len(self.links) == 1

    @property
    def is_current(self) -> bool:
        return any(link.current for link in self.links)


def navigation(request: HttpRequest) -> dict:
    """Context processor: `navigation`, the menus of the person who reads, put together only if the page asks."""
    return {"navigation": SimpleLazyObject(lambda: list(_menus(request)))}


def _menus(request: HttpRequest) -> Iterator[Menu]:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return
    match = request.resolver_match
    here = (match.url_name or "") if match and not match.namespaces else ""
    for group in GROUPS:
        links = tuple(_link(page, here) for page in group.pages if page.shown_to(person))
        if links:
            yield Menu(group.label, links)


def _link(page: Page, here: str) -> Link:
    belongs = bool(page.here) and here.startswith(page.here)
    return Link(reverse(page.url_name), page.label, "page" if here == page.url_name else "true" if belongs else "")
