"""The edition as a web page: what templates/documents/_edition.html draws, with the same words and numbers as the files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from reports.documents import maps, rank_labels
from reports.documents.arrangement import Arrangement, arrangement_of
from reports.edition_content import EditionContent, IndicatorPage, OverviewPage, Page
from reports.map_geometry import geometry

CHART_WIDTH, CHART_HEIGHT, BAR_FOOT = 420, 220, 24


class _AnyPhoto(Mapping[str, bytes]):
    """A page refers to its photos by address; their bytes are not needed."""

    def __getitem__(self, key: str) -> bytes:
        return b""

    def __iter__(self) -> Any:
        return iter(())

    def __len__(self) -> int:
        return 0


def edition_view(content: EditionContent, *, photo_url: Callable[[str], str]) -> dict[str, Any]:
    """`photo_url` gives the address of a photo by its SHA-256."""
    whole = arrangement_of(content, Arrangement(content, _AnyPhoto()))
    for place, (page, arranged) in enumerate(zip(content.pages, whole["pages"], strict=True)):
        arranged["anchor"] = f"page-{place + 1}"
        arranged["key"] = page.key
        arranged["template"] = f"documents/_{arranged['layout']}.html"
        for group in arranged.get("groups", ()):
            for example in group["examples"]:
                example["photos"] = [{**photo, "url": photo_url(photo["sha256"])} for photo in example["photos"]]
        _draw(page, arranged)
    return {**whole, "tag": content.language}


def _draw(page: Page, arranged: dict[str, Any]) -> None:
    """Areas of the map and bars of the chart with their places, as attributes that a template can write."""
    if isinstance(page, OverviewPage):
        arranged["areas"] = _areas(maps.fills_of(page), without=maps.NOT_IN_A_REGION)
        arranged["frames"] = _frames(maps.fills_of(page))
        for region in arranged["map"]["regions"]:
            region["left"], region["top"] = region["x"] - maps.LABEL_WIDTH / 2, region["y"] - maps.LABEL_HEIGHT / 2
            region["name_y"], region["count_y"] = region["y"] - 9, region["y"] + 17
        _bars(arranged["chart"])
    elif isinstance(page, IndicatorPage) and page.values:
        arranged["areas"] = _areas(
            maps.fills_of(page), without=maps.NOT_LISTED if page.form == "ranks" else maps.SHADES[0]
        )
        arranged["frames"] = _frames(maps.fills_of(page))
        arranged["parts"] = _parts(arranged["table"])
        for box in arranged["map"]["boxes"]:
            box["points"] = " ".join(f"{x},{y}" for x, y in box["leader"])
            box["dot_x"], box["dot_y"] = box["leader"][-1] if box["leader"] else (0, 0)
            box["lines"] = _lines(box)
        for label in arranged["map"]["labels"]:
            label["points"] = " ".join(f"{x},{y}" for x, y in label["leader"])
            label["ink"] = "#FFFFFF" if label["is_on_dark"] else "#1A1A1A"
            label["name_y"] = label["y"] - label["name_size"] * 0.75
            label["text_y"] = label["y"] + (maps.NUMBER_SIZE * 0.45 if label["name"] else 0)


def _lines(box: dict[str, Any]) -> list[dict[str, Any]]:
    """What stands in a box of the map, one under another, about its middle."""
    sizes = rank_labels.SIZE, rank_labels.SIZE, rank_labels.NOTE_SIZE
    inks = "#1A1A1A", "#00118F", "#4A5263"
    said = [
        {"text": text, "size": size, "ink": ink, "weight": weight, "x": round(box["x"] + box["width"] / 2, 1)}
        for text, size, ink, weight in zip(
            (box["name"], box["text"], box["note"]), sizes, inks, (400, 700, 400), strict=True
        )
        if text
    ]
    y = box["y"] + (box["height"] - sum(line["size"] * rank_labels.LINE for line in said)) / 2
    for line in said:
        high = line["size"] * rank_labels.LINE
        line["y"] = round(y + high / 2, 1)
        y += high
    return said


def _parts(table: dict[str, Any]) -> list[dict[str, Any]]:
    """A long and narrow table in up to three that stand side by side, each with a title of its own."""
    rows = table["rows"]
    count = 3 if len(rows) > 40 else 2 if len(rows) > 20 else 1
    if count == 1 or len(table["columns"]) > 2:
        return [table]
    step = -(-len(rows) // count)
    return [
        {
            **table,
            "title": f"{table['title']} {place + 1}/{count}",
            "rows": rows[place * step : (place + 1) * step],
            "totals": [row - place * step for row in table["totals"] if row // step == place],
        }
        for place in range(count)
    ]


def _areas(fills: Mapping[str, str], *, without: str) -> list[dict[str, str]]:
    return [
        {"path": shape["path"], "fill": fills.get(code, without)}
        for code, shape in geometry()["states"].items()
        if maps.is_drawn(code, fills)
    ]


def _frames(fills: Mapping[str, str]) -> list[dict[str, float]]:
    frames = geometry()["frames"].items()
    return [
        dict(zip(("x", "y", "width", "height"), frame, strict=True))
        for code, frame in frames
        if maps.is_drawn(code, fills)
    ]


def _bars(chart: dict[str, Any]) -> None:
    room = CHART_HEIGHT - 2 * BAR_FOOT
    step = CHART_WIDTH / max(1, len(chart["bars"]))
    chart["width"], chart["height"], chart["foot"] = CHART_WIDTH, CHART_HEIGHT, CHART_HEIGHT - BAR_FOOT
    for place, bar in enumerate(chart["bars"]):
        height = room * bar["share"]
        bar["x"], bar["width"] = round(place * step + step * 0.2, 1), round(step * 0.6, 1)
        bar["height"], bar["y"] = round(height, 1), round(CHART_HEIGHT - BAR_FOOT - height, 1)
        bar["middle"] = round((place + 0.5) * step, 1)
        bar["value_y"], bar["name_y"] = round(bar["y"] - 6, 1), CHART_HEIGHT - 6
