"""Makes four fonts of this directory out of Noto Sans CJK: what BIZ UDPGothic lacks, and Latin letters for English.

Run once; the English edition is set in the latter, whose descenders (p, y) are as long as English readers expect.

    python reports/documents/assets/fonts/build_fallback.py /usr/share/fonts/opentype/noto

Needs fonttools and Debian's fonts-noto-cjk. Regular holds the kanji of Adobe-Japan1 with the variation sequences that
change a form (葛󠄀), the rest of JIS X 0213, and Latin, Greek, Cyrillic and signs; bold holds JIS X 0213, Latin and 𠮷.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

HERE = Path(__file__).resolve().parent
FIRST_KANJI = 0x3400
HANGUL = range(0x1100, 0x1200)
NAMES_ONLY_IN_UNICODE = {0x20BB7}  # 𠮷


def in_jis_x_0213(code: int) -> bool:
    try:
        chr(code).encode("euc_jis_2004")
    except UnicodeEncodeError:
        return False
    return True


def variations(font: TTFont) -> dict[int, list[tuple[int, str | None]]]:
    [table] = [table for table in font["cmap"].tables if table.format == 14]
    return table.uvsDict


def make(source: Path, weight: str, *, with_variations: bool) -> Path:
    """The Japanese face of the collection, cut down; the name says that it is a part."""
    font = TTCollection(source / f"NotoSansCJK-{weight}.ttc").fonts[0]
    sequences = variations(font)
    bases = {base for pairs in sequences.values() for base, _glyph in pairs if with_variations}
    for selector, pairs in sequences.items():
        sequences[selector] = [pair for pair in pairs if with_variations and pair[1] and in_jis_x_0213(pair[0])]
    lacking = set(font.getBestCmap()) - set(TTFont(HERE / "BIZUDPGothic-Regular.ttf").getBestCmap())
    wanted = {
        code
        for code in lacking
        if in_jis_x_0213(code) or code in bases | NAMES_ONLY_IN_UNICODE or (code < 0x2E80 and code not in HANGUL)
    }
    wanted |= {base for pairs in sequences.values() for base, _glyph in pairs} | set(sequences)
    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = [], False, ["*"]
    options.drop_tables += ["GSUB", "GPOS", "BASE", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = str(record).replace("Noto Sans CJK JP", "Noto Sans JP Part")
        elif record.nameID == 6:
            record.string = f"NotoSansJPPart-{weight}"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    path = HERE / f"NotoSansJPPart-{weight}.otf"
    font.save(path)
    return path


def make_latin(source: Path, weight: str) -> Path:
    """Letters, digits and signs of Latin-1 and Latin Extended-A, with their kerning."""
    font = TTCollection(source / f"NotoSansCJK-{weight}.ttc").fonts[0]
    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = ["kern", "mark"], False, ["*"]
    options.drop_tables += ["GSUB", "BASE", "VORG", "vhea", "vmtx"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=set(range(0x20, 0x180)))
    cutter.subset(font)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = str(record).replace("Noto Sans CJK JP", "Noto Sans JP Latin")
        elif record.nameID == 6:
            record.string = f"NotoSansJPLatin-{weight}"
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    path = HERE / f"NotoSansJPLatin-{weight}.otf"
    font.save(path)
    return path


if __name__ == "__main__":
    for each, whole in (("Regular", True), ("Bold", False)):
        made = make(Path(sys.argv[1]), each, with_variations=whole)
        print(made.name, made.stat().st_size)
        made = make_latin(Path(sys.argv[1]), each)
        print(made.name, made.stat().st_size)
