"""Makes the two fonts of this directory that hold brackets, commas and stops in full width. Run once.

    python reports/documents/assets/fonts/build_brackets.py

In BIZ UDPGothic these signs are half as wide as a kanji already. Typesetting halves the room between two of them once
more, as is right for signs of full width, and 「（注）」 ran together. These are the same outlines on a full em: opening
brackets at its right, closing ones and stops at its left, dots and colons in its middle. Needs fonttools.
"""

from __future__ import annotations

from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent
OPENING = "（「『【〔〈《［｛"
MIDDLE = "・：；"
CLOSING = "）」』】〕〉》］｝、。，．"
NAME = "BIZ UDPGothic Brackets"


def make(weight: str) -> Path:
    font = TTFont(HERE / f"BIZUDPGothic-{weight}.ttf", recalcTimestamp=False)
    options = subset.Options()
    options.layout_features, options.hinting, options.name_IDs = [], False, ["*"]
    options.drop_tables += ["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[ord(sign) for sign in OPENING + MIDDLE + CLOSING])
    cutter.subset(font)
    em, widths = font["head"].unitsPerEm, font["hmtx"].metrics
    for code, name in font.getBestCmap().items():
        width, bearing = widths[name]
        room = em - width
        shift = room if chr(code) in OPENING else room // 2 if chr(code) in MIDDLE else 0
        glyph = font["glyf"][name]
        if glyph.isComposite():
            raise ValueError(f"{chr(code)} is made of other glyphs")
        glyph.coordinates.translate((shift, 0))
        glyph.recalcBounds(font["glyf"])
        widths[name] = (em, bearing + shift)
    for record in font["name"].names:
        if record.nameID in (1, 3, 4, 16):
            record.string = str(record).replace("BIZ UDPGothic", NAME).replace("BIZ-UDPGothic", NAME)
        elif record.nameID == 6:
            record.string = f"BIZUDPGothicBrackets-{weight}"
    font["head"].modified = font["head"].created
    path = HERE / f"BIZUDPGothicBrackets-{weight}.ttf"
    font.save(path)
    return path


if __name__ == "__main__":
    for each in ("Regular", "Bold"):
        made = make(each)
        print(made.name, made.stat().st_size)
