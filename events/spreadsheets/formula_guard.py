"""No text that leaves the register in a spreadsheet can run as a formula, and none is harmed by that.

In .xlsx a text is stored as a text, with the quote prefix that keeps it one even after the cell was edited.
A CSV file has no types: there a text that a spreadsheet program would take for a formula gets one apostrophe
in front (`marked`), and who reads our files takes exactly that one away again (`unmarked`).
"""

from __future__ import annotations

import re

FORMULA_LIKE = re.compile(r"[\s\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n]")
"""What a spreadsheet program may run: a sign in half or full width, also after blanks; or a first tab or line break."""

_TO_BE_MARKED = re.compile(rf"'*(?:{FORMULA_LIKE.pattern})")


def marked(text: str) -> str:
    """`=1+1` -> `'=1+1`; `'=1+1` -> `''=1+1`, so that it can be taken back; any other text as it is."""
    return f"'{text}" if _TO_BE_MARKED.match(text) else text


def unmarked(text: str) -> str:
    """The text that `marked` was given. An apostrophe that marks nothing, as in `'Ohana`, stays."""
    return text[1:] if text.startswith("'") and _TO_BE_MARKED.match(text, 1) else text
