"""How long the files of an edition of ten pages and twenty photos take, and against the bare libraries doing the same pages.

    python -m bench.documents

`bare` for the PDF is typst alone on the finished templates, pictures and arrangement; for the slides python-pptx alone
adding as many text boxes, table cells, freeforms and pictures as our deck holds; for the workbooks XlsxWriter alone
writing the same cells. CPU seconds, the least of three runs, in one process that is warm.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import typst
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE
from pptx.util import Pt
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from reports.documents import edition_workbook, pdf
from reports.documents.edition_data import write_data_workbook
from reports.documents.edition_workbook import write_workbook
from reports.documents.slides import write_slides
from reports.edition_content import EditionContent
from reports.edition_json import to_json
from tests.reports.documents.editions import hard_edition

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "grassroots.settings")  # names the data pack with the map


def cpu(work: Callable[[], Any]) -> float:
    work()
    taken = []
    for _run in range(3):
        started = time.process_time()
        work()
        taken.append(time.process_time() - started)
    return min(taken)


def bare_pdf(content: EditionContent, photos: dict[str, bytes]) -> float:
    """typst on the very directory that our writer prepares."""
    held: dict[str, bytes] = {}
    compile_ = typst.compile

    def keep(main: str, **how: Any) -> Any:
        held.update({path.name: path.read_bytes() for path in Path(main).parent.iterdir()})
        return b""

    with mock.patch.object(typst, "compile", keep):
        pdf.write_pdf(content, photos)

    def make() -> None:
        with TemporaryDirectory() as directory:
            for name, file in held.items():
                (Path(directory) / name).write_bytes(file)
            compile_(
                f"{directory}/edition.typ", root=directory, font_paths=pdf._fonts(), ignore_system_fonts=True,
                pdf_standards=pdf.STANDARDS, timestamp=0,
            )  # fmt: skip

    return first(make)


def first(work: Callable[[], Any]) -> float:
    """CPU seconds of the first time in this process: typst remembers what it has set before."""
    started = time.process_time()
    work()
    return time.process_time() - started


def cold(which: str) -> float:
    """The least of three processes of their own; the fonts are read before."""
    command = [sys.executable, "-m", "bench.documents", which]
    return min(float(subprocess.run(command, check=True, capture_output=True, text=True).stdout) for _run in range(3))


def cold_ours() -> float:
    content, photos = ten_pages()
    pdf._fonts()
    pdf.arranged(content, photos)  # reads the outlines and the fonts' characters, once per process
    return first(lambda: pdf.write_pdf(content, photos))


def cold_bare() -> float:
    """Prepared by our writer without setting it, then typst alone."""
    return bare_pdf(*ten_pages())


def ten_pages() -> tuple[EditionContent, dict[str, bytes]]:
    content, photos = hard_edition(title=0, rows=53, photos=20)
    return replace(content, has_qr=True), photos


def bare_slides(file: bytes, photos: dict[str, bytes]) -> float:
    """The same kinds and numbers of shapes by python-pptx's own calls, without colours or languages."""
    found = [[_kind(shape) for shape in slide.shapes] for slide in Presentation(io.BytesIO(file)).slides]
    picture = next(iter(photos.values()))

    def make() -> None:
        deck = Presentation()
        for shapes in found:
            slide = deck.slides.add_slide(deck.slide_layouts[6])
            for kind in shapes:
                _add(slide, kind, picture)
        deck.save(io.BytesIO())

    return cpu(make)


def _kind(shape: Any) -> tuple[Any, ...]:
    if shape.shape_type == MSO_SHAPE_TYPE.GROUP:
        return ("map", [len(each._element.xpath(".//a:pt")) for each in shape.shapes])
    if shape.has_table:
        return ("table", [[cell.text for cell in row.cells] for row in shape.table.rows])
    if shape.shape_type == MSO_SHAPE_TYPE.PICTURE:
        return ("picture",)
    return ("text", shape.text_frame.text if shape.has_text_frame else "")


def _add(slide: Any, kind: tuple[Any, ...], picture: bytes) -> None:
    box = (Pt(10), Pt(10), Pt(100), Pt(50))
    if kind[0] == "map":
        group = slide.shapes.add_group_shape()
        for count in kind[1]:
            builder = group.shapes.build_freeform(0, 0)
            builder.add_line_segments([(number % 90, number % 70) for number in range(count)])
            builder.convert_to_shape()
    elif kind[0] == "table":
        rows = kind[1]
        table = slide.shapes.add_table(len(rows), len(rows[0]), *box).table
        for line, row in enumerate(rows):
            for column, text in enumerate(row):
                table.cell(line, column).text = text
    elif kind[0] == "picture":
        slide.shapes.add_picture(io.BytesIO(picture), *box)
    else:
        slide.shapes.add_textbox(*box).text_frame.text = kind[1]


def bare_workbook(file: bytes) -> float:
    book = CalamineWorkbook.from_filelike(io.BytesIO(file))
    sheets = [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]

    def make() -> None:
        workbook = Workbook(io.BytesIO(), {"in_memory": True})
        plain = workbook.add_format({"text_wrap": True})
        for rows in sheets:
            sheet = workbook.add_worksheet()
            for line, row in enumerate(rows):
                for column, value in enumerate(row):
                    sheet.write(line, column, value, plain)
        workbook.close()

    return cpu(make)


class Recording:
    """A workbook, sheet, format or chart that notes what is asked of it, and of whom."""

    def __init__(self, held: Any, place: int, calls: list[Call], made: list[Any]) -> None:
        self.held, self.place, self.calls, self.made = held, place, calls, made

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **how: Any) -> Any:
            self.calls.append((self.place, name, tuple(map(_place_of, args)), how))
            found = getattr(self.held, name)(
                *[each.held if isinstance(each, Recording) else each for each in args], **how
            )
            self.made.append(found)
            return Recording(found, len(self.made) - 1, self.calls, self.made)

        return call


Call = tuple[int, str, tuple[Any, ...], dict[str, Any]]


@dataclass(frozen=True)
class Made:
    """The outcome of an earlier call, by its place."""

    place: int


def _place_of(argument: Any) -> Any:
    return Made(argument.place) if isinstance(argument, Recording) else argument


def same_calls(content: EditionContent) -> float:
    """XlsxWriter alone, asked once more for everything that our workbook asked it for: formats, merged lines, chart."""
    calls: list[Call] = []
    made: list[Any] = []
    options: dict[str, Any] = {}

    def workbook(file: Any, how: dict[str, Any]) -> Recording:
        options.update(how)
        made.append(Workbook(file, how))
        return Recording(made[0], 0, calls, made)

    with mock.patch.object(edition_workbook, "Workbook", workbook):
        write_workbook(content)

    def make() -> None:
        objects: list[Any] = [Workbook(io.BytesIO(), options)]
        for place, name, args, how in calls:
            said = [objects[each.place] if isinstance(each, Made) else each for each in args]
            objects.append(getattr(objects[place], name)(*said, **how))

    return cpu(make)


def main() -> None:
    content, photos = ten_pages()
    made = {
        "pptx": write_slides(content, photos),
        "xlsx": write_workbook(content),
        "data-xlsx": write_data_workbook(content),
    }
    ours = {
        "pdf": cold("ours"),
        "pptx": cpu(lambda: write_slides(content, photos)),
        "xlsx": cpu(lambda: write_workbook(content)),
        "data-xlsx": cpu(lambda: write_data_workbook(content)),
        "json": cpu(lambda: to_json(content)),
    }
    bare = {
        "pdf": cold("bare"),
        "pptx": bare_slides(made["pptx"], photos),
        "xlsx": bare_workbook(made["xlsx"]),
        "data-xlsx": bare_workbook(made["data-xlsx"]),
        "json": cpu(lambda: json.dumps(json.loads(to_json(content)), ensure_ascii=False)),
    }
    print("file        ours     bare    ratio   (CPU seconds)")
    for kind, seconds in ours.items():
        print(f"{kind:10} {seconds:6.3f}  {bare[kind]:6.3f}  {seconds / bare[kind]:6.2f}")
    again = same_calls(content)
    print(f"xlsx, asking XlsxWriter the same {again:6.3f}  {ours['xlsx'] / again:6.2f}")
    print(
        f"{'all':10} {sum(ours.values()):6.3f}  {sum(bare.values()):6.3f}  {sum(ours.values()) / sum(bare.values()):6.2f}"
    )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(cold_ours() if sys.argv[1] == "ours" else cold_bare())
    else:
        main()
