"""The bridge for machines, by the rules of the Ministry of Internal Affairs (総務省, 2020): a row for each term and event.

The rows of the first sheet add up to the difference between the two sides, whichever way they are filtered and grouped.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import override
from xlsxwriter import Workbook

from regions.models import Mission
from reports.bridge import Amount, Bridge, Counted, Step, Term
from reports.bridge_page import EXPLAINED, NAMES, breakdowns
from reports.documents.machine_tables import write_tables
from reports.documents.workbook import plain

Sheet = tuple[str, tuple[str, ...], list[tuple[Any, ...]]]

AMOUNTS = ("件数の増減（件）", "参加者数の増減（名）", "参加者数不明の件数の増減（件）")
HEADS = (
    "前の版（番号）", "後の版（番号）", "内訳コード", "内訳", "案件番号", "案件名", "公館コード", "公館名", "年度（西暦）", "地域区分コード",
    "事業分野コード", "前の版の件数（件）", "前の参加者数（名）", "前の案件の版（番号）", "後の版の件数（件）", "後の参加者数（名）",
    "後の案件の版（番号）", *AMOUNTS,
)  # fmt: skip
ENGLISH = {
    "増減内訳": "Bridge", "前後の数値": "Both sides", "年度・公館・分野別": "By year, mission, category", "注記": "Notes",
    "前の版（番号）": "Earlier edition (number)", "後の版（番号）": "Later edition (number)", "内訳コード": "Term code",
    "内訳": "Term", "案件番号": "Event number", "公館コード": "Mission code", "公館名": "Mission", "年度（西暦）": "Fiscal year",
    "地域区分コード": "Region code", "事業分野コード": "Category code", "前の版の件数（件）": "Counted in the earlier (events)",
    "前の参加者数（名）": "Participants in the earlier (persons)", "前の案件の版（番号）": "Version in the earlier (number)",
    "後の版の件数（件）": "Counted in the later (events)", "後の参加者数（名）": "Participants in the later (persons)",
    "後の案件の版（番号）": "Version in the later (number)", "件数の増減（件）": "Difference (events)",
    "参加者数の増減（名）": "Difference (participants, persons)",
    "参加者数不明の件数の増減（件）": "Difference (events of unknown participation)", "時点": "Side", "版（番号）": "Edition (number)", "案件名": "Event", "件数（件）": "Events (number)",
    "参加者数（名）": "Participants (persons)", "参加者数不明の件数（件）": "Events of unknown participation (number)",
    "区分": "Breakdown", "区分コード": "Code", "番号": "Number", "内容": "Text",
}  # fmt: skip
EMPTY = {
    "ja": "空欄は不明、又はその版で計上していないことを示す。後の版が空欄のものは、作成時点の登録内容との増減である。",
    "en": "An empty cell is not known, or not counted on that side. Without a later edition it is the register as it stood.",
}
HIDDEN = {
    "ja": "案件番号の空欄は、閲覧権限のない案件又は案件によらない増減である。",
    "en": "Without a number: an event that the reader may not open, or a difference that is of no event.",
}


def write_bridge_data(bridge: Bridge, language: str, *, titles: Mapping[int, str]) -> bytes:
    """`titles` of the events that may be named; of the others neither number nor title is said."""
    own = "ja" if language.startswith("ja") else "en"
    with override(own):
        found = [_terms(bridge, titles), _sides(bridge), _groups(bridge, own), _notes(bridge, own)]
    if own == "en":
        found = [(ENGLISH[name], tuple(ENGLISH[head] for head in heads), lines) for name, heads, lines in found]
    file = io.BytesIO()
    workbook = Workbook(file, {"in_memory": True})
    write_tables(workbook, found)
    workbook.close()
    return file.getvalue()


def _terms(bridge: Bridge, titles: Mapping[int, str]) -> Sheet:
    """A row for each term and event, in the order of the page; what a term adds by no event has a row of its own."""
    missions = {row.pk: row.short_name for row in Mission.objects.all()}
    sides = (bridge.earlier.edition, bridge.later.edition)
    lines: list[tuple[Any, ...]] = []
    for term, amount in bridge.terms:
        start = (*sides, term, str(NAMES[term]))
        rest = amount
        for step in bridge.steps.get(term, ()):
            lines.append((*start, *_event(step, missions, titles), *step.amount))
            rest = rest.minus(step.amount)
        if not rest.is_nothing:
            lines.append((*start, *(None,) * 13, *rest))
    return "増減内訳", HEADS, lines


def _event(step: Step, missions: dict[str, str], titles: Mapping[int, str]) -> tuple[Any, ...]:
    shown = step.shown
    return (
        shown.number if step.event in titles else None, plain(titles.get(step.event, "")) or None, shown.mission, missions.get(shown.mission, shown.mission),
        shown.fiscal_year, shown.region or None, shown.category or None, *_side(step.before), *_side(step.after),
    )  # fmt: skip


def _side(row: Counted | None) -> tuple[int | None, int | None, int | None]:
    return (int(row.is_counted), row.participants, row.version) if row else (None, None, None)


def _sides(bridge: Bridge) -> Sheet:
    heads = ("時点", "版（番号）", "件数（件）", "参加者数（名）", "参加者数不明の件数（件）")
    lines = [
        ("earlier", bridge.earlier.edition, *bridge.earlier.total),
        ("later", bridge.later.edition, *bridge.later.total),
    ]
    return "前後の数値", heads, lines


def _groups(bridge: Bridge, language: str) -> Sheet:
    """Long form: a row for each year, mission or category and each of start, terms and end that is not nothing."""
    return "年度・公館・分野別", ("区分", "区分コード", "内訳コード", *AMOUNTS), list(_long(bridge, language))


def _long(bridge: Bridge, language: str) -> Iterator[tuple[Any, ...]]:
    for breakdown in breakdowns(bridge, language):
        for line in breakdown.rows:
            parts: list[tuple[str, Amount]] = [("start", line.start)]
            parts += [(term, amount) for (term, _name), amount in zip(breakdown.terms, line.changes, strict=True)]
            for term, amount in [*parts, ("end", line.end)]:
                if not amount.is_nothing:
                    yield (breakdown.dimension, line.code or None, term, *amount)


def _notes(bridge: Bridge, language: str) -> Sheet:
    terms: list[Term] = [term for term, _amount in bridge.terms]
    said = [f"{NAMES[term]}: {EXPLAINED[term]}" for term in terms]
    return "注記", ("番号", "内容"), list(enumerate([EMPTY[language], HIDDEN[language], *said], start=1))
