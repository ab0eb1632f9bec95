"""The board arranged for the page: rows and columns in an order, every count with the address of its events."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.board import BASES, FESTIVAL, LEARNERS, QUESTIONS, Answer, Board, Rate, StateFigures, measured
from reports.board_filter import NONE, PART, BoardFilter
from reports.event_links import EventLinks
from reports.figures import Figure, Label
from reports.report_page import Cell
from reports.scatter import Point, Scatter, scatter
from reports.state_map import StateMap, state_map
from reports.typography import UNKNOWN, fiscal_years_in, number

Value = int | Decimal | None
LONG_NAME = 18
"""A longer name of a column has more room, so that the head does not grow tall."""


@dataclass(frozen=True, slots=True)
class Column:
    """`detail` is a second line; `query` the address sorted by it, `aria` its present order, '' for neither."""

    key: str
    name: str
    detail: str
    query: str
    aria: str
    is_number: bool

    @property
    def is_long(self) -> bool:
        return len(self.name) > LONG_NAME


@dataclass(frozen=True, slots=True)
class RateCell:
    """A rate as text; `is_small` has its mark."""

    text: str
    is_small: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One state as shown; `places` are its places by each indicator, None where it has none."""

    code: str
    name: str
    region: str
    is_own: bool
    indicators: tuple[str, ...]
    counts: tuple[Cell, ...]
    rates: tuple[RateCell, ...]
    parts: tuple[Cell, ...]
    place: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of the table under a line of their own."""

    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question as a tab: `query` is the address that asks it."""

    name: str
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Peers:
    """A state among the two next above and below it by bases; no rows where its bases are not known."""

    name: str
    code: str
    rows: tuple[Row, ...]


class BoardPage:
    """What templates/reports/board.html shows of a board, in one language, to a reader with states of his own or none."""

    def __init__(self, board: Board, asked: BoardFilter, *, language: str, own: Iterable[str]) -> None:
        self.board, self.asked, self.language = board, asked, language
        self.own = frozenset(own)
        self.trait, self.measure = asked.trait, asked.measured
        self.links = EventLinks(board.definition)
        self.answer: Answer | None = QUESTIONS[asked.question_key](board) if asked.question_key else None
        self.codes = tuple(str(part.code) for part in board.rows[0].parts[self.trait]) if board.rows else ()
        self.chosen = self._sorted(row for row in board.rows if self._answers(row.code))

    def _answers(self, code: str) -> bool:
        return self.answer is None or code in (self.answer.states or ())

    def _name(self, labels: str, code: str) -> str:
        label = self.board.labels[labels].get(code)
        return label.name(self.language) if label else code or _("Not given")

    # ---- columns and order

    @property
    def measure_name(self) -> str:
        return pgettext("how many", "Events") if self.measure == "events" else _("Participants")

    def _columns(self) -> Iterable[tuple[str, str, str, Callable[[StateFigures], Value | str]]]:
        """Key, name, second line, and what of a row it is sorted by."""
        yield "state", _("State"), "", lambda row: self._english("state", row.code)
        regions = {code: place for place, code in enumerate(self.board.labels["region_of_state"])}
        yield "region", _("Region"), "", lambda row: regions[row.region]
        for indicator in self.board.indicators:
            key = indicator.key
            detail = f"{indicator.year} · {indicator.unit.name(self.language)}"
            yield key, indicator_name(key, indicator.label, self.language), detail, _indicator(key)
        yield "events", pgettext("how many", "Events"), "", lambda row: row.total.events
        yield "participants", _("Participants"), "", lambda row: row.total.known_participants
        yield "unknown", _("Unknown"), "", lambda row: row.total.unknown
        for key in self.board.rates:
            yield f"{key}-rate", self.rate_name(key), "", self._rate_of(key)
        for place, code in enumerate(self.codes):
            yield f"{PART}{code or NONE}", self._name(self.trait, code), "", self._part_at(place)

    def rate_name(self, key: str) -> str:
        names = {
            ("bases", "events"): _("Events per 100 bases"),
            ("bases", "participants"): _("Participants per 100 bases"),
            ("jobs", "events"): _("Events per 10,000 jobs"),
            ("jobs", "participants"): _("Participants per 10,000 jobs"),
        }
        return names[key, self.measure]

    def _rate_of(self, key: str) -> Callable[[StateFigures], Value]:
        def value(row: StateFigures) -> Value:
            rate = row.rate(self.measure, key)
            return rate.value if rate else None

        return value

    def _part_at(self, place: int) -> Callable[[StateFigures], Value]:
        return lambda row: measured(row.parts[self.trait][place], self.measure)

    def _english(self, labels: str, code: str) -> str:
        return self.board.labels[labels][code].en

    def _sorted(self, rows: Iterable[StateFigures]) -> list[StateFigures]:
        """By the column asked for; a state without a value stands last either way, equals in the order of their names."""
        key, is_descending = self.asked.sort.removeprefix("-"), self.asked.sort.startswith("-")
        value = self._value(key)
        named = sorted(rows, key=lambda row: self._english("state", row.code))
        known = [row for row in named if value(row) is not None]
        unknown = [row for row in named if value(row) is None]
        return [*sorted(known, key=value, reverse=is_descending), *unknown]  # type: ignore[arg-type]  # of one column all are of one kind

    def _value(self, key: str) -> Callable[[StateFigures], Value | str]:
        found = {key: value for key, _name, _detail, value in self._columns()}
        return found.get(key) or found["state"]

    @cached_property
    def columns(self) -> list[Column]:
        return [self._column(key, name, detail) for key, name, detail, _value in self._columns()]

    def _column(self, key: str, name: str, detail: str) -> Column:
        is_number = key not in ("state", "region")
        sort = self.asked.sort
        aria = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
        first, other = (f"-{key}", key) if is_number else (key, f"-{key}")
        return Column(key, name, detail, self.asked.query(sort=other if sort == first else first), aria, is_number)

    # ---- rows

    @cached_property
    def groups(self) -> list[Group]:
        """The reader's own states first, then the others; those that answer the question alone, where one is asked."""
        own = tuple(self._row(row) for row in self.chosen if row.code in self.own)
        others = tuple(self._row(row) for row in self.chosen if row.code not in self.own)
        if not self.own:
            return [Group("", others)] if others else []
        groups = [Group(_("States that your mission serves"), own), Group(_("Other states"), others)]
        return [group for group in groups if group.rows]

    def _row(self, row: StateFigures) -> Row:
        href = self.links.of("state", row.code)
        rates = (row.rate(self.measure, key) for key in self.board.rates)
        return Row(
            code=row.code,
            name=self.board.labels["state"][row.code].detail(self.language),
            region=self._name("region_of_state", row.region),
            is_own=row.code in self.own,
            indicators=tuple(number(row.indicators[one.key]) for one in self.board.indicators),
            counts=self._counts(row.total, href),
            rates=tuple(_rate_cell(rate) for rate in rates),
            parts=tuple(self._part_cell(row.code, part) for part in row.parts[self.trait]),
            place=row.places.get(BASES),
        )

    def _counts(self, figure: Figure, href: str) -> tuple[Cell, ...]:
        return (
            Cell(number(figure.events), href if figure.events else ""),
            Cell(number(figure.known_participants), href if figure.participants else ""),
            Cell(number(figure.unknown), f"{href}&unknown=1" if figure.unknown else ""),
        )

    def _part_cell(self, state: str, part: Figure) -> Cell:
        value = measured(part, self.measure)
        return Cell(number(value), self.links.of_state_and(state, self.trait, str(part.code)) if value else "")

    @property
    def total(self) -> tuple[Cell, ...]:
        """Of all states, whatever question is asked."""
        return self._counts(self.board.total, self.links.all())

    @property
    def peers(self) -> list[Peers]:
        """Of the state asked for, else of each of the reader's own, with the most bases first; beside a question none."""
        asked: Iterable[str] = [self.asked.peers_of] if self.asked.peers_of else () if self.answer else self.own
        rows = {row.code: row for row in self.board.rows}
        ordered = sorted(
            (code for code in asked if code in rows), key=lambda code: (-(rows[code].indicators.get(BASES) or 0), code)
        )
        return [
            Peers(
                self.board.labels["state"][code].detail(self.language),
                code,
                tuple(self._row(rows[peer]) for peer in self.board.peers(code)),
            )
            for code in ordered
        ]  # fmt: skip

    # ---- pictures

    @property
    def marked(self) -> frozenset[str]:
        """Those that answer the question; without one, the reader's own."""
        return (self.answer.states or frozenset()) if self.answer else self.own

    @property
    def map_title(self) -> str:
        return self._shown()[0]

    def _shown(self) -> tuple[str, Callable[[StateFigures], Value | str]]:
        """What the map shows: the column that the table is sorted by, or the measure."""
        key = self.asked.sort.removeprefix("-")
        columns = {key: (name, value) for key, name, _detail, value in self._columns()}
        return columns[key] if key in columns and key not in ("state", "region") else columns[self.measure]

    @property
    def map(self) -> StateMap:
        _title, value = self._shown()
        return state_map(
            {row.code: value(row) for row in self.board.rows},  # type: ignore[misc]  # never a column of names
            names={code: label.name(self.language) for code, label in self.board.labels["state"].items()},
            href=lambda code: self.links.of("state", code),
            measure="",
            marked=self.marked,
        )

    @cached_property
    def scatter(self) -> Scatter | None:
        """Bases across, the measure upright; None where no bases are on record."""
        middle = self.board.medians(BASES)
        if not middle:
            return None
        points = [
            Point(
                label=row.code.removeprefix("US-"),
                title=self._point_title(row),
                href=self.links.of("state", row.code),
                x=row.indicators[BASES],
                y=measured(row.total, self.measure),
                is_marked=row.code in self.marked,
            )
            for row in self.board.rows
        ]
        return scatter(points, median_x=middle[BASES], median_y=middle["events"] if self.measure == "events" else None)

    def _point_title(self, row: StateFigures) -> str:
        return _("%(state)s: %(bases)s bases, %(events)s events, %(participants)s participants") % {
            "state": self._name("state", row.code),
            "bases": number(row.indicators[BASES]),
            "events": number(row.total.events),
            "participants": number(row.total.known_participants),
        }

    @property
    def left_out(self) -> str:
        """The states that the scatter plot cannot show, by name."""
        names = {row.code.removeprefix("US-"): self._name("state", row.code) for row in self.board.rows}
        found = self.scatter
        return _(", ").join(names[point.label] for point in found.left_out) if found else ""

    # ---- what is said about the figures

    @property
    def span(self) -> str:
        return fiscal_years_in(self.language, self.board.definition.first, self.board.definition.last)

    @property
    def questions(self) -> list[Question]:
        choices = self.asked.filters["question"].extra["choices"]
        return [
            Question(str(name), self.asked.query(question=key), key == self.asked.question_key) for key, name in choices
        ]

    @property
    def question_name(self) -> str:
        return self.asked.value_in_words("question", self.asked.question_key)

    @property
    def question_sentence(self) -> str:
        """What the question asks exactly, with the medians it compares with; or why nobody can answer it."""
        answer = self.answer
        if answer is None:
            return ""
        if answer.states is None:
            return _("This cannot be answered: no value of the indicator is on record for any state.")
        middle = {key: _half(value) for key, value in answer.medians.items()}
        if self.asked.question_key == "many-bases":
            sentence = _(
                "More than %(bases)s bases and fewer than %(events)s events: the medians of the states whose bases are known."
            )
            return sentence % middle
        if self.asked.question_key == "few-learners":
            sentence = _(
                "Fewer than %(learners)s learners, the median of the states whose learners are known, and no event of the category “%(category)s”."
            )
            return sentence % {**middle, "category": self._name("category", FESTIVAL)}
        return _("No submitted or confirmed event that you may see started there in these years.")

    @property
    def without_values(self) -> list[str]:
        """Indicators of which no value is recorded."""
        return [self._indicator_name(row.key) for row in self.board.indicators if not row.states]

    @property
    def sources(self) -> list[tuple[str, str, str]]:
        """Name, source line and note of each indicator that has values."""
        return [
            (self._indicator_name(row.key), row.source.name(self.language), row.note.name(self.language))
            for row in self.board.indicators
            if row.states
        ]

    def _indicator_name(self, key: str) -> str:
        found = self.board.indicator(key)
        return indicator_name(key, found.label, self.language) if found else key

    @property
    def years_without_rule(self) -> list[str]:
        return [fiscal_years_in(self.language, year, year) for year in self.board.years_without_rule]


def indicator_name(key: str, label: Label, language: str) -> str:
    """A short name for the head of a column; the full one of an indicator that we have none for."""
    names = {"bases": _("Bases"), "jobs": _("Jobs"), LEARNERS: _("Learners of Japanese")}
    return names.get(key) or label.name(language)


def _indicator(key: str) -> Callable[[StateFigures], Value]:
    return lambda row: row.indicators.get(key)


def _rate_cell(rate: Rate | None) -> RateCell:
    return RateCell(f"{rate.value:,}", rate.is_small) if rate else RateCell(UNKNOWN, False)


def _half(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
