"""Broken workbooks, made from a few good ones: the same number always gives the same file."""

from __future__ import annotations

import io
import random
import zipfile
from functools import cache

import xlsxwriter

NAMES = ["公館", "件名", "開催日", "終了日", "州", "分野", "開催形式", "参加者数", "オンライン参加者数", "主催", "備考"]
ROWS = [
    ["BOS", "日本祭り", "2021/3/1", "", "MA", "日本祭り", "対面", 500, "", "Japan Society", "済"],
    ["BOS", "寿司の会", "R3.3.2", "R3.3.4", "NH", "日本食", "対面", "約90名", "不明", "寿司連盟、領事館", ""],
    ["", "茶会", "令和3年7月4日", "", "メイン州", "文化", "オンライン", "―", "300名以上", "", "※"],
    ["BOS", "投資セミナー", "9/1/2021", "", "Rhode Island", "経済", "Hybrid", "100～120", "1,200", "JETRO", ""],
    ["合計", "", "", "", "", "", "", 590, 1500, "", ""],
]
STRANGE = [
    "", " ", "\u3000", "０", "-1", "1e308", "NaN", "∞", "約", "約約90名", "名", "90名名", "100～", "～100", "１２３４５６７８９０１２３", "2021/13/45", "令和0年1月1日",
    "令和99年1月1日", "R3.2.30", "0000-00-00", "9999-12-31", "2/29/2021", "3/1～2/1", "=1+1", "@SUM(A1)", "\t=1", "'", "''", "〃", "同上",
    "合計", "小計", "※注", "BOS", "NYC", "XXX", "ボストン総", "ワシントン", "\u202e", "\ufeff", "a\u0301", "👩‍👩‍👧", "葛\U000e0100", "<b>", "&amp;",
    "_x0000_", "a" * 401, "あ" * 3000, "x" * 32_767, "a\nb\r\nc", "|", "||||", "http://", "https://a.b", ",,,", "1,2,3", "True", "#REF!", "1" * 400,
    "行キー", "1-1-x", "BOS-2020-0900", "BOS-9999-9999", "対面、オンライン", "会場300名/オンライン500名", "\ud83d", "\x00", "\x1f",
    0, -1, 0.5, 12.9, 1e15, 1e300, -1e300, 44197, 2_958_466, 60, True, False, None,
]  # fmt: skip
"""Cells that are no count, no day, no name, or only nearly."""


def broken_file(number: int) -> tuple[str, bytes]:
    """The name and the content of one file: bytes changed, a part of the package, a text, or its cells."""
    chance = random.Random(number)
    match number % 4:
        case 0:
            return "a.xlsx", _with_other_bytes(_good(), chance)
        case 1:
            return "a.xlsx", _with_another_part(_good(), chance)
        case 2:
            return "a.csv", _with_other_bytes(_as_text(chance.choice(["cp932", "utf-8-sig", "utf-16"])), chance)
        case _:
            return "a.xlsx", _with_other_cells(chance)


@cache
def _good() -> bytes:
    return _workbook([["令和2年度 実績"], [], NAMES, *ROWS, [], ["※概数"]])


def _workbook(lines: list[list]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"strings_to_formulas": False, "nan_inf_to_errors": True, "in_memory": True}
    ) as workbook:
        sheet = workbook.add_worksheet("実績")
        for number, line in enumerate(lines):
            sheet.write_row(number, 0, line)
    return out.getvalue()


@cache
def _as_text(encoding: str) -> bytes:
    return "\n".join(",".join(str(cell) for cell in line) for line in [NAMES, *ROWS]).encode(encoding)


def _with_other_bytes(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    for _n in range(chance.randint(1, 12)):
        kind, at = chance.randrange(5), chance.randrange(max(len(changed), 1))
        if kind == 0 and changed:
            changed[at] = chance.randrange(256)
        elif kind == 1:
            del changed[at : at + chance.randint(1, 200)]
        elif kind == 2:
            changed[at:at] = chance.randbytes(chance.randint(1, 40))
        elif kind == 3 and chance.random() < 0.3:
            del changed[at:]
        else:
            changed[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b'","\n', b"<a><"])
    return bytes(changed)


_SWAPS = [
    (b't="s"', b't="e"'), (b"<v>", b"<v>NaN"), (b"<v>", b"<v>-"), (b'r="1"', b'r="99999999"'), (b'r="A1"', b'r="ZZZ9"'), (b"</row>", b""),
    (b"<v>0<", b"<v>-1<"), (b"<v>0<", b"<v>99999<"), (b"sheetId", b"x"), (b'ref="A1', b'ref="C9'), (b"<t>", b"<t>=1+1"), (b"<si>", b"<si><r><t>x</t></r>"),
    (b"BOS", b"NYC"), (b"2021", b"1021"), (b'r="', b'r="X'),
]  # fmt: skip


def _with_another_part(data: bytes, chance: random.Random) -> bytes:
    """One part of the package changed, left out, or there twice; the zip itself sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice([*sorted(parts), "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
    if chance.random() < 0.4:
        parts[name] = _with_other_bytes(parts[name], chance)
    else:
        before, after = chance.choice(_SWAPS)
        parts[name] = parts[name].replace(before, after, chance.choice([1, 3, -1]))
    if chance.random() < 0.1:
        del parts[name]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return out.getvalue()


def _with_other_cells(chance: random.Random) -> bytes:
    """A sound workbook with cells, lines and headers that nobody expects."""
    lines = [[], list(NAMES), *(list(row) for row in ROWS)]
    for _n in range(chance.randint(1, 14)):
        line = chance.choice(lines[2:] if chance.random() < 0.9 else lines)
        if line:
            line[chance.randrange(len(line))] = chance.choice(STRANGE)
    for _n in range(chance.randrange(4)):
        match chance.randrange(6):
            case 0:
                lines.insert(chance.randrange(len(lines)), list(chance.choice(lines)))
            case 1:
                del lines[chance.randrange(len(lines))]
            case 2:
                chance.shuffle(chance.choice(lines))
            case 3:
                lines = [[*line[:4], *line[5:]] for line in lines]
            case 4:
                lines[chance.randrange(len(lines))] += [chance.choice(STRANGE)] * chance.choice([1, 30, 200])
            case _:
                lines.insert(chance.randrange(len(lines)), [chance.choice(STRANGE)])
        lines = lines or [[]]
    return _workbook([[_as_cell(cell) for cell in line] for line in lines])


def _as_cell(cell: object) -> object:
    """What a workbook can hold of it: no half of a sign."""
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell
