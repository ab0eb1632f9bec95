"""Where the texts, tables, charts and pictures of a slide stand, by the estimate of room that the writer uses, and what is wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN

from reports.documents.slide_text import LINE, Paragraph, em, height_of

POINT = 12700
NEAR = 2.5
"""Points by which boxes may share an edge; the estimate of a text's room is on the large side."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom, in points."""


def faults(file: bytes) -> list[str]:
    """Of all slides: shapes outside, texts larger than their shapes without autofit, things over one another."""
    deck = Presentation(io.BytesIO(file))
    size = deck.slide_width / POINT, deck.slide_height / POINT
    return [f"slide {place}: {said}" for place, slide in enumerate(deck.slides, 1) for said in _faults(slide, size)]


def _faults(slide: Any, size: tuple[float, float]) -> Iterator[str]:
    held: list[tuple[str, Box]] = []
    for shape in slide.shapes:
        box = _box(shape)
        if not _is_inside(box, size, by=0.1):
            yield f"{shape.name} leaves the slide {_said(box)}"
        if shape.shape_type in (MSO_SHAPE_TYPE.GROUP, MSO_SHAPE_TYPE.LINE):
            continue  # the map, over which its labels stand, and the lines that lead from them
        used = _used(shape)
        if used:
            held.append((shape.name, used))
            yield from _too_large(shape, used, box)
    yield from (
        f"{name} runs off the slide {_said(used)}" for name, used in held if not _is_inside(used, size, by=NEAR)
    )
    for (name, one), (other_name, other) in combinations(held, 2):
        across = min(one[2], other[2]) - max(one[0], other[0])
        up = min(one[3], other[3]) - max(one[1], other[1])
        if across > NEAR and up > NEAR:
            yield f"{name} and {other_name} lie over one another {_said(one)} {_said(other)}"


def _is_inside(box: Box, size: tuple[float, float], *, by: float) -> bool:
    return box[0] >= -by and box[1] >= -by and box[2] <= size[0] + by and box[3] <= size[1] + by


def _too_large(shape: Any, used: Box, box: Box) -> Iterator[str]:
    if not shape.has_text_frame or shape.text_frame.auto_size == MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE:
        return
    high, wide = used[3] - used[1], used[2] - used[0]
    if high > box[3] - box[1] + NEAR and not shape.name.startswith(("Name", "Value")):
        yield f"{shape.name} has {high:.0f} points of text in {box[3] - box[1]:.0f}: {shape.text_frame.text[:20]}"
    if shape.text_frame.word_wrap is False and wide > box[2] - box[0] + NEAR:
        yield f"{shape.name} is {wide:.0f} points wide in {box[2] - box[0]:.0f}: {shape.text_frame.text[:20]}"


def _paragraphs(frame: Any) -> list[tuple[Paragraph, float]]:
    found = []
    for each in frame.paragraphs:
        sizes = [run.font.size.pt for run in each.runs if run.font.size]
        if sizes:
            text = each.text.replace("\v", "\n")
            if max(sizes) > min(sizes):  # as wide as its runs are together, in the letters of the largest
                wide = sum(em(run.text) * run.font.size.pt for run in each.runs if run.font.size)
                text = "一" * int(wide / max(sizes) + 1)
            gap = each.space_before.pt / max(sizes) if each.space_before else 0.0
            is_bullet = each._p.pPr is not None and each._p.pPr.get("marL") not in (None, "0")
            found.append((Paragraph(text, is_bullet=is_bullet, gap=gap), max(sizes)))
    return found


def _used(shape: Any) -> Box | None:
    """What stands there: of a text what it takes where it is anchored and aligned. None for a shape without any."""
    box = _box(shape)
    if shape.has_text_frame:
        return _of_text(shape, box) if shape.text_frame.text.strip() else None
    return (*box[:3], box[1] + _table_height(shape)) if getattr(shape, "has_table", False) else box


def _of_text(shape: Any, box: Box) -> Box:
    frame = shape.text_frame
    left, top, right, bottom = box
    left, right = left + frame.margin_left / POINT, right - frame.margin_right / POINT
    said = _paragraphs(frame)
    if not said:  # in the letters of the master: the number and date of the foot
        return box
    wide = right - left
    if frame.word_wrap is False:
        wide = max(em(line) * size for each, size in said for line in each.text.split("\n"))
        high = sum(size * LINE * (each.text.count("\n") + 1) for each, size in said)
        align = frame.paragraphs[0].alignment
        middle = (left + right) / 2
        left = middle - wide / 2 if align == PP_ALIGN.CENTER else right - wide if align == PP_ALIGN.RIGHT else left
    else:
        high = sum(height_of([each], wide, size) for each, size in said)
        longest = max(em(each.text) * size for each, size in said)
        if longest < wide and frame.paragraphs[0].alignment in (None, PP_ALIGN.LEFT):
            wide = longest
    if frame.vertical_anchor == MSO_ANCHOR.MIDDLE:
        top = (top + bottom - high) / 2
    elif frame.vertical_anchor == MSO_ANCHOR.BOTTOM:
        top = bottom - high
    return left, top, left + wide, top + high


def _table_height(shape: Any) -> float:
    """By the texts of each row, which make it higher than it says."""
    widths = [column.width / POINT for column in shape.table.columns]
    total = 0.0
    for row in shape.table.rows:
        heights = [row.height / POINT]
        for width, cell in zip(widths, row.cells, strict=True):
            room = width - (cell.margin_left + cell.margin_right) / POINT
            margins = (cell.margin_top + cell.margin_bottom) / POINT
            heights += [height_of([each], room, size) + margins for each, size in _paragraphs(cell.text_frame)]
        total += max(heights)
    return total


def _box(shape: Any) -> Box:
    left, top = shape.left / POINT, shape.top / POINT
    return left, top, left + shape.width / POINT, top + shape.height / POINT


def _said(box: Box) -> str:
    return "(" + ", ".join(f"{each:.0f}" for each in box) + ")"
