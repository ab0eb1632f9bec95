"""People in person and online in one cell: 会場300名/オンライン500名, in person 120, online 80, 80名（対面）20名（オンライン）."""

from __future__ import annotations

import re

from events.counts import Stated, parse_count

_PEOPLE = r"(?:ライブ|同時|配信|視聴|参加|来場|者|数(?![十百千万])|分|での|で|は|が|の|attendees|attendance|participants|viewers|attending)*"
_LABEL = re.compile(
    rf"(?P<in_person>(?:対面|会場|現地|来場|リアル|in[ -]person|on-?site|face[ -]to[ -]face)[ ]?{_PEOPLE})"
    rf"|(?P<online>(?:オンライン|配信|視聴|ウェブ|リモート|online|virtual(?:ly)?|remote(?:ly)?|zoom)[ ]?{_PEOPLE})"
)
_OTHER_MODE = re.compile(r"録画|再生|アーカイブ|オンデマンド|recorded|on[ -]demand|archive")
_TOTAL_BEFORE = re.compile(
    r"(?:合計|総計|計|total(?: of)?:?)? ?(?P<number>[^ (:]*\d[^ (:]*) ?(?:people)? ?[(:、,;]? ?(?:うち|内訳|内|of which)?:? ?$"
)
_TOTAL_AFTER = re.compile(r"[(、,;/ ]+(?:合計|総計|計|total(?: of)?:?) ?(?P<number>[^ ()]*\d[^ ()]*) ?(?:people)?$")
_BETWEEN = re.compile(
    r"^(?:[\s:=(),、;/・&|\]\[]|\band\b|及び|と|-(?!\d))+|(?:[\s:=(),、;/・&|\]\[]|\band\b|及び|と|が|-)+$"
)


def by_mode(folded: str) -> dict[str, Stated] | None:
    """In person and online as the text tells them apart, or one of them beside its number; {} for neither, None where unclear.

    A total that stands beside the two has to be their sum. What is said of recordings is not told apart here.
    """
    labels = list(_LABEL.finditer(folded))
    if len(labels) == 1 and not _OTHER_MODE.search(folded):
        return _one_mode(folded, labels[0])
    if {label.lastgroup for label in labels} != {"in_person", "online"}:
        return {}
    if len(labels) != 2 or _OTHER_MODE.search(folded):
        return None
    first, second = labels
    lead, middle, tail = folded[: first.start()], folded[first.end() : second.start()], folded[second.end() :]
    if not tail.strip(" )]。."):
        texts, total = (lead, middle), None
    else:
        before, after = _TOTAL_BEFORE.fullmatch(lead), _TOTAL_AFTER.search(tail.rstrip(" )]。."))
        if lead.strip(" ([") and not before:
            return None
        total = before or after
        texts = (middle, tail.rstrip(" )]。.")[: after.start()] if after else tail)
    if total is not None or tail.strip(" )]。."):
        if re.search(r"\d ?\+ ?$", texts[0]):
            return None  # 300+オンライン80: at least 300, or 300 and 80
        texts = (re.sub(r" ?\+ ?$", "", texts[0]), texts[1])
    counts = [_count(text) for text in texts]
    if None in counts or (total and not _is_sum(total["number"], counts)):
        return None
    return dict(zip((str(label.lastgroup) for label in labels), counts, strict=True))  # type: ignore[arg-type]


def _one_mode(folded: str, label: re.Match[str]) -> dict[str, Stated]:
    """視聴者 約8,000, 会場300名, 80 online: one mode beside one number and nothing else; {} for all else."""
    texts = [text for text in (folded[: label.start()], folded[label.end() :]) if text.strip(" ()[]:=。.")]
    stated = _count(texts[0].strip(" ()[]")) if len(texts) == 1 else None
    return {str(label.lastgroup): stated} if stated else {}


def _count(text: str) -> Stated | None:
    try:
        stated = parse_count(_BETWEEN.sub("", text.strip(" 。.")))
    except ValueError:
        return None
    return stated if stated.qualifier else None


def _is_sum(total: str, counts: list[Stated | None]) -> bool:
    try:
        return parse_count(total).count == sum(each.count or 0 for each in counts if each)
    except ValueError:
        return False
