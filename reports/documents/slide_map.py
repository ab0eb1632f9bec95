"""The map on a slide: a group of freeforms that PowerPoint can edit, a shape for each state, named by its code.

The shapes are put together as XML: python-pptx's own builder takes seconds for the four thousand corners of a map.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from xml.sax.saxutils import quoteattr

from pptx.oxml import parse_xml
from pptx.util import Pt

from reports.documents.maps import is_drawn
from reports.documents.slide_parts import DRAWING, PRESENTATION, describe, found, printable
from reports.map_geometry import geometry

CORNER = re.compile(r"([MLZ])([^MLZ]*)")
FINE = 10
"""Steps of an outline's own grid to a unit of the drawing."""

BORDER = "7A8599"


@dataclass(frozen=True, slots=True)
class Outline:
    """Where an outline stands in the drawing, and its lines as PowerPoint writes them."""

    x: float
    y: float
    width: float
    height: float
    path: str


def outline(code: str) -> Outline:
    return _outline(geometry()["states"][code]["path"])


@cache
def _outline(drawn: str) -> Outline:
    corners: list[tuple[str, float, float]] = []
    for sign, numbers in CORNER.findall(drawn):
        x, y = (float(part) for part in numbers.split(",")) if sign != "Z" else (0.0, 0.0)
        corners.append((sign, x, y))
    xs = [x for sign, x, _y in corners if sign != "Z"]
    ys = [y for sign, _x, y in corners if sign != "Z"]
    left, top, width, height = min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)
    parts = []
    for sign, x, y in corners:
        spot = f'<a:pt x="{round((x - left) * FINE)}" y="{round((y - top) * FINE)}"/>'
        parts.append({"M": f"<a:moveTo>{spot}</a:moveTo>", "L": f"<a:lnTo>{spot}</a:lnTo>", "Z": "<a:close/>"}[sign])
    size = f'w="{round(width * FINE)}" h="{round(height * FINE)}"'
    return Outline(left, top, width, height, f"<a:path {size}>{''.join(parts)}</a:path>")


def state_shapes(slide: Any, box: tuple[float, float, float], fills: Mapping[str, str], *, without: str,
                 titles: Mapping[str, str], name: str, alt: str) -> float:  # fmt: skip
    """One group with a shape per state; returns points to a unit of the drawing. `box`: x, y and width in points."""
    left, top, width = box
    drawing = geometry()
    unit = width / drawing["width"]
    group = slide.shapes.add_group_shape()
    first = max(int(number) for number in found(slide.shapes._spTree, "//p:cNvPr/@id")) + 1
    tree = group._element
    for number, code in enumerate(code for code in drawing["states"] if is_drawn(code, fills)):
        fill = fills.get(code, without).lstrip("#")
        tree.append(
            _shape(first + number, code, titles.get(code, code), outline(code), fill, left=left, top=top, unit=unit)
        )
    whole = (Pt(left), Pt(top), Pt(width), Pt(drawing["height"] * unit))
    group.left, group.top, group.width, group.height = whole
    inner = tree.grpSpPr.get_or_add_xfrm()
    inner.chOff.x, inner.chOff.y, inner.chExt.cx, inner.chExt.cy = whole
    describe(group, name, alt)
    return unit


def _shape(
    number: int, code: str, title: str, lines: Outline, fill: str, *, left: float, top: float, unit: float
) -> Any:
    place = f'<a:off x="{Pt(left + lines.x * unit)}" y="{Pt(top + lines.y * unit)}"/>'
    size = f'<a:ext cx="{Pt(lines.width * unit)}" cy="{Pt(lines.height * unit)}"/>'
    return parse_xml(
        f'<p:sp xmlns:p="{PRESENTATION}" xmlns:a="{DRAWING}"><p:nvSpPr>'
        f"<p:cNvPr id={quoteattr(str(number))} name={quoteattr(code)} descr={quoteattr(printable(title))}/>"
        f"<p:cNvSpPr/><p:nvPr/></p:nvSpPr><p:spPr><a:xfrm>{place}{size}</a:xfrm>"
        "<a:custGeom><a:avLst/><a:gdLst/><a:ahLst/><a:cxnLst/>"
        f'<a:rect l="0" t="0" r="r" b="b"/><a:pathLst>{lines.path}</a:pathLst></a:custGeom>'
        f'<a:solidFill><a:srgbClr val="{fill}"/></a:solidFill>'
        f'<a:ln w="{Pt(0.5)}"><a:solidFill><a:srgbClr val="{BORDER}"/></a:solidFill><a:round/></a:ln></p:spPr></p:sp>'
    )
