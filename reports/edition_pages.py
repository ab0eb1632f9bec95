"""The pages of an edition in one language, made from its figures, choices, examples and indicators."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from regions.models import Indicator, State
from reports import edition_texts as texts
from reports import summary_table
from reports.edition_choices import FIGURES, INDICATOR, Choices
from reports.edition_content import (
    Amount,
    ApproachesPage,
    Column,
    Group,
    IndicatorPage,
    Language,
    OverviewPage,
    Page,
    Point,
    PracticesPage,
    RegionTotal,
    Row,
    StateValue,
    SummaryPage,
    Table,
    TablesPage,
    YearFigure,
)  # fmt: skip
from reports.edition_practices import OTHERS, Gathered, approach_group
from reports.figures import AxisFigure, CumulativeReport, Figure
from reports.typography import fiscal_year_in, fiscal_years_in, in_order_of_names, number

FORMS = {"bases": "map", "jobs": "ranks", "learners": "distribution"}
"""How an indicator is shown, by the beginning of its code; others as a map."""


@dataclass(frozen=True, slots=True)
class Indicators:
    """Indicators with their values, and the states' full names, read once for all languages."""

    by_code: dict[str, Indicator]
    states: dict[str, State]

    @classmethod
    def read(cls, choices: Choices) -> Indicators:
        codes = [key.removeprefix(INDICATOR) for key in choices.pages_on if key.startswith(INDICATOR)]
        rows = Indicator.objects.filter(pk__in=codes).prefetch_related("values")
        return cls({row.code: row for row in rows}, {row.code: row for row in State.objects.all()})


class PageMaker:
    """Makes the pages that the choices name, in their order."""

    def __init__(
        self,
        language: Language,
        *,
        choices: Choices,
        report: CumulativeReport,
        gathered: Gathered,
        indicators: Indicators,
        notes: tuple[str, ...],
        baseline: tuple[str, ...],
        address: str = "",
    ) -> None:
        self.language, self.choices, self.report = language, choices, report
        self.gathered, self.indicators, self.address = gathered, indicators, address
        self.notes, self.baseline = notes, baseline
        self.units = {key: self.say(pair) for key, pair in texts.UNITS.items()}
        self.span = fiscal_years_in(language, report.definition.first, report.definition.last)
        self.emphasis = self.say(texts.EMPHASIS, events=number(report.cumulative_events))

    def say(self, pair: texts.Pair, **values: object) -> str:
        return texts.say(self.language, pair, **values)

    def pages(self) -> tuple[Page, ...]:
        made = []
        for place, key in enumerate(self.choices.pages_on, start=1):
            address = f"{self.address}/{place}" if self.address else ""
            page = self._page(key, address)
            if page:
                made.append(page)
        return tuple(made)

    def _page(self, key: str, address: str) -> Page | None:
        if key.startswith(INDICATOR):
            indicator = self.indicators.by_code.get(key.removeprefix(INDICATOR))
            return self.indicator(indicator, address) if indicator else None
        makers: dict[str, Callable[[str], Page]] = {
            "overview": self.overview, "approaches-region": self.by_region_type, "approaches-interest": self.by_interest,
            "practices": self.practices, "summary": self.summary, FIGURES: self.figures,
        }  # fmt: skip
        make = makers.get(key)
        return make(address) if make else None

    # ---- texts

    def proposal(self, slot: str) -> str:
        """The proposed wording of a slot ("overview/lead") with the figures filled in."""
        if slot.startswith(INDICATOR):
            return ""
        return self.say(
            texts.proposal(slot),
            emphasis=self.emphasis,
            span=self.span,
            participants=f"{number(self.report.cumulative_participants)}{'名' if self.language == 'ja' else ''}",
        )

    def text(self, slot: str) -> str:
        return self.choices.text(self.language, slot) or self.proposal(slot)

    def _name(self, breakdown: str, code: str | int) -> str:
        label = self.report.labels[breakdown].get(str(code))
        return label.name(self.language) if label else str(code) or self.say(texts.NAMES["none"])

    # ---- pages

    def overview(self, address: str) -> OverviewPage:
        report = self.report
        lead = self.text("overview/lead")
        states: dict[str, list[str]] = {}
        for code, region in report.region_of.items():
            states.setdefault(region, []).append(code)
        return OverviewPage(
            key="overview",
            heading=self.say(texts.heading("overview")),
            lead=lead,
            emphasis=self.emphasis if self.emphasis in lead else "",
            total=Amount("overview/total", report.cumulative_events, self.units["events"]),
            map_title=self.say(texts.MAP_TITLE, span=self.span),
            regions=tuple(
                RegionTotal(
                    f"overview/regions/{row.code or 'none'}", str(row.code), self._name("region", row.code), row.events,
                    tuple(states.get(str(row.code), ())),
                )
                for row in report.by_region
            ),
            states=tuple(
                StateValue(f"overview/states/{row.code}", str(row.code), self._name("state", row.code), row.events)
                for row in report.by_state
                if row.code
            ),
            chart_title=self.say(texts.CHART_TITLE),
            years=tuple(self._year(row) for row in report.by_fiscal_year),
            year_unit=self.units["participants"],
            baseline=self.baseline,
            notes=(*self.notes, *self._joint_note()),
            source=self.say(texts.source()),
            address=address,
        )  # fmt: skip

    def _joint_note(self) -> tuple[str, ...]:
        """Beneath the sum, where joint events are in it."""
        return (self.say(texts.JOINT_IN_TOTAL),) if any(row.events for row in self.report.joint) else ()

    def _year(self, row: Figure) -> YearFigure:
        year = int(row.code)
        baseline = self.report.baseline_of("participants", year)
        value = row.known_participants
        if baseline:
            value = baseline.published.value + (value or 0)
        name = fiscal_year_in(self.language, year)
        return YearFigure(f"overview/years/{year}", year, name, value, "published" if baseline else "recorded")

    def by_region_type(self, address: str) -> ApproachesPage:
        return self._approaches("region", address)

    def by_interest(self, address: str) -> ApproachesPage:
        return self._approaches("interest", address)

    def _approaches(self, axis: str, address: str) -> ApproachesPage:
        key = f"approaches-{axis}"
        groups = []
        for place, row in enumerate((row for row in self.report.on_axis(axis) if row.code), start=1):
            groups.append(self._group(key, place, row))
        heading = self.say(texts.heading(key))
        return ApproachesPage(
            key, heading, self.text(f"{key}/lead"), tuple(groups), "region" if axis == "region" else "interest",
            address=address,
        )  # fmt: skip

    def _group(self, page: str, place: int, row: AxisFigure) -> Group:
        label = self.report.labels["approach"].get(row.code)
        name = label.name(self.language) if label else row.code
        heading = f"（{place}）{name}" if self.language == "ja" else f"({place}) {name}"
        is_interest = row.axis == "interest"
        examples = self.gathered.examples(
            self.choices.practices.get(approach_group(row.code), ()),
            language=self.language,
            with_mission=is_interest,
            method=label.detail(self.language) if label and is_interest else "",
        )
        count = Amount(f"{page}/{row.code}", row.events, self.units["events"])
        return Group(f"{page}/{row.code}", heading, examples, count)

    def practices(self, address: str) -> PracticesPage:
        topic = self.text("practices/topic")
        told = self.gathered.examples(
            self.choices.practices.get(OTHERS, ()), language=self.language, with_mission=False
        )
        return PracticesPage(
            "practices", self.say(texts.heading("practices")), topic, (Group("practices/others", topic, told),),
            lead=self.text("practices/lead"), address=address,
        )  # fmt: skip

    def summary(self, address: str) -> SummaryPage:
        lines = [line.strip() for line in self.text("summary/points").split("\n") if line.strip()]
        parts = [line.partition(" | ") for line in lines]
        table = summary_table.read(self.text("summary/table"), language=self.language)
        return SummaryPage(
            "summary", self.say(texts.heading("summary")),
            tuple(Point(text.strip(), source.strip()) for text, _bar, source in parts),
            conclusion=self.text("summary/conclusion"), attached=self.text("summary/attached"),
            tables=(table,) if table else (), address=address,
        )  # fmt: skip

    def indicator(self, indicator: Indicator, address: str) -> IndicatorPage:
        key = f"{INDICATOR}{indicator.code}"
        is_ja = self.language == "ja"
        form = FORMS.get(indicator.code.partition("-")[0], "map")
        name = indicator.name_ja if is_ja else indicator.name_en
        note = indicator.note_ja if is_ja else indicator.note_en
        lines = tuple(_plain_note(line) for line in note.split("\n") if line.strip())
        unit = indicator.unit_ja if is_ja else indicator.unit_en
        values = self._values(key, indicator, full=form == "ranks")
        total = None
        if indicator.stated_total is not None:
            total = Amount(f"{key}/total", indicator.stated_total, unit)
        return IndicatorPage(
            key=key,
            heading=self.say(texts.INDICATOR_HEADING, name=name),
            form=form,  # type: ignore[arg-type]  # one of the three
            values=values,
            unit=unit,
            value_head=self.say(texts.VALUE_HEADS.get(indicator.code.partition("-")[0], texts.VALUE_HEAD)),
            lead=self.text(f"{key}/lead") or (lines[0] if form == "distribution" and lines else ""),
            total=total,
            total_label=self.say(
                texts.NAMES["total"] if form != "ranks" else texts.total_of_country(indicator.code.partition("-")[0])
            ),
            rank_note=" ".join(lines) if form == "ranks" else "",
            no_values="" if values else self.say(texts.NO_VALUES),
            notes=lines if form == "map" else (),
            source=indicator.source_ja if is_ja else indicator.source_en,
            address=address,
        )

    def _values(self, key: str, indicator: Indicator, *, full: bool) -> tuple[StateValue, ...]:
        """The largest first, equals by name: the page is about where there are many."""
        values = [self._value(key, row, full=full) for row in indicator.values.all()]
        return tuple(
            sorted(values, key=lambda each: (-(each.value or 0), *in_order_of_names(self.language, each.name)))
        )

    def _value(self, key: str, row, *, full: bool) -> StateValue:
        state = self.indicators.states[row.state_id]
        if self.language == "ja":
            name = row.name_ja_as_printed or (state.full_name_ja if full else state.name_ja)
        else:
            name = state.name_en
        note = row.rank_note_ja if self.language == "ja" else row.rank_note_en
        return StateValue(f"{key}/{row.state_id}", row.state_id, name, row.value, row.rank, note)

    # ---- tables

    def figures(self, address: str) -> TablesPage:
        report = self.report
        tables = [self._years_table()] + [
            self._table(breakdown, rows)
            for breakdown, rows in (
                ("region", report.by_region),
                ("mission", report.by_mission),
                ("state", report.by_state),
                ("category", report.by_category),
                ("format", report.by_format),
            )
        ]
        return TablesPage(
            FIGURES, self.say(texts.heading(FIGURES)), tuple(tables), lead=self.text("figures/lead"),
            notes=(*self.notes, self.say(texts.JOINT)), source=self.say(texts.source()), address=address,
        )  # fmt: skip

    def _columns(self, breakdown: str) -> tuple[Column, ...]:
        is_ja = self.language == "ja"
        unit_of = {"events": "events", "participants": "participants", "unknown": "events"}
        return (
            Column("name", self.say(texts.name_of(breakdown))),
            *(
                Column(key, self.say(texts.NAMES[key]), self.units[unit] if is_ja else "", is_number=True)
                for key, unit in unit_of.items()
            ),
        )

    def _table(self, breakdown: str, rows: Sequence[Figure]) -> Table:
        lines = [
            Row(
                str(row.code) or "none",
                (self._name(breakdown, row.code), row.events, row.known_participants, row.unknown),
            )
            for row in rows
            if breakdown != "state" or row.events or row.unknown
        ]
        if breakdown == "state":
            lines.sort(key=lambda row: in_order_of_names(self.language, str(row.cells[0])))
        name = self.say(texts.name_of(breakdown))
        title = self.say(texts.BY, name=name if self.language == "ja" else name.lower())
        return Table(f"figures/{breakdown}", title, self._columns(breakdown), (*lines, self._total("total")))

    def _total(self, name: str) -> Row:
        report = self.report
        cells = (self.say(texts.name_of(name)), report.events, report.participants, report.unknown)
        return Row(name, cells, is_total=True)

    def _years_table(self) -> Table:
        """Years as recorded; below their sum the baseline and the cumulative figure, where there is a baseline."""
        report = self.report
        lines = [
            Row(str(row.code), (fiscal_year_in(self.language, int(row.code)), row.events, row.known_participants, row.unknown))
            for row in report.by_fiscal_year
        ]  # fmt: skip
        if report.baselines:
            lines += [
                self._total("recorded"),
                Row("baseline", (self.say(texts.NAMES["baseline"]), report.baseline("events"), report.baseline("participants"), 0)),
                Row(
                    "cumulative",
                    (self.say(texts.NAMES["cumulative"]), report.cumulative_events, report.cumulative_participants, report.unknown),
                    is_total=True,
                ),
            ]  # fmt: skip
        else:
            lines.append(self._total("total"))
        name = self.say(texts.NAMES["fiscal_year"])
        title = self.say(texts.BY, name=name if self.language == "ja" else name.lower())
        return Table("figures/fiscal_year", title, self._columns("fiscal_year"), tuple(lines), notes=self.baseline)


def _plain_note(line: str) -> str:
    """Without the marks that a document puts before its notes itself."""
    for mark in ("（注）", "※", "Note: "):
        line = line.strip().removeprefix(mark)
    return line
