"""The board for machines, by the rules of the Ministry of Internal Affairs (総務省, 2020): one line a state.

One datum a cell, numbers as numbers, the unit in the header, an area code (ISO 3166-2), notes on a sheet of their own.
What is not known is an empty cell, never 0.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, Any

from xlsxwriter import Workbook

from reports.board import FEW_EVENTS, FEW_OF, PER, TRAITS, Board, StateFigures
from reports.documents.machine_tables import FIGURES, SPAN, write_tables
from reports.documents.workbook import NOT_GIVEN, plain

RATE_NAMES = {"bases": "100拠点当たり", "jobs": "雇用1万人当たり"}
TRAIT_NAMES = {"category": "事業分野", "region": "地域の類型", "interest": "関心度"}


def head(board: Board) -> tuple[str, ...]:
    """One name for each column, with its unit."""
    indicators = [f"{row.label.ja}（{row.year}年、{row.unit.ja}）" for row in board.indicators]
    rates = [
        name
        for key in board.rates
        for name in (
            f"{RATE_NAMES[key]}件数（件）",
            f"{RATE_NAMES[key]}参加者数（名）",
            f"{RATE_NAMES[key]}は小さい数に基づく（1：該当）",
        )
    ]
    parts = [
        name
        for trait in _traits(board)
        for code in _codes(board, trait)
        for name in (f"{_part_name(board, trait, code)} 件数（件）", f"{_part_name(board, trait, code)} 参加者数（名）")
    ]
    places = ("地域コード（ISO 3166-2）", "州名", "州名（英語）", "地域区分コード", "地域区分", "地域区分（英語）")
    return tuple(plain(name) for name in (*SPAN, *places, *indicators, *FIGURES, *rates, *parts))


def lines(board: Board, rows: Iterable[StateFigures]) -> Iterator[tuple[Any, ...]]:
    """One line for each of the rows, in their order."""
    span = (board.definition.first, board.definition.last)
    traits = _traits(board)
    for row in rows:
        state, region = board.labels["state"][row.code], board.labels["region_of_state"][row.region]
        names = (row.code, plain(state.ja), plain(state.en), row.region, plain(region.ja), plain(region.en))
        parts = [
            value for trait in traits for part in row.parts[trait] for value in (part.events, part.known_participants)
        ]
        yield (
            *span,
            *names,
            *(row.indicators[one.key] for one in board.indicators),
            row.total.events,
            row.total.known_participants,
            row.total.unknown,
            *(value for key in board.rates for value in _rates(row, key)),
            *parts,
        )  # fmt: skip


def _rates(row: StateFigures, key: str) -> tuple[float | None, float | None, int | None]:
    events, participants = row.rate("events", key), row.rate("participants", key)
    return (
        float(events.value) if events else None,
        float(participants.value) if participants else None,
        int(events.is_small) if events else None,
    )


def _traits(board: Board) -> tuple[str, ...]:
    return tuple(trait for trait in TRAITS if board.rows and trait in board.rows[0].parts)


def _codes(board: Board, trait: str) -> list[str]:
    return [str(part.code) for part in board.rows[0].parts[trait]]


def _part_name(board: Board, trait: str, code: str) -> str:
    label = board.labels[trait].get(code)
    return f"{TRAIT_NAMES[trait]}：{label.ja if label else code or NOT_GIVEN}"


def notes_of(board: Board) -> list[str]:
    """What a reader must know to read the numbers, one sentence each."""
    small = "、".join(
        f"{RATE_NAMES[key]}は{FEW_EVENTS}件未満又は{FEW_OF[key]:,}{'拠点' if key == 'bases' else '人'}未満"
        for key in board.rates
    )
    return [
        "件数は、提出済み又は確認済みの案件のうち、作成者が閲覧できるものの数である。",
        "参加者数は、判明している人数の合計である。人数が不明の案件は別に数え、0名とはしていない。",
        *(
            f"率は、件数又は参加者数を指標で割り、{'、'.join(f'{RATE_NAMES[key]}（×{PER[key]:,}）' for key in board.rates)}"
            "として小数第1位に四捨五入した値である。"
            for _once in board.rates[:1]
        ),
        *(f"次の場合は小さい数に基づく率として示す：{small}。" for _once in board.rates[:1]),
        *(f"{one.label.ja}（{one.year}年）の値は登録されていない。" for one in board.indicators if not one.states),
        *(f"{one.label.ja}の出典：{one.source.ja}" for one in board.indicators if one.states),
        "空欄は不明を示す。",
    ]


def write_board(file: IO[bytes], board: Board, rows: Sequence[StateFigures], *, made_on: date) -> None:
    """The workbook into `file`: the table, and its notes."""
    workbook = Workbook(file, {"in_memory": True})
    workbook.set_properties({"title": "グラスルーツ事業 州別分析表（機械判読用）", "author": "外務省"})
    about = [*notes_of(board), f"作成日：{made_on.isoformat()}"]
    notes = ("注記", ("番号", "内容"), list(enumerate((plain(note) for note in about), start=1)))
    write_tables(workbook, [("州別", head(board), list(lines(board, rows))), notes])
    workbook.close()


def board_csv(board: Board, rows: Iterable[StateFigures]) -> bytes:
    """The same table, UTF-8 with the mark that spreadsheet programs look for."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(head(board))
    writer.writerows(["" if value is None else value for value in line] for line in lines(board, rows))
    return b"\xef\xbb\xbf" + text.getvalue().encode()
