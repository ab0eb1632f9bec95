"""Everything that an edition (発行版) prints, as one frozen value in one language.

The register compiles the value once, when an edition is composed or issued, and keeps it as JSON
(`reports/edition_json.py`). Every file is a pure function of it (`reports/documents/`), so an edition can be made
again with the same words and numbers however the register has changed since.

Every number that is printed hangs on a key that never changes within the edition ("overview/regions/midwest"), so
that the events behind it can be found from the printed page. `None` is a number that is not known and prints ―.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from reports.figures import CumulativeReport

Language = Literal["ja", "en"]
Standing = Literal["draft", "provisional", "final"]
"""下書き, 速報, 確定."""

Basis = Literal["recorded", "published"]
"""Counted from events in the register, or taken from a published document (a baseline)."""

LEFT_OUT_WHEN_EMPTY = {"left out when empty": True}
"""Of a field that came later: the JSON of an edition issued before says the same as then."""


# ---- parts of a page


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit as printed (件, 名, 拠点; events, participants), and the key by which it is traced."""

    key: str
    value: int | None
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo by the SHA-256 of its bytes, which are handed to a document beside the value; `alt` says what it shows."""

    sha256: str
    alt: str
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An event told as an example. `key` names its version ("event/BOS-2019-0012/3").

    `heading` is printed as it stands (草の根キャラバン（インディアナ州）), `method` is the line that pairs it with its
    approach (⇒対象を絞って双方向の交流を実施), `points` are its paragraphs, `outcome` what came of it later.
    """

    key: str
    heading: str
    points: tuple[str, ...] = ()
    outcome: str = ""
    method: str = ""
    photos: tuple[Photo, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Examples under a heading: an approach (（1）進出日本企業が多い地域) or a kind of good practice (人脈形成)."""

    key: str
    heading: str
    examples: tuple[Example, ...] = ()
    count: Amount | None = None


@dataclass(frozen=True, slots=True)
class RegionTotal:
    """The events of a region of the map and the codes (US-MA) of its states."""

    key: str
    code: str
    name: str
    count: int | None
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The participants of a fiscal year and where the number comes from."""

    key: str
    year: int
    name: str
    value: int | None
    basis: Basis = "recorded"


@dataclass(frozen=True, slots=True)
class StateValue:
    """An indicator's value for a state. `note` is printed under it as it stands (*第1位は英国)."""

    key: str
    code: str
    name: str
    value: int | None
    rank: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; numbers stand at the right, and their unit stands in the head."""

    key: str
    head: str
    unit: str = ""
    is_number: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, one cell per column. `codes` of the cells' row (state, mission) serve the data files."""

    key: str
    cells: tuple[str | int | None, ...]
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first column is its line heads. A cell is traced by `cell_key`."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    source: str = ""

    def cell_key(self, row: Row, column: Column) -> str:
        """ "figures/missions/BOS/events"."""
        return f"{self.key}/{row.key}/{column.key}"


# ---- pages


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """What was done: lead, map with regional totals, yearly participants.

    `emphasis` is the part of `lead` that stands out (累計918件). `total` is the cumulative count that the lead says:
    baseline + recorded. `baseline` holds lines that say which years are published figures.
    """

    key: str
    heading: str
    lead: str
    emphasis: str
    total: Amount
    map_title: str
    regions: tuple[RegionTotal, ...]
    states: tuple[StateValue, ...]
    chart_title: str
    years: tuple[YearFigure, ...]
    year_unit: str
    baseline: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    address: str = ""
    kind: Literal["overview"] = "overview"


@dataclass(frozen=True, slots=True)
class ApproachesPage:
    """Approaches with their examples: by type of region side by side, by level of interest one under another."""

    key: str
    heading: str
    lead: str
    groups: tuple[Group, ...]
    axis: Literal["region", "interest"]
    notes: tuple[str, ...] = ()
    address: str = ""
    kind: Literal["approaches"] = "approaches"


@dataclass(frozen=True, slots=True)
class PracticesPage:
    """Other good practices; `topic` is the line under the heading (州知事・市長等との人脈形成)."""

    key: str
    heading: str
    topic: str
    groups: tuple[Group, ...]
    lead: str = ""
    notes: tuple[str, ...] = ()
    address: str = ""
    kind: Literal["practices"] = "practices"


@dataclass(frozen=True, slots=True)
class Point:
    """A paragraph of the summary with its source line."""

    text: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class SummaryPage:
    """What follows from it: points, the conclusion in a box, and what is attached. `tables` stand beside the points."""

    key: str
    heading: str
    points: tuple[Point, ...]
    conclusion: str = ""
    attached: str = ""
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    address: str = ""
    kind: Literal["summary"] = "summary"


@dataclass(frozen=True, slots=True)
class IndicatorPage:
    """An indicator by state. `form`: "map" with a number on each state, "ranks" as cards, "distribution" shaded.

    `total` is the source's own total; without any value the page says `no_values` instead of showing an empty map.
    `has_ranks_of_japan` is what the ranks mean and stands in `rank_note`.
    """

    key: str
    heading: str
    form: Literal["map", "ranks", "distribution"]
    values: tuple[StateValue, ...]
    unit: str
    value_head: str
    lead: str = ""
    total: Amount | None = None
    total_label: str = ""
    rank_note: str = ""
    no_values: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    address: str = ""
    kind: Literal["indicator"] = "indicator"


@dataclass(frozen=True, slots=True)
class TablesPage:
    """Tables under a heading: the figures appendix, the bridge to the edition before."""

    key: str
    heading: str
    tables: tuple[Table, ...]
    lead: str = ""
    notes: tuple[str, ...] = ()
    source: str = ""
    address: str = ""
    kind: Literal["tables"] = "tables"


Page = OverviewPage | ApproachesPage | PracticesPage | SummaryPage | IndicatorPage | TablesPage


# ---- the edition


@dataclass(frozen=True, slots=True)
class IssuedOver:
    """What was found before it was issued, and the reason that headquarters gave for issuing all the same.

    `code` names it, with its years or places ("returns-2019").
    """

    code: str
    sentence: str
    reason: str


@dataclass(frozen=True, slots=True)
class EditionContent:
    """An edition in one language, with its pages in order.

    `title` and `subtitle` stand in the title bar of every page. `number` is n of 第n版, None for a draft. `address` is
    the short address printed at the foot (a page's own `address` goes before it); `has_qr` adds it as a QR code.
    `as_of` is the moment of the register that was counted, in Tokyo time as ISO 8601. `figures` are all recorded
    figures with their definition and their names in both languages. `findings` is not printed and is empty for a draft.
    """

    language: Language
    title: str
    subtitle: str
    organisation: str
    issued_on: date
    as_of: str
    standing: Standing
    number: int | None
    figures: CumulativeReport
    pages: tuple[Page, ...]
    address: str = ""
    has_qr: bool = False
    is_sample: bool = False
    sample_note: str = ""
    findings: tuple[IssuedOver, ...] = field(default=(), metadata=LEFT_OUT_WHEN_EMPTY)
    format: Literal["grassroots-edition/1"] = field(default="grassroots-edition/1")

    def photos(self) -> Iterator[Photo]:
        """Each photo of the pages in order, the same one as often as it is printed."""
        for example in self.examples():
            yield from example.photos

    def examples(self) -> Iterator[Example]:
        for page in self.pages:
            if isinstance(page, ApproachesPage | PracticesPage):
                for group in page.groups:
                    yield from group.examples

    def tables(self) -> Iterator[Table]:
        for page in self.pages:
            if isinstance(page, TablesPage | SummaryPage):
                yield from page.tables

    def traced(self) -> Iterator[tuple[str, int | None]]:
        """The key and value of each number that is printed, for the trace from paper to events."""
        for page in self.pages:
            yield from self.traced_on(page)

    def traced_on(self, page: Page) -> Iterator[tuple[str, int | None]]:
        yield from _traced(page)


def _traced(page: Page) -> Iterator[tuple[str, int | None]]:
    if isinstance(page, OverviewPage):
        yield page.total.key, page.total.value
        yield from ((region.key, region.count) for region in page.regions)
        yield from ((year.key, year.value) for year in page.years)
    elif isinstance(page, IndicatorPage):
        yield from ((place.key, place.value) for place in page.values)
    elif isinstance(page, ApproachesPage | PracticesPage):
        yield from ((group.count.key, group.count.value) for group in page.groups if group.count)
    else:
        yield from (
            (table.cell_key(row, column), cell)
            for table in page.tables
            for row in table.rows
            for column, cell in zip(table.columns, row.cells, strict=True)
            if not isinstance(cell, str)
        )
