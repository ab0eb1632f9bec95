"""Every page of the URLconf that is read, with its addresses on the register at hand: a name without a line fails.

A page with arguments says here which row it is tried on; a register in use (tests/scene.py) has one for each.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.urls import get_resolver, reverse

from accounts.models import Invitation, Record, User
from events.bulk import SOURCE
from events.models import CorrectionRequest, Event, Intake, Letter, LikelyPair, Merge, SavedView, Series, Year
from events.status import Status
from reports.models import Edition, EditionDraft
from tests.permission_table import (
    CLOSED_YEAR_PAGES,
    EVENT_PAGES,
    IMPORT_PAGES,
    INVITATION_PAGES,
    MERGE_PAGES,
    PAGES,
    PERSON_PAGES,
)
from tests.permission_table_editions import EDITION_PAGES
from tests.permission_table_reminders import AGAIN_PAGES, LETTER_PAGES
from tests.permission_table_returns import RETURN_PAGES
from tests.test_permissions import ARGUMENTS

TABLES = (
    EVENT_PAGES, IMPORT_PAGES, CLOSED_YEAR_PAGES, PERSON_PAGES, INVITATION_PAGES, EDITION_PAGES, MERGE_PAGES,
    RETURN_PAGES, LETTER_PAGES, AGAIN_PAGES,
)  # fmt: skip
NOT_PAGES = (
    "healthz", "readyz", "metrics", "calendar_ics", "practices_atom", "event_export", "event_template", "import_rest", "return_export",
    "trail_export", "report_workbook", "report_data", "board_file", "photo", "photo_small", "edition_file", "edition_photo",
    "draft_picture", "draft_file", "bridge_download", "bridge_download_now", "mfa_download_recovery_codes",
    "edition_short", "edition_short_page", "suggest", "read_day", "dataset_file",
)  # fmt: skip
"""What programs read, files, and addresses that lead on."""

IN_EVERY_STATUS = ("event_detail", "event_edit", "review_event")
"""Pages of an event that look different in each status; of the others a draft, a submitted and the fullest one will do."""


def names() -> list[str]:
    """Of every page that is read, in the order of the URLconf."""
    read = {name for name, methods in PAGES.items() if "GET" in methods}
    read |= {name for table in TABLES for name, method in table if method == "GET"}
    return [name for name in _in_order(get_resolver().url_patterns) if name in read and name not in NOT_PAGES]


def _in_order(patterns) -> Iterator[str]:
    for pattern in patterns:
        inner = getattr(pattern, "url_patterns", None)
        if inner is None:
            yield pattern.name
        elif getattr(pattern, "namespace", None) != "admin":
            yield from _in_order(inner)


def addresses(name: str) -> list[str]:
    """Where this page is found; of an event's pages those of several events."""
    if name in _ROWS:
        return [reverse(name, args=arguments) for arguments in _ROWS[name]()]
    if name.startswith("event_ask_"):
        return [reverse(name, args=[_in_a_closed_year().pk])]
    if (name, "GET") in EVENT_PAGES:
        found = _events()
        wanted = found if name in IN_EVERY_STATUS else [found[0], *found[2:3], found[-1]]
        return [reverse(name, args=[event.pk]) for event in dict.fromkeys(wanted)]
    return [reverse(name, kwargs=ARGUMENTS.get(name))]


def _events() -> list[Event]:
    """Of Boston: the last one of each status, a returned one, and the fullest of all."""
    boston = Event.objects.filter(mission="BOS", merged_into=None).order_by("pk")
    found = [boston.filter(status=status, return_reason="").last() for status in Status]
    found.append(boston.exclude(return_reason="").last())
    found.append(boston.filter(status=Status.CONFIRMED, photos__isnull=False).last())
    return [event for event in dict.fromkeys(found) if event]


def _in_a_closed_year() -> Event:
    closed = Year.objects.closed().values("fiscal_year")
    return Event.objects.filter(mission="BOS", status=Status.CONFIRMED, fiscal_year__in=closed).order_by("pk")[0]


def _good_practice() -> Event:
    rows = Event.objects.filter(is_good_practice=True, mission="BOS", status=Status.CONFIRMED)
    return rows.order_by("pk")[0]


def _last(rows) -> Callable[[], list[list[Any]]]:
    return lambda: [[rows.order_by("pk").last().pk]]


def _person() -> list[list[Any]]:
    return [[User.objects.get(email="leaving.bos@example.org").pk]]


def _of_several() -> Record:
    return Record.objects.filter(source__startswith=SOURCE).latest("position")


def _waiting() -> Invitation:
    return Invitation.objects.order_by("pk")[0]


def _of_edition(*rest: Any) -> Callable[[], list[list[Any]]]:
    return lambda: [[Edition.objects.latest("number").number, *rest]]


def _of_draft(*rest: list[Any]) -> Callable[[], list[list[Any]]]:
    return lambda: [[EditionDraft.objects.latest("pk").pk, *each] for each in rest or ([],)]


def _bridge(*rest: Any) -> Callable[[], list[list[Any]]]:
    return lambda: [[*Edition.objects.order_by("number").values_list("number", flat=True)[:2], *rest]]


_ROWS: dict[str, Callable[[], list[list[Any]]]] = {
    "practice_detail": lambda: [[_good_practice().pk]],
    "practice_edit": lambda: [[_good_practice().pk]],
    "import_detail": _last(Intake.objects),
    "import_columns": _last(Intake.objects),
    "import_row": lambda: [[row.intake_id, row.pk] for row in Intake.objects.latest("pk").rows.order_by("number")[:2]],
    "event_as_merged": lambda: [[Merge.objects.latest("pk").event_id]],
    "event_restore": lambda: [[Event.objects.filter(version__gt=1).latest("pk").pk, 1]],
    "duplicate_detail": lambda: [list(LikelyPair.objects.order_by("-score", "pk").values_list("first", "second")[0])],
    "correction_detail": _last(CorrectionRequest.objects),
    "person_detail": _person,
    "person_move": _person,
    "person_reminders": _person,
    "draft_handover": _person,
    "invitation_detail": lambda: [[_waiting().pk]],
    "invitation_accept": lambda: [[_waiting().pk, _waiting().token], [_waiting().pk, "0" * 64]],
    "letter_detail": _last(Letter.objects),
    "trail_undo": lambda: [[_of_several().position]],
    "selection_done": lambda: [[_of_several().position]],
    "view_change": lambda: [[SavedView.objects.earliest("pk").pk]],
    "edition_detail": _of_edition(),
    "edition_web": lambda: [[Edition.objects.latest("number").number, language] for language in ("ja", "en")],
    "edition_withdraw": _of_edition(),
    "edition_trace": _of_edition(),
    "edition_trace_page": _of_edition(1),
    "trace_events": _of_edition("overview/total"),
    "edition_bridge_now": _of_edition(),
    "bridge_term_now": _of_edition("late"),
    "edition_bridge": _bridge(),
    "bridge_term": _bridge("late"),
    "draft_detail": _of_draft(),
    "draft_section": _of_draft(*([each] for each in ("count", "form", "pages", "texts", "practices"))),
    "draft_preview": _of_draft(),
    "draft_issue": _of_draft(),
    "year_detail": lambda: [[2018], [2019]],
    "year_close": lambda: [[2019]],
    "year_reopen": lambda: [[2018]],
    "exception_create": lambda: [[2018]],
    "series_detail": _last(Series.objects),
    "return_year": lambda: [[2019]],
    "return_detail": lambda: [[2019, 1, "BOS"]],
}
