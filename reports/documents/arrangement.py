"""An edition arranged for the page: every number as the text that is printed, every text in characters that print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from reports.documents import maps, rank_labels
from reports.documents.glyphs import missing_glyphs, shown
from reports.documents.photo_files import file_of
from reports.documents.rank_labels import boxes_of
from reports.documents.texts import texts_of
from reports.documents.words import (
    Words,
    amount,
    as_of_line,
    date_line,
    edition_line,
    in_brackets,
    measured,
    numbered_notes,
    rank_text,
    with_unit,
    words_of,
)  # fmt: skip
from reports.edition_content import (
    ApproachesPage,
    EditionContent,
    Example,
    Group,
    IndicatorPage,
    OverviewPage,
    Page,
    PracticesPage,
    StateValue,
    SummaryPage,
    Table,
    TablesPage,
)  # fmt: skip
from reports.map_geometry import bands, geometry
from reports.typography import number

Arranged = dict[str, Any]
ROWS_OF_A_PAGE = 27
MOST_COLUMNS_OF_A_HALF = 5
"""Of a table that stands beside another."""


def arranged(content: EditionContent, photos: Mapping[str, bytes]) -> Arranged:
    """What the templates in assets/typst read, in characters that the committed fonts have."""
    made = Arrangement(content, photos)
    whole = arrangement_of(content, made)
    missing = missing_glyphs(texts_of(content))
    if missing and whole["pages"]:
        last = whole["pages"][-1]
        last["notes"] = [*last["notes"], made.words["glyphs"] + made.words["comma"].join(each.name for each in missing)]
    return _each_text(whole, shown)


def arrangement_of(content: EditionContent, made: Arrangement) -> Arranged:
    """The edition and its pages in order, each with the layout that it is set in."""
    return {
        "language": content.language,
        "words": _nested(made.words),
        "title": content.title,
        "subtitle": content.subtitle,
        "running": f"{content.title}　{content.subtitle}".strip(),
        "document_title": f"{content.title} {content.subtitle} {edition_line(content)}",
        "organisation": content.organisation,
        "date": date_line(content),
        "created": [content.issued_on.year, content.issued_on.month, content.issued_on.day],
        "edition": edition_line(content),
        "as_of": as_of_line(content),
        "sample": content.sample_note if content.is_sample else "",
        "pages": [{**made.page(page, place), "layout": _layout(page)} for place, page in enumerate(content.pages)],
    }


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_each_text(item, change) for item in value]
    return {key: _each_text(item, change) for key, item in value.items()} if isinstance(value, dict) else value


def _nested(words: Words) -> Arranged:
    """ "unit.left" as {"unit": {"left": …}}, which is how typst reads a name with a dot; "unit.events" beside it."""
    nested: Arranged = {}
    for key, word in words.items():
        head, _dot, tail = key.partition(".")
        if tail:
            held = nested.get(head)
            nested[head] = {**(held if isinstance(held, dict) else {}), tail: word}
        else:
            nested.setdefault(head, word)
    return nested


def _layout(page: Page) -> str:
    return page.axis if isinstance(page, ApproachesPage) else page.kind


class Arrangement:
    """The pages of an edition one by one; slides and the web page read the same."""

    def __init__(self, content: EditionContent, photos: Mapping[str, bytes]) -> None:
        self.content, self.photos, self.language = content, photos, content.language
        self.words = words_of(content)

    def page(self, page: Page, place: int) -> Arranged:
        address = page.address or self.content.address
        common = {
            "heading": page.heading,
            "address": address,
            "qr": f"qr-{place}.svg" if self.content.has_qr and address else "",
            "notes": numbered_notes(page.notes, self.language),
            "source": getattr(page, "source", ""),
            "lead": getattr(page, "lead", ""),
        }
        return {**common, **self._own(page, place)}

    def _own(self, page: Page, place: int) -> Arranged:
        if isinstance(page, OverviewPage):
            return self._overview(page, place)
        if isinstance(page, IndicatorPage):
            return self._indicator(page, place)
        if isinstance(page, SummaryPage):
            return {
                "points": [asdict(point) for point in page.points],
                "conclusion": page.conclusion,
                "attached": page.attached,
                "tables": [self.table(table) for table in page.tables],
            }
        if isinstance(page, TablesPage):
            return {
                "tables": [self.table(table) for table in page.tables],
                "stacks": stacks_of(page.tables),
                "in_columns": all(len(table.columns) <= MOST_COLUMNS_OF_A_HALF for table in page.tables),
            }
        return self._told(page)

    # ---- the overview

    def _overview(self, page: OverviewPage, place: int) -> Arranged:
        unit = page.total.unit if self.language == "ja" else ""
        published = any(year.basis == "published" for year in page.years)
        notes = [*page.baseline, *page.notes]
        height = _room_for_the_map(page, lines_below=published + len(notes) + bool(page.source))
        return {
            "map_width": height * 975 / 580,
            "chart_height": max(22, height - (24 if len(page.years) < 7 else 36) - (5.3 if len(page.regions) < 8 else 4.5) * (len(page.regions) + 2)),
            "lead": _parted(page.lead, page.emphasis),
            "map_title": page.map_title,
            "chart_title": with_unit(page.chart_title, page.year_unit, self.language),
            "map": self._map(
                place,
                alt=page.map_title + self.words["colon"] + self.words["comma"].join(
                    f"{region.name} {measured(region.count, page.total.unit, self.language)}" for region in page.regions
                ),
                regions=[
                    {"name": region.name, "count": number(region.count), "unit": unit if region.count is not None else "",
                     "x": x, "y": y, "size": min(16.0, 120 / max(1, _em(region.name)))}
                    for region, x, y in maps.region_labels(page.regions)
                ],
            ),
            "chart": self.chart(page),
            "table": {
                "columns": [
                    {"head": self.words["region"], "is_number": False},
                    {"head": with_unit(self.words["events"], page.total.unit if self.language == "ja" else "", self.language),
                     "is_number": True},
                ],
                "rows": [
                    *([region.name, number(region.count)] for region in page.regions),
                    [self.words["total"], number(page.total.value)],
                ],
                "totals": [len(page.regions)],
            },
            "notes": [*([self.words["published_note"]] if published else []), *numbered_notes(tuple(notes), self.language)],
        }  # fmt: skip

    def chart(self, page: OverviewPage) -> Arranged:
        """The bars with their numbers as printed and their heights as parts of the highest, and what they say in words."""
        highest = max((year.value or 0 for year in page.years), default=0) or 1
        star = self.words["published"]
        spoken = self.words["comma"].join(
            f"{year.name}{self.words['colon']}{measured(year.value, page.year_unit, self.language)}"
            for year in page.years
        )
        return {
            "alt": f"{page.chart_title}{self.words['colon']}{spoken}",
            "bars": [
                {
                    "name": (star if year.basis == "published" else "") + year.name,
                    "value": number(year.value),
                    "share": (year.value or 0) / highest,
                    "published": year.basis == "published",
                }
                for year in page.years
            ],
        }

    # ---- what is told

    def _told(self, page: ApproachesPage | PracticesPage) -> Arranged:
        topic = getattr(page, "topic", "")
        only = len(page.groups) == 1 and page.groups[0].heading == topic
        lead = getattr(page, "lead", "")
        return {"lead": lead or ("" if only else topic), "groups": [self._group(group) for group in page.groups]}

    def counts(self, groups: tuple[Group, ...]) -> list[str]:
        """Each group's number of events as printed; empty where it is not printed."""
        return [amount(group.count, self.language) if group.count else "" for group in groups]

    def _group(self, group: Group) -> Arranged:
        return {
            "heading": group.heading,
            "count": amount(group.count, self.language) if group.count else "",
            "examples": [self._example(example) for example in group.examples],
        }

    def _example(self, example: Example) -> Arranged:
        photos = [{**asdict(photo), "file": file_of(photo.sha256, self.photos)} for photo in example.photos]
        return {
            "heading": example.heading, "points": list(example.points), "outcome": example.outcome,
            "method": example.method, "photos": photos,
        }  # fmt: skip

    # ---- indicators

    def _indicator(self, page: IndicatorPage, place: int) -> Arranged:
        boxes = boxes_of(page, self.words, self.language)
        labels = maps.value_labels(page.values) if not boxes else []
        return {
            "form": page.form,
            "total": amount(page.total, self.language) if page.total else "",
            "total_label": page.total_label,
            "rank_note": page.rank_note,
            "no_values": page.no_values or self.words["no_values"],
            "legend": legend_of(page, self.words),
            "table": self._values(page),
            "map": self._map(
                place,
                alt=page.heading + self.words["colon"] + self.words["comma"].join(
                    f"{each.name} {measured(each.value, page.unit, self.language)}" for each in page.values
                ),
                labels=[asdict(label) for label in labels],
                boxes=[asdict(box) for box in boxes],
            ),
        }  # fmt: skip

    def _values(self, page: IndicatorPage) -> Arranged:
        head = with_unit(page.value_head, page.unit, self.language)
        columns: list[Arranged] = [{"head": self.words["state"], "is_number": False}, {"head": head, "is_number": True}]
        title = self.words["values"].format(what=page.value_head)
        if page.form == "ranks":
            columns += [
                {"head": self.words["rank"], "is_number": True},
                {"head": self.words["remark"], "is_number": False},
            ]
            rows = [self._ranked(each) for each in page.values]
            return {"title": title, "columns": columns, "rows": rows, "totals": []}
        rows = [[each.name, number(each.value)] for each in page.values]
        totals = []
        if adds_up(page) and page.total:
            totals = [len(rows)]
            rows.append([self.words["total"], number(page.total.value)])
        return {"title": title, "columns": columns, "rows": rows, "totals": totals}

    def _ranked(self, each: StateValue) -> list[str]:
        rank = rank_text(each.rank, self.language)
        return [each.name, number(each.value), in_brackets(rank, self.language), each.note]

    def _map(
        self,
        place: int,
        *,
        alt: str,
        labels: list | None = None,
        regions: list | None = None,
        boxes: list | None = None,
    ) -> Arranged:
        drawing = geometry()
        return {
            "file": f"map-{place}.svg", "alt": alt, "width": drawing["width"], "height": drawing["height"],
            "labels": labels or [], "regions": regions or [], "boxes": boxes or [],
            "sizes": {"number": maps.NUMBER_SIZE, "box": rank_labels.SIZE, "note": rank_labels.NOTE_SIZE},
            "label": {"width": maps.LABEL_WIDTH, "height": maps.LABEL_HEIGHT},
        }  # fmt: skip

    # ---- tables

    def table(self, table: Table) -> Arranged:
        return {
            "title": table.title,
            "columns": [
                {"head": with_unit(column.head, column.unit, self.language), "is_number": column.is_number}
                for column in table.columns
            ],
            "rows": [[cell if isinstance(cell, str) else number(cell) for cell in row.cells] for row in table.rows],
            "totals": [place for place, row in enumerate(table.rows) if row.is_total],
            "notes": numbered_notes(table.notes, self.language),
            "source": table.source,
        }


def adds_up(page: IndicatorPage) -> bool:
    """Whether the values listed add up to the source's own total, so that it may stand beneath them."""
    return page.total is not None and page.total.value == sum(each.value or 0 for each in page.values)


def stacks_of(tables: tuple[Table, ...]) -> list[list[int]]:
    """Which tables stand one under another in two columns of about the same height; one column where they are too long."""
    heights = [len(table.rows) + len(table.notes) + 4 for table in tables]
    if len(tables) < 2 or any(len(table.columns) > MOST_COLUMNS_OF_A_HALF for table in tables):
        return [list(range(len(tables)))]
    cut = min(range(1, len(tables)), key=lambda place: max(sum(heights[:place]), sum(heights[place:])))
    if max(sum(heights[:cut]), sum(heights[cut:])) > ROWS_OF_A_PAGE:
        return [list(range(len(tables)))]
    return [list(range(cut)), list(range(cut, len(tables)))]


def _room_for_the_map(page: OverviewPage, *, lines_below: int) -> float:
    """Millimetres that the map may be high, so that the overview stays on one page: 78 at least, 111 at most."""
    lines_above = -(-_em(page.lead) // 46)
    return min(111.0, max(78.0, 151 - 7.2 * lines_above - 5 * lines_below))


def _parted(lead: str, emphasis: str) -> list[str]:
    """Before, emphasis, after."""
    if not emphasis or emphasis not in lead:
        return [lead, "", ""]
    before, _found, after = lead.partition(emphasis)
    return [before, emphasis, after]


def _em(text: str) -> float:
    return sum(1.0 if sign > "\u2e7f" else 0.58 for sign in text)


def legend_of(page: IndicatorPage, words: Words) -> list[dict[str, str]]:
    """Colours and what they stand for, palest first."""
    if not page.values:
        return []
    if page.form == "ranks":
        return [
            {"fill": maps.RANKED_FIRST, "text": words["legend.first"]},
            {"fill": maps.RANKED_OTHER, "text": words["legend.other"]},
        ]
    values = {each.code: each.value for each in page.values}
    steps = [
        {"fill": maps.SHADES[band.level], "text": number(band.low) if band.low == band.high else f"{band.low:,}–{band.high:,}"}
        for band in bands(values)
    ]  # fmt: skip
    return [*([{"fill": maps.SHADES[0], "text": words["legend.zero"]}] if 0 in values.values() else []), *steps]
