"""The columns that the list of events can show, what each reads of an event and says in its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, ClassVar, NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.strict_filterset import ChoicesField
from events.models import Event
from events.participation import count_in_words

NAMES_SHOWN = 3


class Cell(NamedTuple):
    """`kind` is the column's: it says how the template sets `text` and the smaller `note` under it."""

    kind: str
    label: str
    text: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: `kind` says how its cells are set: see `templates/events/_list_table.html`.

    `sort` names the order by it, where there is one; `needs` are the fields that its cell reads beside those of every row,
    `needs_many` the rows of other tables.
    """

    label: Any
    kind: str
    says: Callable[[Event], Any] = lambda event: ""
    sort: str = ""
    needs: tuple[str, ...] = ()
    needs_many: tuple[str, ...] = ()


def _named(relation: str) -> tuple[str, str]:
    return (f"{relation}__name_ja", f"{relation}__name_en")


def _some(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    every = list(dict.fromkeys(names))
    more = len(every) - NAMES_SHOWN
    shown = ", ".join(every[:NAMES_SHOWN])
    return _now("%(names)s and %(count)d more") % {"names": shown, "count": more} if more > 0 else shown


def _counted(mode: str) -> dict[str, Any]:
    count, qualifier = f"{mode}_count", f"{mode}_qualifier"
    return {
        "says": lambda event: count_in_words(getattr(event, count), getattr(event, qualifier)),
        "needs": (count, qualifier),
    }


COLUMNS: dict[str, ListColumn] = {
    "title": ListColumn(_("Event"), "title", str, "title"),
    "date": ListColumn(_("Date"), "date", lambda event: event.starts_on, "date"),
    "mission": ListColumn(_("Mission"), "text", lambda event: event.mission.short_name, "mission"),
    "state": ListColumn(_("State"), "state", lambda event: event.state and event.state.name, "state"),
    "category": ListColumn(_("Category"), "text", lambda event: event.category and event.category.name, "category"),
    "participants": ListColumn(_("Participants"), "count", attrgetter("participants"), "participants"),
    "number": ListColumn(_("Number"), "line", lambda event: event.number, "number"),
    "updated": ListColumn(_("Updated"), "moment", lambda event: event.updated_at, "updated"),
    "status": ListColumn(_("Status"), "status", sort="status"),
    "fiscal_year": ListColumn(_("Fiscal year"), "year", lambda event: event.fiscal_year, needs=("fiscal_year",)),
    "ends": ListColumn(_("Last day"), "date", lambda event: event.ends_on),
    "city": ListColumn(_("City"), "text", lambda event: event.city, "city"),
    "venue": ListColumn(_("Venue"), "text", lambda event: event.venue, needs=("venue",)),
    "format": ListColumn(_("Format"), "text", lambda event: event.get_format_display(), "format", ("format",)),
    "region_type": ListColumn(_("Type of region"), "text", lambda event: event.region_type,
                              needs=_named("region_type")),
    "interest_level": ListColumn(_("Level of interest"), "text", lambda event: event.interest_level,
                                 needs=_named("interest_level")),
    "pillar": ListColumn(_("Pillar of the action plan"), "text", lambda event: event.pillar, needs=_named("pillar")),
    "in_person": ListColumn(_("In person"), "number", **_counted("in_person")),
    "online": ListColumn(_("Live online"), "number", **_counted("online")),
    "on_demand": ListColumn(_("On-demand views"), "number", **_counted("on_demand")),
    "series": ListColumn(_("Series"), "text", lambda event: event.series, needs=_named("series")),
    "partner_missions": ListColumn(
        _("Partner missions"), "text", lambda event: _some(row.short_name for row in event.partner_missions.all()),
        needs_many=("partner_missions",)),
    "partners": ListColumn(_("Partners"), "text", lambda event: _some(row.name for row in event.partners.all()),
                           needs_many=("partners",)),
    "officials": ListColumn(_("Officials met"), "text", lambda event: _some(row.name for row in event.officials.all()),
                            needs_many=("officials",)),
}  # fmt: skip

DEFAULT = ("title", "date", "mission", "state", "category", "participants", "number", "updated")
SORTED = {column.sort for column in COLUMNS.values() if column.sort}


class ColumnsField(ChoicesField):
    """`columns=number,title,date`, or one parameter for each as a form sends them: the columns in their order."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "no_title": _("The column “title” cannot be left out: it leads to the event.")
    }

    def __init__(self, **options):
        super().__init__(choices=[(key, column.label) for key, column in COLUMNS.items()], **options)

    def to_python(self, value) -> list[str]:
        return super().to_python([key for each in value or () for key in each.split(",")])

    def validate(self, value) -> None:
        super().validate(value)
        if value and "title" not in value:
            raise ValidationError(self.error_messages["no_title"], "no_title")


def cells_of(event: Event, columns: Iterable[str]) -> list[Cell]:
    """What the list says of one event, in the order of the columns; '' where nothing is known."""
    chosen = [(key, COLUMNS[key]) for key in columns]
    has_city = any(key == "city" for key, _column in chosen)
    found = []
    for key, column in chosen:
        said = column.says(event)
        note = event.city if key == "state" and not has_city else ""
        found.append(Cell(column.kind, str(column.label), "" if said is None else said, note))
    return found


def moved(columns: Iterable[str], *, up: str = "", down: str = "") -> tuple[str, ...]:
    """The columns with one of them a place nearer to the beginning or the end; as they are where there is no such place."""
    order = list(columns)
    name, step = (up, -1) if up else (down, 1)
    if name in order:
        at = order.index(name)
        to = at + step
        if 0 <= to < len(order):
            order[at], order[to] = order[to], order[at]
    return tuple(order)
