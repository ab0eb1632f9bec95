"""Pictures for the sample: drawn, not taken, and each says so (見本) across its middle.

The two characters are drawn stroke by stroke, because a sample needs no Japanese font on the machine.
"""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

SIZE = (960, 640)
PALETTES = (
    ((18, 62, 128), (126, 178, 240), (240, 246, 255)),
    ((120, 40, 52), (236, 150, 140), (255, 244, 240)),
    ((22, 92, 70), (134, 204, 168), (238, 250, 244)),
    ((92, 66, 18), (230, 190, 106), (255, 249, 234)),
)

STROKES = {
    "見": (
        ((25, 8), (75, 8)), ((25, 8), (25, 62)), ((75, 8), (75, 62)), ((25, 26), (75, 26)), ((25, 44), (75, 44)),
        ((25, 62), (75, 62)), ((40, 62), (34, 80), (10, 94)), ((60, 62), (60, 90), (66, 94), (88, 94), (90, 80)),
    ),
    "本": (
        ((8, 28), (92, 28)), ((50, 4), (50, 96)), ((50, 28), (34, 56), (8, 76)), ((50, 28), (66, 56), (92, 76)),
        ((32, 72), (68, 72)),
    ),
}  # fmt: skip
"""Character -> lines in a square of 100."""


def sample_picture(number: int) -> bytes:
    """A JPEG of hills under a sun with 見本 SAMPLE written over it; the same number, the same picture."""
    dark, middle, light = PALETTES[number % len(PALETTES)]
    picture = Image.new("RGB", SIZE, light)
    draw = ImageDraw.Draw(picture)
    width, height = SIZE
    left = 140 + (number * 211) % 600
    draw.ellipse((left, 70, left + 150, 220), fill=middle)
    for layer, colour in enumerate((_between(light, middle), middle, _between(middle, dark))):
        top = 300 + layer * 90
        hills = [(x, top + ((x * (layer + 2) + number * 97) % 260) // (3 + layer)) for x in range(0, width + 81, 80)]
        draw.polygon([(0, height), *hills, (width, height)], fill=colour)
    draw.rectangle((0, height // 2 - 92, width, height // 2 + 92), fill=(255, 255, 255))
    for place, strokes in enumerate(STROKES.values()):
        _write(draw, strokes, left=width // 2 - 250 + place * 170, top=height // 2 - 66, colour=dark)
    draw.text((width // 2 + 95, height // 2 - 30), "SAMPLE", fill=dark, font=ImageFont.load_default(size=48))
    out = BytesIO()
    picture.save(out, "JPEG", quality=84, optimize=True)
    return out.getvalue()


def _write(draw: ImageDraw.ImageDraw, strokes, *, left: int, top: int, colour: tuple[int, int, int]) -> None:
    for line in strokes:
        points = [(left + x * 1.32, top + y * 1.32) for x, y in line]
        draw.line(points, fill=colour, width=11, joint="curve")
        for x, y in points:
            draw.ellipse((x - 5, y - 5, x + 5, y + 5), fill=colour)


def _between(one: tuple[int, int, int], other: tuple[int, int, int]) -> tuple[int, int, int]:
    return tuple((a + b) // 2 for a, b in zip(one, other, strict=True))  # type: ignore[return-value]  # three of each
