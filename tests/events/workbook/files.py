"""Small workbooks for the tests, written where the test says."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

import xlsxwriter


def write_xlsx(path: Path, rows: Iterable[Iterable], *, sheet: str = "Sheet1", date_1904: bool = False) -> Path:
    """Rows from A1 on, dates as dates."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy/m/d", "date_1904": date_1904}) as workbook:
        page = workbook.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


def rewrite(path: Path, change: Callable[[str, bytes], bytes | None], *, more: dict[str, bytes] | None = None) -> Path:
    """The package with each part changed; None leaves a part out."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in (parts | (more or {})).items():
            changed = change(name, data)
            if changed is not None:
                package.writestr(name, changed)
    return path


def in_sheet(before: bytes, after: bytes) -> Callable[[str, bytes], bytes]:
    """A change of the first sheet's XML."""

    def change(name: str, data: bytes) -> bytes:
        return data.replace(before, after) if name == "xl/worksheets/sheet1.xml" else data

    return change
