"""What a cell says as a count or as money: the words of events/counts.py, and what only workbooks hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation

from events.counts import UNKNOWN, Stated, parse_count, write_count
from events.sentences import sentence as _
from events.typed import excerpt, fold
from events.workbook.modes import by_mode
from events.workbook.reading import Cell, CellError

NUMBER, BLANK, NOT_KNOWN, NOT_PUBLIC, DASH = "number", "blank", "unknown", "not_public", "dash"


class Unclear(ValueError):
    """A sentence on what was not understood, and the texts that would be: each may be put in the cell's place.

    `lacks_year`: a month and a day were understood, and with a year the whole would be.
    """

    def __init__(self, sentence: str, *, suggestions: tuple[str, ...] = (), lacks_year: bool = False) -> None:
        super().__init__(sentence)
        self.sentence, self.suggestions, self.lacks_year = sentence, suggestions, lacks_year


@dataclass(frozen=True, slots=True)
class CountCell:
    """`kind` keeps apart what a count alone cannot: number, blank, unknown (不明), not_public (非公表), dash (―).

    `note` is a sentence where something was read that the cell does not say in so many words. `modes` is set where the
    cell tells those in person from those online; `stated` is then the first of the two.
    """

    stated: Stated
    kind: str
    note: str = ""
    modes: Mapping[str, Stated] | None = None


_DASHES = {
    "-",
    "--",
    "---",
    "ー",
    "―",
    "─",
    "―――",
    "×",
    "✕",
    "n/a",
    "na",
    "none",
    "なし",
    "無し",
    "無",
    "該当なし",
    "対象外",
    "/",
    "・",
    "…",
    "...",
}
_NOT_PUBLIC = {
    "非公表",
    "非公開",
    "公表せず",
    "未公表",
    "非開示",
    "not public",
    "not disclosed",
    "undisclosed",
    "confidential",
    "withheld",
    "秘",
}
_NOT_COUNTED = {"未集計", "集計中", "調査中", "確認中", "未定", "tbd", "tba", "tbc", "not counted", "未確認", "計測不可", "カウント不可", "把握せず", "未把握", "把握していない", "n.k.", "回答なし", "??", "???"}  # fmt: skip
_PLAIN = re.compile(
    r"(?P<before>約)?(?P<number>\d{1,2}(?:,\d{3}){1,2}|\d{1,7}) ?(?:名|人)?(?P<after>以上|程度|未満|余り|近い)?",
    re.ASCII,
)
"""The commonest forms, read at once; `parse_count` reads them the same (a test compares)."""
_SAID = {
    "": "exact",
    "約": "about",
    "程度": "about",
    "以上": "at_least",
    "余り": "at_least",
    "未満": "under",
    "近い": "under",
}
_REPEATED = re.compile(r"^(?:延べ?|のべ|cumulative|延)\s?|\s?(?:\(延べ?\)|延べ|のべ)$")
_RANGE = re.compile(
    r"^(?P<first>[^\d]{0,6}[\d,.]+\s?(?:千|万)?)\s?(?:名|人)?\s?(?:~|-|から|to|乃至|ないし)\s?(?P<last>[\d,.]+\s?(?:千|万)?\s?(?:名|人|people|participants|persons)?\s?(?:程度)?)$"
)


def is_dash(cell: Cell) -> bool:
    """Whether a cell says that there was nothing of the kind: ―, なし, n/a."""
    return isinstance(cell, str) and fold(cell) in _DASHES


def read_count(cell: Cell) -> CountCell:
    """The count in a cell. Unclear where it is not one."""
    if cell is None:
        return CountCell(Stated(None, ""), BLANK)
    if isinstance(cell, str):
        return _count_in_text(cell)
    refuse_error(cell)
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        shown = shown_text(cell)
        raise Unclear(_("“%(text)s” is not a count. Check the format of the cell.") % {"text": shown})
    if cell != int(cell):
        raise Unclear(
            _("%(number)s is not a whole number. A count has no fraction.") % {"number": f"{cell:g}"},
            suggestions=(_as_text(int(cell)), _as_text(int(cell) + 1)) if 0 <= cell < 10**8 else (),
        )
    try:
        return CountCell(parse_count(str(int(cell))), NUMBER)
    except ValueError as error:
        raise Unclear(error.args[0]) from None


def _count_in_text(text: str) -> CountCell:
    folded = fold(text)
    if not folded:
        return CountCell(Stated(None, ""), BLANK)
    if (plain := _PLAIN.fullmatch(folded)) and not (plain["before"] and plain["after"]):
        said = _SAID[plain["before"] or plain["after"] or ""]
        return CountCell(Stated(int(plain["number"].replace(",", "")), said), NUMBER)
    if folded in _DASHES:
        return CountCell(
            Stated(None, ""), DASH, _("“%(text)s” was read as: nobody took part in this way.") % {"text": excerpt(text)}
        )
    if folded in _NOT_PUBLIC:
        return CountCell(
            Stated(None, UNKNOWN), NOT_PUBLIC, _("“%(text)s” was read as unknown.") % {"text": excerpt(text)}
        )
    if folded in _NOT_COUNTED:
        raise Unclear(
            _("“%(text)s” gives no number yet. Write your best figure, for example about 300, or unknown.")
            % {"text": excerpt(text)},
            suggestions=("unknown",),
        )
    modes = by_mode(folded)
    if modes is None:
        raise Unclear(
            _("“%(text)s” counts people in person and online in one cell. Give each its own column.")
            % {"text": excerpt(text)}
        )
    return _of_both_modes(text, modes) if modes else _number_in_text(text, folded)


def _of_both_modes(text: str, modes: dict[str, Stated]) -> CountCell:
    sentences = {
        ("in_person", "online"): _("“%(text)s” was read as: in person %(in_person)s, live online %(online)s."),
        ("in_person",): _("“%(text)s” was read as: in person %(in_person)s."),
        ("online",): _("“%(text)s” was read as: live online %(online)s."),
    }
    note = sentences[tuple(sorted(modes))] % {
        "text": excerpt(text),
        **{mode: write_count(*stated) for mode, stated in modes.items()},
    }
    return CountCell(next(iter(modes.values())), NUMBER, note, modes)


def _number_in_text(text: str, folded: str) -> CountCell:
    body, note = folded, ""
    if _REPEATED.search(folded):
        body = _REPEATED.sub("", folded)
        note = _("“%(text)s” counts visits: who came twice is counted twice.") % {"text": excerpt(text)}
    try:
        stated = parse_count(body)
    except ValueError as error:
        return _range(text, body) or _refuse(error, text, body)
    return CountCell(stated, NUMBER if stated.count is not None else NOT_KNOWN if stated.qualifier else BLANK, note)


def _range(text: str, body: str) -> CountCell | None:
    """100～120 as at least 100: what it certainly says."""
    found = _RANGE.match(body)
    if not found:
        return None
    last_unit = re.search(r"[千万]", found["last"])
    first = found["first"] + (last_unit.group() if last_unit and not re.search(r"[千万]", found["first"]) else "")
    try:
        low, high = parse_count(first), parse_count(found["last"])
    except ValueError:
        return None
    if low.count is None or high.count is None or low.count >= high.count:
        return None
    note = _("“%(text)s” was read as at least %(number)s.") % {"text": excerpt(text), "number": _as_text(low.count)}
    return CountCell(Stated(low.count, "at_least"), NUMBER, note)


def _refuse(error: ValueError, text: str, body: str) -> CountCell:
    number = re.search(r"\d[\d,]*", body)
    suggestions: tuple[str, ...] = ()
    if re.search(r"数[十百千万]|多数|several|dozens|hundreds|many|大勢", body):
        suggestions = ("unknown",)
    elif re.fullmatch(r"\d{1,7}\.\d+", body):
        suggestions = (_as_text(int(float(body))), _as_text(int(float(body)) + 1))
    elif number and not body.startswith(("-", "▲", "△")):
        suggestions = (
            number.group(),
            f"about {number.group()}",
            f"at least {number.group()}",
            f"under {number.group()}",
        )
    raise Unclear(error.args[0], suggestions=suggestions) from None


def _as_text(number: int) -> str:
    return f"{number:,}"


def read_money(cell: Cell) -> Decimal | None:
    """An amount in dollars with cents; None for none. Unclear where it is in another currency or not a number."""
    if cell is None or (isinstance(cell, str) and (not fold(cell) or fold(cell) in _DASHES)):
        return None
    refuse_error(cell)
    body = fold(shown_text(cell))
    if re.search(r"円|¥|\\|yen|jpy|€|eur", body):
        raise Unclear(_("“%(text)s” is not in US dollars.") % {"text": excerpt(shown_text(cell))})
    try:
        amount = Decimal(re.sub(r"us\$|usd|\$|ドル|米ドル|dollars?|,|\s|米", "", body))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or amount < 0 or amount >= 10**10 or isinstance(cell, bool):
        raise Unclear(_("“%(text)s” is not an amount in US dollars.") % {"text": excerpt(shown_text(cell))})
    return amount.quantize(Decimal("0.01"))


def refuse_error(cell: Cell) -> None:
    """Unclear for a cell that holds an error instead of a value."""
    if not isinstance(cell, CellError):
        return
    if cell.text == "no result":
        raise Unclear(
            _(
                "The cell holds a formula that was never calculated. Open the workbook in Excel, save it and upload it again."
            )
        )
    raise Unclear(
        _("The cell holds the error %(error)s instead of a value. Correct the formula or write the value.")
        % {"error": cell.text}
    )


def shown_text(cell: Cell) -> str:
    """The cell as text: a whole number without .0, a date as 2021-03-01; "" for none."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    if isinstance(cell, timedelta):
        return f"{cell.total_seconds() / 3600:g} h"
    if isinstance(cell, date | time):
        return cell.isoformat().replace("T", " ")
    return str(cell)
