"""Photos are painted into a fresh image before they are kept: no metadata, no surprises, one format."""

from __future__ import annotations

import warnings
from io import BytesIO
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

PRINTED = ("RGB", "RGBA", "L", "LA", "P")
"""Kinds of colour that every document holds as they are; not those of printing presses (CMYK)."""
MOST_AT_ONCE = 10
MOST_BYTES = 20 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2560
READABLE = ("JPEG", "PNG", "WEBP")
HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"hevc", b"mif1", b"msf1"))
"""How such files begin after their first four bytes; phones make them, and few programs read them."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def paint(file) -> ContentFile:
    """A JPEG of at most 2560 pixels a side, upright, in RGB, without metadata. ValidationError names the file and says why."""
    name = {"name": file.name}
    if file.size > MOST_BYTES:
        raise ValidationError(_("“%(name)s” is larger than 20 MB. Save it smaller and choose it again."), params=name)
    try:
        picture = _opened(file)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise ValidationError(_too_many_pixels(), params=name) from None
    except (OSError, SyntaxError, ValueError, TypeError):
        raise ValidationError(_unreadable(file), params=name) from None
    if picture.width * picture.height > MOST_PIXELS:
        raise ValidationError(_too_many_pixels(), params=name)
    try:
        return ContentFile(_painted(picture), name=f"{uuid4().hex}.jpg")
    except (OSError, SyntaxError, ValueError, TypeError, EOFError, MemoryError, Image.DecompressionBombError):
        raise ValidationError(
            _("“%(name)s” is damaged or incomplete. Copy it from the camera again."), params=name
        ) from None


def _unreadable(file):
    file.seek(0)
    if file.read(12)[4:] in HEIC:
        return _(
            "“%(name)s” is in a format of phones (HEIC) that cannot be read here. Save it as JPEG and choose it again."
        )
    return _("“%(name)s” is not a picture that can be read. Choose a JPEG, PNG or WebP file.")


def _too_many_pixels():
    return _("“%(name)s” has more than 40 million pixels. Save it smaller and choose it again.")


def _opened(file) -> Image.Image:
    """Reads the header alone; only the decoders named above are tried, whatever the file is called."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        file.seek(0)
        return Image.open(file, formats=READABLE)


def _painted(picture: Image.Image) -> bytes:
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = _in_srgb(ImageOps.exif_transpose(picture))
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    canvas = Image.new("RGB", upright.size, "white")
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        canvas.paste(layer, mask=layer.getchannel("A"))
    else:
        canvas.paste(upright.convert("RGB"))
    out = BytesIO()
    canvas.save(out, "JPEG", quality=86, optimize=True, progressive=True)
    return out.getvalue()


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Phones photograph in wider colours; without their profile these would look pale."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def is_printable(data: bytes) -> bool:
    """Whether these are the bytes of a picture as `paint` makes it (or drawn as PNG), whole to the end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(data), formats=("JPEG", "PNG")) as picture:
                picture.draft("RGB", (picture.width // 8, picture.height // 8))  # read to the end, but not in full size
                picture.load()
                return picture.mode in PRINTED
    except (
        OSError,
        SyntaxError,
        ValueError,
        TypeError,
        EOFError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ):
        return False
