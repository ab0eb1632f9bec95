"""Office files with the same bytes each time: every date in the package is the edition's, not that of the clock."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
START = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can hold."""


def steady(package: bytes, day: date) -> bytes:
    """The same package, workbooks inside it included, packed again without the time of packing."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename.endswith(".xlsx"):
                content = steady(content, day)
            elif entry.filename == "docProps/core.xml":
                content = MOMENT.sub(f"{day.isoformat()}T00:00:00Z".encode(), content)
            packed = zipfile.ZipInfo(entry.filename, START)
            packed.external_attr = 0o600 << 16
            is_packed_already = entry.filename.endswith((".jpg", ".jpeg", ".png", ".xlsx"))
            packed.compress_type = zipfile.ZIP_STORED if is_packed_already else zipfile.ZIP_DEFLATED
            target.writestr(packed, content)
    return made.getvalue()
