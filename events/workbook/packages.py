"""What a zipped workbook holds, before its cells are read: far cells, errors, what is hidden, the epoch. No Django here.

The reader of cells gives an error value as an empty cell and makes room for a whole rectangle up to the furthest
cell; so both are looked for here first, on the stream, without unpacking anything to memory or disk.
"""

from __future__ import annotations

import re
import zipfile
from xml.etree import ElementTree

from events.workbook import hidden
from events.workbook.limits import MOST_COLUMNS, MOST_PARTS, MOST_UNPACKED, Refused, column_of, letters

CHUNK = 1 << 20
_MAYBE_FAR = re.compile(rb' r="(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])\d')
_FAR = re.compile(rb'<(?:\w+:)?c r="([A-Z]{3}|[H-Z][A-Z]|G[S-Z])(\d+)"[^>]*[^/]><(?:\w+:)?(?:v|is|f)\b')
_ERROR = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*\bt="e")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>([^<]{1,40})<"
)
_NO_RESULT = re.compile(
    rb'<(?:\w+:)?c (?![^>]*\bt="(?:str|s)")[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>)(?:<(?:\w+:)?v ?/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)|<\0!\0(?:D\0O\0C\0|E\0N\0T\0)|\0<\0!\0(?:D\0O\0C|E\0N\0T)")
_DATE_1904 = re.compile(rb'\bdate1904="(?:1|true|on)"')
_FORMAT = re.compile(r'formatCode="([^"]{0,250})"')
_WORD = re.compile(r"約|以上|程度|未満|近い|余り|延べ|[千万](?!年)|about|over|under|approx|at least", re.I)
NO_RESULT = "no result"


class Found:
    """By sheet name: errors, (row from 1, column from 0) -> text, and what is hidden; and what to tell of the whole file."""

    def __init__(self, *, format: str, is_1904: bool = False) -> None:
        self.format, self.is_1904 = format, is_1904
        self.errors: dict[str, dict[tuple[int, int], str]] = {}
        self.hidden: dict[str, hidden.Hidden] = {}
        self.notices: list[tuple[str, str]] = []


def look_into(path: str) -> Found:
    """Refused where the package is broken, encrypted, a bomb, no workbook, or wider than may be."""
    try:
        with zipfile.ZipFile(path) as package:
            return _look(package)
    except (
        zipfile.BadZipFile,
        EOFError,
        OSError,
        ValueError,
        KeyError,
        NotImplementedError,
        RuntimeError,
        ElementTree.ParseError,
    ) as error:
        raise Refused("broken") from error
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma", "struct"):
            raise Refused("broken") from error
        raise


def _look(package: zipfile.ZipFile) -> Found:
    parts = {info.filename: info for info in package.infolist()}
    if len(package.infolist()) > MOST_PARTS or sum(info.file_size for info in parts.values()) > MOST_UNPACKED:
        raise Refused("bomb")
    if any(info.flag_bits & 1 for info in parts.values()):
        raise Refused("encrypted")
    _refuse_entities(package, parts)
    if "xl/workbook.xml" in parts:
        return _look_at_excel(package, parts)
    if "content.xml" in parts:
        return _look_at_opendocument(package, parts)
    if "xl/workbook.bin" in parts:
        raise Refused("xlsb")
    raise Refused(
        "document" if any(name in parts for name in ("word/document.xml", "ppt/presentation.xml")) else "archive"
    )


def _refuse_entities(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> None:
    for name in parts:
        if name.endswith((".xml", ".rels")):
            with package.open(name) as stream:
                if _DOCTYPE.search(stream.read(1 << 16)):
                    raise Refused("entities")


def _look_at_excel(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> Found:
    workbook = _read(package, "xl/workbook.xml")
    found = Found(format="xlsm" if "xl/vbaProject.bin" in parts else "xlsx", is_1904=bool(_DATE_1904.search(workbook)))
    if "xl/vbaProject.bin" in parts:
        found.notices.append(("macros", ""))
    if any(name.startswith("xl/externalLinks/") for name in parts):
        found.notices.append(("external_links", ""))
    if "xl/styles.xml" in parts:
        formats = _FORMAT.findall(_read(package, "xl/styles.xml").decode("utf-8", "replace"))
        worded = [text.replace("&quot;", '"') for text in formats if _WORD.search(text)]
        found.notices += [("worded_format", text) for text in worded[:3]]
    room = MOST_UNPACKED
    for sheet, part in _sheet_parts(package, workbook, parts):
        errors, room = _scan(
            package, part, sheet=sheet, room=room, hides=found.hidden.setdefault(sheet, hidden.Hidden())
        )
        if errors:
            found.errors[sheet] = errors
    return found


def _read(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as stream:
        data = stream.read(32 * CHUNK)
    if len(data) == 32 * CHUNK:
        raise Refused("bomb")
    return data


def _sheet_parts(package: zipfile.ZipFile, workbook: bytes, parts: dict[str, zipfile.ZipInfo]) -> list[tuple[str, str]]:
    """Name and part of each worksheet."""
    targets = {}
    if "xl/_rels/workbook.xml.rels" in parts:
        relations = ElementTree.fromstring(_read(package, "xl/_rels/workbook.xml.rels"))  # noqa: S314 no DOCTYPE
        targets = {node.get("Id"): node.get("Target", "") for node in relations}
    listed = []
    for node in ElementTree.fromstring(workbook).iter():  # noqa: S314 no DOCTYPE
        if node.tag.rpartition("}")[2] == "sheet":
            ids = [value for key, value in node.attrib.items() if key.rpartition("}")[2] == "id"]
            target = targets.get(ids[0] if ids else None, "")
            part = target.lstrip("/") if target.startswith("/xl/") else f"xl/{target}"
            if part in parts and "worksheet" in part:
                listed.append((node.get("name", ""), part))
    return listed


def _scan(
    package: zipfile.ZipFile, part: str, *, sheet: str, room: int, hides: hidden.Hidden
) -> tuple[dict[tuple[int, int], str], int]:
    errors: dict[tuple[int, int], str] = {}
    carry = b""
    with package.open(part) as stream:
        while chunk := stream.read(CHUNK):
            room -= len(chunk)
            if room < 0:
                raise Refused("bomb")
            text = carry + chunk
            if _MAYBE_FAR.search(text) and (far := _FAR.search(text)):
                cell = f"{far[1].decode()}{far[2].decode()}"
                raise Refused("far_column", sheet=sheet, cell=cell, most=MOST_COLUMNS, last=letters(MOST_COLUMNS - 1))
            if b't="e"' in text:
                errors.update({_place(hit): hit[3].decode("utf-8", "replace") for hit in _ERROR.finditer(text)})
            if b"<f" in text or b":f" in text:
                errors.update({_place(hit): NO_RESULT for hit in _NO_RESULT.finditer(text)})
            hides.look_at_excel(text)
            cut = text.rfind(b"</row>")
            carry = text[cut:] if 0 <= len(text) - cut < 4 * CHUNK and cut >= 0 else text[-4096:]
    return errors, room


def _place(hit: re.Match[bytes]) -> tuple[int, int]:
    return int(hit[2]), column_of(hit[1].decode())


def _look_at_opendocument(package: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo]) -> Found:
    kind = _read(package, "mimetype") if "mimetype" in parts else b"spreadsheet"
    if b"spreadsheet" not in kind:
        raise Refused("document")
    if "META-INF/manifest.xml" in parts and b"encryption-data" in _read(package, "META-INF/manifest.xml"):
        raise Refused("encrypted")
    found, count, carry, tail, room, hides = Found(format="ods"), 0, b"", b"", MOST_UNPACKED, False
    with package.open("content.xml") as stream:
        while chunk := stream.read(CHUNK):
            room -= len(chunk)
            if room < 0:
                raise Refused("bomb")
            text = carry + chunk
            count += text.count(b'calcext:value-type="error"')
            if b"table:null-year" in text or b"table:date-value" in text:
                found.is_1904 = found.is_1904 or b'table:date-value="1904-01-01"' in text
            hides = hides or bool(hidden.MAY_HIDE.search(chunk) or hidden.MAY_HIDE.search(tail + chunk[:40]))
            carry, tail = chunk[-25:], chunk[-40:]
    if count:
        found.notices.append(("errors_as_empty", str(count)))
    if hides:
        with package.open("content.xml") as stream:
            found.hidden = hidden.of_opendocument(iter(lambda: stream.read(CHUNK), b""))
    return found
