"""An example edition for tests and measurements.

The published facts of 30 July 2021 (918 events, the yearly participants, bases, jobs) stand in it as printed; every
breakdown by region, mission, state, category and format is invented, and the value says so (`is_sample`).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from reports.edition_content import (
    Amount,
    ApproachesPage,
    Column,
    EditionContent,
    Example,
    Group,
    IndicatorPage,
    Language,
    OverviewPage,
    Page,
    Photo,
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
from reports.figures import AxisFigure, CumulativeReport, Definition, Figure, Label, Rule
from tests.reports import edition_prose as prose

ROOT = Path(__file__).resolve().parent.parent.parent
YEARS = {2017: 775_495, 2018: 1_108_741, 2019: 396_068, 2020: 881_224}
EVENTS = 918
UNITS = {"ja": ("件", "名"), "en": ("events", "persons")}


def rows_of(path: str) -> list[dict[str, str]]:
    lines = (ROOT / path).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader([line for line in lines if not line.startswith("#")]))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Whole parts in proportion to the weights that add up to the total."""
    whole = sum(weights)
    edges = [total * sum(weights[: place + 1]) // whole for place in range(len(weights))]
    return [edge - before for before, edge in zip([0, *edges], edges, strict=False)]


def labelled(path: str, ja: str = "name_ja", en: str = "name_en") -> dict[str, Label]:
    return {
        row["code"]: Label(row[ja], row[en], row.get("method_ja", ""), row.get("method_en", ""))
        for row in rows_of(path)
    }


def figures_of(codes: Sequence[str | int], salt: int = 5) -> tuple[Figure, ...]:
    """Invented figures that add up to 918 events and the published participants."""
    weights = [7 + (place * 37 + salt * 11) % 23 for place in range(len(codes))]
    events, persons = split(EVENTS, weights), split(sum(YEARS.values()), weights)
    unknown = split(6, weights)
    return tuple(Figure(*row) for row in zip(codes, events, persons, unknown, strict=True))


def by_region(states: tuple[Figure, ...], region_of: dict[str, str]) -> tuple[Figure, ...]:
    found: dict[str, list[int]] = {code: [0, 0, 0] for code in labelled("regions/reference/regions.csv")}
    for row in states:
        sums = found[region_of[str(row.code)]]
        sums[0], sums[1], sums[2] = sums[0] + row.events, sums[1] + (row.participants or 0), sums[2] + row.unknown
    return tuple(Figure(code, *sums) for code, sums in found.items())


@cache
def example_figures() -> CumulativeReport:
    states = rows_of("regions/reference/states.csv")
    region_of = {row["code"]: row["region"] for row in states}
    by_state = figures_of([row["code"] for row in states], salt=3)
    missions = labelled("regions/reference/missions.csv", "short_ja", "short_en")
    categories = labelled("events/reference/categories.csv")
    approaches = rows_of("events/reference/approaches.csv")
    axes = {
        axis: figures_of([*(row["code"] for row in approaches if row["axis"] == axis), ""], salt=salt)
        for salt, axis in enumerate(("region", "interest"))
    }
    weights = split(EVENTS, [190, 247, 235, 246])
    rules = tuple(Rule(year, ("in_person", "online")) for year in YEARS)
    return CumulativeReport(
        definition=Definition(2017, 2020, (), ("submitted", "confirmed")),
        events=EVENTS,
        participants=sum(YEARS.values()),
        unknown=6,
        by_fiscal_year=tuple(
            Figure(year, events, persons, unknown)
            for (year, persons), events, unknown in zip(YEARS.items(), weights, split(6, [1, 1, 1, 1]), strict=True)
        ),
        by_mission=figures_of(list(missions), salt=2),
        by_region=by_region(by_state, region_of),
        by_state=by_state,
        by_category=figures_of(list(categories), salt=1),
        by_approach=tuple(
            AxisFigure(axis, str(row.code), row.events, row.participants, row.unknown)
            for axis, rows in axes.items()
            for row in rows
        ),
        by_format=figures_of(["in_person", "online", "hybrid"], salt=4),
        joint=(Figure("BOS", 3, 1_200, 0), Figure("NYC", 5, None, 5)),
        counting_rules=rules,
        not_confirmed=0,
        sample_events=EVENTS,
        labels={
            "mission": missions,
            "region": labelled("regions/reference/regions.csv"),
            "state": labelled("regions/reference/states.csv"),
            "category": categories,
            "approach": labelled("events/reference/approaches.csv"),
            "format": {
                "in_person": Label("対面", "In person"),
                "online": Label("オンライン", "Online"),
                "hybrid": Label("対面・オンライン併用", "Hybrid"),
            },
        },
        region_of=region_of,
    )  # fmt: skip


# ---- photos


@cache
def example_photo(number: int, width: int = 720, height: int = 480) -> bytes:
    """A drawn picture, no photo: a landscape whose colours go by the number."""
    image = Image.new("RGB", (width, height), (150 + number * 13 % 90, 190 + number * 7 % 50, 225))
    draw = ImageDraw.Draw(image)
    for step in range(5):
        base = height * (55 + 9 * step) // 100
        shade = 40 + step * 22
        peak = (number * 97 + step * 211) % width
        draw.polygon(
            [(peak - width, height), (peak, base - height // 5), (peak + width, height)],
            fill=(shade, 95 + step * 12, shade + 20),
        )
    draw.ellipse([width * 7 // 10, height // 8, width * 8 // 10, height // 8 + width // 10], fill=(240, 228, 190))
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82)
    return file.getvalue()


class Album:
    """Photos as an edition refers to them, and their bytes by hash."""

    def __init__(self) -> None:
        self.bytes: dict[str, bytes] = {}

    def photo(self, caption: str, *, language: str, credit: str = "", size: tuple[int, int] = (720, 480)) -> Photo:
        content = example_photo(len(self.bytes), *size)
        sha256 = hashlib.sha256(content).hexdigest()
        self.bytes[sha256] = content
        drawn = "見本の図" if language == "ja" else "drawn sample picture"
        return Photo(
            sha256,
            alt=f"{caption}（{drawn}）" if language == "ja" else f"{caption} ({drawn})",
            caption=caption,
            credit=credit,
        )


# ---- pages


class Maker:
    """The pages of the example in one language."""

    def __init__(self, language: Language, album: Album) -> None:
        self.language, self.album = language, album
        self.figures = example_figures()
        self.events, self.persons = UNITS[language]

    def say(self, pair: tuple[str, str]) -> str:
        return pair[0] if self.language == "ja" else pair[1]

    def name(self, breakdown: str, code: str | int) -> str:
        label = self.figures.labels[breakdown].get(str(code))
        return label.name(self.language) if label else self.say(("記載なし", "Not given"))

    def photos(self, *captions: tuple[str, str]) -> tuple[Photo, ...]:
        return tuple(
            self.album.photo(self.say(caption), language=self.language, credit=self.say(prose.ORGANISATION))
            for caption in captions
            if self.say(caption)
        )

    def overview(self) -> OverviewPage:
        figures = self.figures
        names = {row["code"]: row for row in rows_of("regions/reference/states.csv")}
        return OverviewPage(
            key="overview",
            heading=self.say(prose.SUBTITLE),
            lead=self.say(prose.LEAD),
            emphasis=self.say(prose.EMPHASIS),
            total=Amount("overview/total", EVENTS, self.events),
            map_title=self.say(prose.MAP_TITLE),
            regions=tuple(
                RegionTotal(
                    f"overview/regions/{row.code}", str(row.code), self.name("region", row.code), row.events,
                    tuple(code for code in names if names[code]["region"] == row.code),
                )
                for row in figures.by_region
            ),
            states=tuple(
                StateValue(f"overview/states/{row.code}", str(row.code), self.name("state", row.code), row.events)
                for row in figures.by_state
            ),
            chart_title=self.say(prose.CHART_TITLE),
            years=tuple(
                YearFigure(f"overview/years/{year}", year, f"{year}年度" if self.language == "ja" else f"FY{year}", value, "published")
                for year, value in YEARS.items()
            ),
            year_unit=self.persons,
            baseline=(self.say(prose.BASELINE),),
            notes=(self.say(prose.RULES),),
            source=self.say(prose.SOURCE),
            address="https://example.org/e/3/1",
        )  # fmt: skip

    def by_region_type(self) -> ApproachesPage:
        counts = {row.code: row.events for row in self.figures.on_axis("region")}
        groups = []
        for number, (heading, title, points, outcome, caption, event) in enumerate(prose.REGION_GROUPS, start=1):
            example = Example(
                key=f"event/{event}/3", heading=self.say(title), points=tuple(self.say(point) for point in points),
                outcome=self.say(outcome), photos=self.photos(caption),
            )  # fmt: skip
            code = f"region-{number}"
            count = Amount(f"region-types/{code}", counts[code], self.events)
            groups.append(Group(f"region-types/{code}", self.say(heading), (example,), count))
        return ApproachesPage(
            "region-types", self.say(prose.REGION_PAGE), self.say(prose.REGION_LEAD), tuple(groups), "region",
            address="https://example.org/e/3/2",
        )  # fmt: skip

    def by_interest(self) -> ApproachesPage:
        groups = []
        for number, (heading, method, title, text, caption, event) in enumerate(prose.INTEREST_GROUPS, start=1):
            example = Example(
                key=f"event/{event}/2", heading=self.say(title), method=f"⇒{self.say(method)}",
                points=(self.say(text),), photos=self.photos(caption),
            )  # fmt: skip
            groups.append(Group(f"interest-levels/interest-{number}", self.say(heading), (example,)))
        return ApproachesPage(
            "interest-levels", self.say(prose.INTEREST_PAGE), self.say(prose.INTEREST_LEAD), tuple(groups), "interest",
            address="https://example.org/e/3/3",
        )  # fmt: skip

    def practices(self) -> PracticesPage:
        examples = []
        for heading, points, caption, event in prose.PRACTICES:
            captions = (caption, prose.SECOND_CAPTION) if self.say(caption) else ()
            examples.append(
                Example(f"event/{event}/1", self.say(heading), tuple(self.say(point) for point in points), photos=self.photos(*captions))
            )  # fmt: skip
        group = Group("practices/officials", self.say(prose.PRACTICES_TOPIC), tuple(examples))
        return PracticesPage(
            "practices", self.say(prose.PRACTICES_PAGE), self.say(prose.PRACTICES_TOPIC), (group,),
            address="https://example.org/e/3/4",
        )  # fmt: skip

    def summary(self) -> SummaryPage:
        points = tuple(Point(self.say(text), self.say(source)) for text, source in prose.POINTS)
        columns = (
            Column("year", self.say(("年", "Year"))),
            Column("value", self.say(("残高", "Stock")), self.say(("億ドル", "100 million USD")), is_number=True),
        )
        table = Table(
            "summary/investment", self.say(prose.INVESTMENT), columns, (Row("2019", ("2019", 6_447)),),
            source=self.say(("米商務省", "U.S. Department of Commerce")),
        )  # fmt: skip
        return SummaryPage(
            "summary", self.say(prose.SUMMARY_PAGE), points, self.say(prose.CONCLUSION), self.say(prose.ATTACHED), (table,),
            address="https://example.org/e/3/5",
        )  # fmt: skip

    def values(self, indicator: str, page: str, *, full: bool = False) -> tuple[StateValue, ...]:
        names = {row["code"]: row for row in rows_of("regions/reference/states.csv")}
        column = ("full_name_ja" if full else "name_ja") if self.language == "ja" else "name_en"
        found = []
        for row in rows_of("regions/reference/indicator_values.csv"):
            if row["indicator"] == indicator:
                first = next(
                    (note for country, note in prose.FIRST.items() if country in row["rank_note_ja"]), ("", "")
                )
                name = names[row["state"]][column]
                rank = int(row["rank"]) if row["rank"] else None
                found.append(
                    StateValue(f"{page}/{row['state']}", row["state"], name, int(row["value"]), rank, self.say(first))
                )
        return tuple(found)

    def bases(self) -> IndicatorPage:
        return IndicatorPage(
            key="bases-2020", heading=self.say(prose.BASES_PAGE), form="map", values=self.values("bases-2020", "bases-2020"),
            unit=self.say(("拠点", "bases")), value_head=self.say(("拠点数", "Bases")),
            total=Amount("bases-2020/total", 9_048, self.say(("拠点", "bases"))), total_label=self.say(("合計", "Total")),
            notes=tuple(self.say(note) for note in prose.BASES_NOTES), source=self.say(prose.BASES_SOURCE),
            address="https://example.org/e/3/6",
        )  # fmt: skip

    def jobs(self) -> IndicatorPage:
        return IndicatorPage(
            key="jobs-2018", heading=self.say(prose.JOBS_PAGE), form="ranks",
            values=self.values("jobs-2018", "jobs-2018", full=True), unit=self.say(("人", "jobs")),
            value_head=self.say(("雇用者数", "Jobs")),
            total=Amount("jobs-2018/total", 948_000, self.say(("人", "jobs"))), total_label=self.say(prose.JOBS_TOTAL),
            rank_note=self.say(prose.JOBS_NOTE), source=self.say(prose.JOBS_SOURCE), address="https://example.org/e/3/7",
        )  # fmt: skip

    def learners(self) -> IndicatorPage:
        return IndicatorPage(
            key="learners-2018", heading=self.say(prose.LEARNERS_PAGE), form="distribution", values=(),
            unit=self.say(("人", "learners")), value_head=self.say(("学習者数", "Learners")),
            lead=self.say(prose.LEARNERS_LEAD), no_values=self.say(prose.NO_VALUES), source=self.say(prose.LEARNERS_SOURCE),
            address="https://example.org/e/3/8",
        )  # fmt: skip

    def table(self, breakdown: str, title: tuple[str, str], rows: Sequence[Figure]) -> Table:
        columns = (
            Column("name", self.say(title)),
            Column("events", self.say(("件数", "Events")), self.say(("件", "")), is_number=True),
            Column("participants", self.say(("参加者数", "Participants")), self.say(("名", "")), is_number=True),
            Column("unknown", self.say(("参加者数不明", "Unknown count")), self.say(("件", "")), is_number=True),
        )
        lines = [
            Row(
                str(row.code) or "none",
                (self.name(breakdown, row.code), row.events, row.known_participants, row.unknown),
            )
            for row in rows
        ]
        total = Row(
            "total",
            (self.say(("合計", "Total")), EVENTS, self.figures.participants, self.figures.unknown),
            is_total=True,
        )
        heading = self.say((f"{title[0]}別", f"By {title[1].lower()}"))
        return Table(f"figures/{breakdown}", heading, columns, (*lines, total))

    def annex(self) -> TablesPage:
        figures = self.figures
        tables = (
            self.table("mission", ("公館", "Mission"), figures.by_mission),
            self.table("category", ("事業分野", "Category"), figures.by_category),
            self.table("format", ("開催形式", "Format"), figures.by_format),
        )
        return TablesPage(
            "figures", self.say(prose.FIGURES_PAGE), tables, notes=(self.say(prose.JOINT), self.say(prose.RULES)),
            source=self.say(prose.SOURCE), address="https://example.org/e/3/9",
        )  # fmt: skip

    def pages(self) -> tuple[Page, ...]:
        return (
            self.overview(), self.by_region_type(), self.by_interest(), self.practices(), self.summary(), self.bases(),
            self.jobs(), self.learners(), self.annex(),
        )  # fmt: skip


@cache
def example_edition(language: Language = "ja") -> tuple[EditionContent, dict[str, bytes]]:
    """The edition and its photos' bytes by SHA-256."""
    album = Album()
    make = Maker(language, album)
    content = EditionContent(
        language=language,
        title=make.say(prose.TITLE),
        subtitle=make.say(prose.SUBTITLE),
        organisation=make.say(prose.ORGANISATION),
        issued_on=date(2021, 7, 30),
        as_of="2021-07-30T09:00:00+09:00",
        standing="final",
        number=3,
        figures=make.figures,
        pages=make.pages(),
        address="https://example.org/e/3",
        has_qr=True,
        is_sample=True,
        sample_note=make.say(prose.SAMPLE),
    )
    return content, album.bytes
