"""Tables for analysts: one typed column a datum, codes beside names, null for what is not known; with their data dictionary."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import IO, Any

from arro3.core import Array, DataType, Field, RecordBatch, RecordBatchReader, Schema
from arro3.io import write_parquet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from events.models import CountingRule, Event
from events.paging import DEFAULT_SORT, ORDERS
from events.spreadsheets.coded_lists import CodedLists
from events.spreadsheets.formula_guard import marked
from events.spreadsheets.rows import EventRow, read_rows
from reports.cumulative import Register, compile_report
from reports.figures import CumulativeReport, Definition
from reports.filters import STATUSES

ROWS_AT_ONCE = 5000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TYPES: dict[str, Callable[[], DataType]] = {
    "text": DataType.utf8,
    "integer": DataType.int64,
    "number": DataType.float64,
    "yes or no": DataType.bool,
    "day": DataType.date32,
    "moment": lambda: DataType.timestamp("us", tz="UTC"),
}
KINDS = {
    "text": pgettext_lazy("type of a column", "text"),
    "integer": pgettext_lazy("type of a column", "whole number"),
    "number": pgettext_lazy("type of a column", "number"),
    "yes or no": pgettext_lazy("type of a column", "yes or no"),
    "day": pgettext_lazy("type of a column", "day"),
    "moment": pgettext_lazy("type of a column", "moment (UTC)"),
}


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    kind: str
    meaning: Any

    @property
    def kind_in_words(self) -> str:
        return str(KINDS[self.kind])


@dataclass(frozen=True, slots=True)
class Dataset:
    """`rows` gives, for a reader and a moment, tuples in the order of the columns."""

    name: str
    title: Any
    columns: tuple[Column, ...]
    rows: Callable[[Any, datetime], Iterator[Sequence[Any]]]


AS_OF = Column("as_of", "moment", _("When the file was made: what it holds is what its reader saw then"))
CODED = ("mission", "state", "category", "format", "region_type", "interest_level", "pillar")
_NAMES = {
    "mission": _("Lead mission"), "state": _("State or territory (ISO 3166-2)"), "category": _("Category"),
    "format": _("Format"), "region_type": _("Type of region"), "interest_level": _("Level of interest"),
    "pillar": _("Pillar of the action plan"),
}  # fmt: skip


def _coded() -> Iterator[Column]:
    for name in CODED:
        yield Column(f"{name}_code", "text", _NAMES[name])
        yield Column(f"{name}_ja", "text", _("Its name in Japanese"))
        yield Column(f"{name}_en", "text", _("Its name in English"))


_PLAIN = (
    ("number", "text", _("Number of the event; null before it is submitted")),
    ("status", "text", _("draft, approval, submitted, confirmed, withdrawn")),
    ("fiscal_year", "integer", _("April to March, by the local start date")),
    ("title_ja", "text", _("Title in Japanese")),
    ("title_en", "text", _("Title in English")),
    ("starts_on", "day", _("First day, at its place")),
    ("ends_on", "day", _("Last day, where there are several")),
    ("city", "text", _("City")),
    ("venue", "text", _("Venue")),
    ("participants", "integer", _("Counted under the rule of the fiscal year; null where nothing countable is known")),
    ("in_person_count", "integer", _("Participants in person")),
    ("in_person_qualifier", "text", _("exact, about, at_least, under, unknown")),
    ("online_count", "integer", _("Participants live online")),
    ("online_qualifier", "text", _("exact, about, at_least, under, unknown")),
    ("on_demand_count", "integer", _("On-demand views")),
    ("on_demand_qualifier", "text", _("exact, about, at_least, under, unknown")),
    ("is_good_practice", "yes or no", _("Good practice")),
    ("own_funds", "number", _("Own funds in US dollars; null also where the reader may not see them")),
    ("outside_funds", "number", _("Outside funds in US dollars; null also where the reader may not see them")),
    ("is_sample", "yes or no", _("Sample: invented, no record of a real event")),
    ("updated_at", "moment", _("Last change")),
)


def _event_rows(user, as_of: datetime) -> Iterator[Sequence[Any]]:
    rules = CountingRule.objects.as_rules()
    lists = CodedLists.load()
    names = [lists[name].by_code for name in CODED]
    events = Event.objects.visible_to(user).exclude(status="withdrawn").order_by(*ORDERS[DEFAULT_SORT])
    for row in read_rows(events, user=user, rules=rules):
        said: list[Any] = [row.pk, row.is_unknown(rules)]
        for name, by_code in zip(CODED, names, strict=True):
            entry = by_code.get(getattr(row, name) or "")
            said += [entry.code, entry.ja, entry.en] if entry else [getattr(row, name) or None, None, None]
        yield [*said, *(_value(row, name, kind) for name, kind, _meaning in _PLAIN), as_of]


def _value(row: EventRow, name: str, kind: str) -> Any:
    value = getattr(row, name)
    if value is None or value == "":
        return None
    return float(value) if kind == "number" else value


BREAKDOWNS = ("mission", "region", "state", "category", "format")


def _figure_rows(user, as_of: datetime) -> Iterator[Sequence[Any]]:
    """Each fiscal year by itself, by each breakdown: the numbers of the report of that year."""
    register = Register.visible_to(user)
    first, last = register.years_counted() or (0, -1)
    for year in range(first, last + 1):
        asked = Definition(year, year, missions=(), statuses=STATUSES["counted"])
        yield from _of_year(compile_report(asked, register=register), year, as_of)


def _of_year(report: CumulativeReport, year: int, as_of: datetime) -> Iterator[Sequence[Any]]:
    for breakdown in BREAKDOWNS:
        for row in getattr(report, f"by_{breakdown}"):
            label = report.labels[breakdown].get(str(row.code))
            names = [label.ja, label.en] if label else [None, None]
            yield [
                year,
                breakdown,
                str(row.code) or None,
                *names,
                row.events,
                row.known_participants,
                row.unknown,
                as_of,
            ]


DATASETS = {
    each.name: each
    for each in (
        Dataset(
            "events",
            _("Events, one a row"),
            (
                Column("id", "integer", _("Key of the event, the same in the API")),
                Column("participants_unknown", "yes or no", _("A count that the rule counts is unknown")),
                *_coded(),
                *(Column(*each) for each in _PLAIN),
                AS_OF,
            ),
            _event_rows,
        ),
        Dataset(
            "figures",
            _("Figures of each fiscal year, by one trait at a time"),
            (
                Column("fiscal_year", "integer", _("April to March, by the local start date")),
                Column("breakdown", "text", _("mission, region, state, category or format: each adds up to the year")),
                Column("code", "text", _("Code of the trait; null where it is not given")),
                Column("name_ja", "text", _("Its name in Japanese")),
                Column("name_en", "text", _("Its name in English")),
                Column("events", "integer", _("Events submitted and confirmed")),
                Column("participants", "integer", _("Sum of what is known; null where it is known of no event")),
                Column("unknown", "integer", _("Events of unknown participation")),
                AS_OF,
            ),
            _figure_rows,
        ),
    )
}


# ---- files


def csv_lines(dataset: Dataset, rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """UTF-8 with its mark, so that Excel and Power Query read it as such; a text that could run as a formula has ' before it."""
    written = io.StringIO()
    writer = csv.writer(written, quoting=csv.QUOTE_MINIMAL)
    writer.writerow([column.name for column in dataset.columns])
    yield b"\xef\xbb\xbf"
    remaining = iter(rows)
    while some := list(islice(remaining, ROWS_AT_ONCE)):
        writer.writerows([[_in_csv(value) for value in row] for row in some])
        yield written.getvalue().encode()
        written.seek(0)
        written.truncate()
    yield written.getvalue().encode()


def _in_csv(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):  # a moment too
        return value.isoformat()
    return marked(value) if isinstance(value, str) else value


def _array(values: Sequence[Any], kind: str) -> Array:
    """Days and moments are counted from 1970, as Arrow keeps them."""
    if kind == "day":
        days = [None if value is None else (value - EPOCH.date()).days for value in values]
        return Array(days, type=DataType.int32()).cast(TYPES[kind]())
    if kind == "moment":
        moments = [None if value is None else (value - EPOCH) // timedelta(microseconds=1) for value in values]
        return Array(moments, type=DataType.int64()).cast(TYPES[kind]())
    return Array(list(values), type=TYPES[kind]())


def parquet(file: IO[bytes], dataset: Dataset, rows: Iterable[Sequence[Any]], *, as_of: datetime) -> None:
    """The dictionary stands beside each column as its metadata; thousands of rows in memory at a time, not all."""
    fields = [
        Field(column.name, TYPES[column.kind](), nullable=True, metadata={"description": str(column.meaning)})
        for column in dataset.columns
    ]
    schema = Schema(fields, metadata={"as_of": as_of.isoformat(), "dataset": dataset.name})
    remaining = iter(rows)

    def batches() -> Iterator[RecordBatch]:
        while some := list(islice(remaining, ROWS_AT_ONCE)):
            columns = zip(*some, strict=True)
            arrays = [_array(values, column.kind) for values, column in zip(columns, dataset.columns, strict=True)]
            yield RecordBatch.from_arrays(arrays, schema=schema)

    write_parquet(RecordBatchReader.from_batches(schema, batches()), file, compression="zstd(3)")
