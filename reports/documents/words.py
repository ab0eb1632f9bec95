"""The words that the documents themselves bring, in both languages, and how numbers and dates stand in them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from reports.edition_content import Amount, EditionContent
from reports.typography import date_in, number

Words = dict[str, str]
JAPAN = timezone(timedelta(hours=9))

WORDS: dict[str, Words] = {
    "ja": {
        "standing.draft": "案", "standing.provisional": "速報", "standing.final": "確定", "continued": "（続き）",
        "source": "出典：", "note": "（注）", "published": "＊", "sample": "見本", "region": "地域", "state": "州・地域",
        "events": "件数", "unit.events": "件", "share": "構成比", "total": "合計", "year": "年度", "participants": "参加者数",
        "rank": "順位", "remark": "備考", "outcome": "その後：", "more_photos": "写真", "values": "州・地域別の{what}",
        "credit": "提供：", "legend.zero": "0", "legend.unknown": "数値なし", "legend.first": "第1位",
        "legend.other": "第2位以下", "by_region": "地域別の件数", "page": "頁", "address": "根拠：", "as_of": "集計時点：",
        "published_note": "＊は公表値", "unit.left": "（", "unit.right": "）", "colon": "：", "stop": "。", "comma": "、",
        "no_events": "該当する案件はありません。", "no_values": "州別の数値は登録されていません。",
        "glyphs": "次の文字は書体にないため〓で示した：", "glyphs.viewer": "次の文字は、閲覧する機器の書体によっては表示されない：",
        "figures": "計数", "contents": "目次", "notes": "注記", "bases": "根拠", "trace": "この頁の数値の根拠", "mark": "※",
    },
    "en": {
        "standing.draft": "draft", "standing.provisional": "provisional", "standing.final": "final",
        "continued": " (continued)", "source": "Source: ", "note": "Note: ", "published": "*", "sample": "Sample",
        "region": "Region", "state": "State or territory", "events": "Events", "unit.events": "", "share": "Share",
        "total": "Total", "year": "Fiscal year", "participants": "Participants", "rank": "Rank", "remark": "Remarks",
        "outcome": "Afterwards: ", "more_photos": "Photos", "values": "{what} by state or territory", "credit": "Photo: ", "legend.zero": "0",
        "legend.unknown": "No value", "legend.first": "Japan first", "legend.other": "Japan second or lower",
        "by_region": "Events by region", "page": "page", "address": "Traced at: ", "as_of": "As of ",
        "published_note": "* published figure", "unit.left": " (", "unit.right": ")", "colon": ": ", "stop": ".",
        "comma": ", ", "no_events": "No events.", "no_values": "No values by state are on record.",
        "glyphs": "Characters that the typeface lacks are printed as 〓: ",
        "glyphs.viewer": "Whether these characters show depends on the fonts of the reader's machine: ",
        "figures": "Figures", "contents": "Contents", "notes": "Notes", "bases": "Trace", "trace": "The events behind this page", "mark": "* ",
    },
}  # fmt: skip


def words_of(content: EditionContent) -> Words:
    return WORDS[content.language]


def amount(value: Amount, language: str) -> str:
    """9,048拠点, 9,048 bases; ― where it is not known."""
    return measured(value.value, value.unit, language)


def measured(value: int | None, unit: str, language: str) -> str:
    if value is None or not unit:
        return number(value)
    return f"{value:,}{unit}" if language == "ja" else f"{value:,} {unit}"


def with_unit(head: str, unit: str, language: str) -> str:
    """件数（件）, Stock (100 million USD)."""
    words = WORDS[language]
    return f"{head}{words['unit.left']}{unit}{words['unit.right']}" if unit else head


def rank_text(rank: int | None, language: str) -> str:
    """第1位, 1st."""
    if rank is None:
        return ""
    if language == "ja":
        return f"第{rank}位"
    teen = 10 <= rank % 100 <= 20
    return f"{rank}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(rank % 10, 'th')}"


def in_brackets(text: str, language: str) -> str:
    """（第1位）, (1st); nothing of nothing."""
    return (f"（{text}）" if language == "ja" else f"({text})") if text else ""


def edition_line(content: EditionContent) -> str:
    """第3版（確定）, Edition 3 (final); 案, draft."""
    words = words_of(content)
    standing = words[f"standing.{content.standing}"]
    if content.number is None:
        return standing
    return (
        f"第{content.number}版（{standing}）" if content.language == "ja" else f"Edition {content.number} ({standing})"
    )


def date_line(content: EditionContent) -> str:
    return date_in(content.language, content.issued_on)


def as_of_line(content: EditionContent) -> str:
    """集計時点：令和3年7月30日9時5分（日本時間）, As of 30 July 2021, 9:05 (Japan time)."""
    moment = datetime.fromisoformat(content.as_of).astimezone(JAPAN)
    day, words = date_in(content.language, moment.date()), words_of(content)
    if content.language == "ja":
        return f"{words['as_of']}{day}{moment.hour}時{moment.minute}分（日本時間）"
    return f"{words['as_of']}{day}, {moment.hour}:{moment.minute:02} (Japan time)"


def numbered_notes(notes: tuple[str, ...], language: str) -> list[str]:
    """（注）… when there is one, （注1）…（注2）… when there are more; Note: …, Note 1: …."""
    if len(notes) == 1:
        return [f"{WORDS[language]['note']}{notes[0]}"]
    form = "（注{}）{}" if language == "ja" else "Note {}: {}"
    return [form.format(place, note) for place, note in enumerate(notes, start=1)]
