"""Photos by hash: the name under which a document keeps one, and a sentence where its bytes are missing."""

from __future__ import annotations

from collections.abc import Mapping

PNG = b"\x89PNG"


def bytes_of(sha256: str, photos: Mapping[str, bytes]) -> bytes:
    """ValueError where the bytes were not handed over: no placeholder is printed."""
    content = photos.get(sha256)
    if content is None:
        raise ValueError(
            f"The photo {sha256[:12]}… of this edition is not at hand; the document cannot be made without it."
        )
    return content


def file_of(sha256: str, photos: Mapping[str, bytes]) -> str:
    """photo-<hash>.jpg, or .png."""
    return f"photo-{sha256}.{'png' if bytes_of(sha256, photos).startswith(PNG) else 'jpg'}"
