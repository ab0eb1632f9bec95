"""Draws the sample's pictures: a landscape that nobody takes for a photograph, with the word SAMPLE across it."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = 1200, 800
SKIES = ((214, 228, 244), (244, 228, 214), (224, 238, 224), (236, 226, 242), (246, 238, 210))
HILLS = ((120, 150, 190), (190, 140, 110), (120, 165, 130), (150, 130, 175), (185, 160, 90))
SUN = (203, 74, 74)
LETTERS = (255, 255, 255)


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
    font = ImageFont.load_default(150)
    pen.text((width / 2, height - 130), "SAMPLE", font=font, fill=LETTERS, anchor="mm")
    out = BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
