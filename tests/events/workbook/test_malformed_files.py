"""Thousands of broken files, made from a few good ones: each gives a workbook or one clear refusal.

The ordinary run reads a sample in this process; MALFORMED_FILES=2000 reads as many, every 25th in a process of its own.
"""

import io
import os
import random
import zipfile

import pytest
from django.utils.translation import override

from events.workbook import reader
from events.workbook.columns import map_columns
from events.workbook.limits import Refused
from events.workbook.reading import UnreadableFile, assemble, read_workbook, refusal
from events.workbook.tables import find_tables
from tests.events.workbook.files import write_xlsx

COUNT = int(os.environ.get("MALFORMED_FILES", "300"))
ROWS = [
    ["公館", "件名", "開催日", "参加者数"],
    ["BOS", "日本祭り", "2021/3/1", 500],
    ["BOS", "寿司", "R3.3.2", "約90名"],
    ["合計", "", "", 590],
]
TEXT = "\n".join(",".join(str(cell) for cell in row) for row in ROWS).encode("cp932")


def mutated_bytes(data, chance):
    data = bytearray(data)
    for _n in range(chance.randint(1, 12)):
        kind, at = chance.randrange(5), chance.randrange(max(len(data), 1))
        if kind == 0 and data:
            data[at] = chance.randrange(256)
        elif kind == 1:
            del data[at : at + chance.randint(1, 200)]
        elif kind == 2:
            data[at:at] = chance.randbytes(chance.randint(1, 40))
        elif kind == 3:
            data = data[:at]
        else:
            data[at : at + 4] = chance.choice([b"\xff\xff\xff\xff", b"\x00\x00\x00\x00", b'","\n', b"<a><"])
    return bytes(data)


def mutated_package(data, chance):
    """One part of the package changed, the zip itself sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice(sorted(parts))
    swaps = [(b't="s"', b't="e"'), (b"<v>", b"<v>NaN"), (b'r="1"', b'r="99999999"'), (b'r="A1"', b'r="ZZZ9"'), (b"</row>", b""), (b"<v>0<", b"<v>-1<"), (b"sheetId", b"x")]  # fmt: skip
    before, after = chance.choice(swaps)
    parts[name] = mutated_bytes(parts[name], chance) if chance.random() < 0.6 else parts[name].replace(before, after)
    if chance.random() < 0.15:
        del parts[name]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for part, content in parts.items():
            package.writestr(part, content)
    return out.getvalue()


def read_here(path, filename):
    out = io.StringIO()
    try:
        reader.read(str(path), filename, out)
    except Refused as refused:
        raise refusal(refused.code, **refused.details) from None
    return assemble(iter([line.encode("utf-8", "surrogatepass") + b"\n" for line in out.getvalue().splitlines()]))


@pytest.mark.parametrize("part", range(4))
def test_malformed_files_never_break_the_reading(tmp_path, part):
    good = write_xlsx(tmp_path / "good.xlsx", ROWS).read_bytes()
    path = tmp_path / "upload"
    with override("en"):
        for n in range(part, COUNT, 4):
            chance = random.Random(n)
            filename = "a.csv" if n % 5 == 4 else "a.xlsx"
            data = (
                mutated_bytes(TEXT, chance)
                if n % 5 == 4
                else (mutated_bytes if n % 5 < 2 else mutated_package)(good, chance)
            )
            path.write_bytes(data)
            is_apart = n % 25 == 0 and COUNT > 300
            workbook, sentence = outcome(path, filename, read_workbook if is_apart else None)
            assert workbook or sentence.endswith("."), n
            for sheet in workbook.sheets if workbook else ():
                for table in find_tables(sheet):
                    map_columns(table)


def outcome(path, filename, read):
    """The workbook, or None and the sentence."""
    try:
        return (read(path, filename=filename) if read else read_here(path, filename)), ""
    except UnreadableFile as refused:
        return None, refused.sentence
