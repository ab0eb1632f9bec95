"""Draws the sample's pictures: a landscape that nobody takes for a photograph, with 見本 SAMPLE across it.

The two characters are drawn stroke by stroke, because a sample needs no Japanese font on the machine.
"""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = 1200, 800
SKIES = ((214, 228, 244), (244, 228, 214), (224, 238, 224), (236, 226, 242), (246, 238, 210))
HILLS = ((120, 150, 190), (190, 140, 110), (120, 165, 130), (150, 130, 175), (185, 160, 90))
SUN = (203, 74, 74)
LETTERS = (255, 255, 255)
LETTER_HEIGHT = 130

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


def draw(seed: str) -> bytes:
    """A JPEG of 1200 by 800 pixels; the same seed draws the same picture."""
    random = Random(seed)
    colour = random.randrange(len(SKIES))
    width, height = SIZE
    picture = Image.new("RGB", SIZE, SKIES[colour])
    pen = ImageDraw.Draw(picture)
    middle, radius = random.randrange(250, 950), random.randrange(90, 150)
    pen.ellipse((middle - radius, 130, middle + radius, 130 + 2 * radius), fill=SUN)
    for depth in range(3):
        top = 380 + 120 * depth
        points = [(x, top + random.randrange(-70, 70)) for x in range(-100, width + 300, 200)]
        shade = tuple(part - 22 * depth for part in HILLS[colour])
        pen.polygon([*points, (width + 100, height), (-100, height)], fill=shade)
    top = height - 70 - LETTER_HEIGHT
    for place, strokes in enumerate(STROKES.values()):
        _write(pen, strokes, left=220 + 160 * place, top=top)
    font = ImageFont.load_default(LETTER_HEIGHT)
    pen.text((580, top + LETTER_HEIGHT / 2), "SAMPLE", font=font, fill=LETTERS, anchor="lm")
    out = BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def _write(pen: ImageDraw.ImageDraw, strokes, *, left: int, top: int) -> None:
    scale, radius = LETTER_HEIGHT / 100, 6
    for line in strokes:
        points = [(left + x * scale, top + y * scale) for x, y in line]
        pen.line(points, fill=LETTERS, width=2 * radius, joint="curve")
        for x, y in points:
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=LETTERS)
