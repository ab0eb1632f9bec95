"""One line of a letter."""

from __future__ import annotations

from dataclasses import dataclass

from events.models import Matter


@dataclass(frozen=True, slots=True)
class Line:
    """`key` names the matter and its stage, '' for a line that is never news by itself; `path` is the page to open.

    `is_pressing`: comes on the day, however seldom the person wants to hear of the matter.
    """

    matter: Matter
    key: str
    text: str
    path: str
    is_pressing: bool = False
