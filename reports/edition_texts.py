"""The wording of an edition, in Japanese and English: proposals that HQ may rewrite, and the fixed lines.

What is said of one country comes from the data pack (regions/pack.toml). A proposal's {…} are filled in from the figures.
English is ours, not official.
"""

from __future__ import annotations

from collections.abc import Mapping

from regions.pack import Pair, pack

ORGANISATION: Pair = "外務省", "Ministry of Foreign Affairs of Japan"
SAMPLE: Pair = (
    "見本データに基づく資料（実際の案件ではない案件を含む）",
    "Sample data: includes events that did not take place",
)

EMPTY: Pair = "", ""
SLOTS = (
    "overview/lead", "approaches-region/lead", "approaches-interest/lead", "practices/topic", "practices/lead",
    "summary/points", "summary/table", "summary/conclusion", "summary/attached", "figures/lead",
)  # fmt: skip
"""What HQ may write on the pages, in their order; some begin empty."""

LONGEST = {"practices/topic": 120, "summary/attached": 300}
EMPHASIS: Pair = "累計{events}件", "{events} projects in total"

OF_2021: Mapping[str, str] = {
    "ja/summary/points": (
        "日米経済関係は日系企業による活発な対米投資・雇用創出や日米貿易協定・デジタル貿易協定の発効により一層強固に\n"
        "米国にとって日本は輸出・輸入ともに、加、墨、中に続いて世界第4位の相手国（米国の貿易赤字全体に占める比率は6.1％"
        "（中、墨、独に続いて第4位））、世界第1位の対米直接投資残高額（2019年で6,447億ドル）、英国に続き第2位の雇用創出"
        "（2018年で約95万人を雇用。グリーンフィールド投資（M＆Aを除いた新規事業創立・既存事業拡張のための投資）による雇用に"
        "限れば2019年は第1位） | 米商務省\n"
        "コロナ禍でも、米国に進出している日系企業は、地元に深く根付いた良き企業市民として、米国人と手を携えながら、"
        "幅広い分野でコロナ対策を積極支援"
    ),
    "en/summary/points": (
        "Japan-U.S. economic relations have grown still stronger through active investment and job creation by Japanese "
        "companies and the entry into force of the Trade Agreement and the Digital Trade Agreement.\n"
        "For the United States Japan ranks fourth in exports and imports, after Canada, Mexico and China (6.1% of the trade "
        "deficit, fourth after China, Mexico and Germany), first in the stock of direct investment (644.7 billion dollars, "
        "2019), and second to the United Kingdom in job creation (about 950,000, 2018; first in 2019 for jobs by greenfield "
        "investment alone, that is new or expanded business excluding M&A). | U.S. Department of Commerce\n"
        "During the pandemic too, Japanese companies, as good corporate citizens rooted in their communities, have supported "
        "countermeasures in many fields hand in hand with Americans."
    ),
    "ja/summary/table": "日本企業の対米直接投資残高 | 億ドル | 米商務省\n2019年 | 6,447",
    "en/summary/table": (
        "Stock of Japanese direct investment in the United States | 100 million USD | U.S. Department of Commerce\n2019 | 6,447"
    ),
    "ja/summary/conclusion": (
        "2017年に策定された行動計画が定める指針は引き続き有効であるところ、同行動計画の指針を継承しつつ、"
        "バイデン政権の重点分野を踏まえ、米国各地において取組を一層進めていくべき。"
    ),
    "en/summary/conclusion": (
        "The guidelines of the Action Plan of 2017 remain valid. Building on them and on the priorities of the Biden "
        "administration, efforts should be carried further in all parts of the United States."
    ),
    "ja/summary/attached": "行動計画2.0につき別紙参照。",
    "en/summary/attached": "For Action Plan 2.0 see the annex.",
}
"""The summary of the document of 30 July 2021: written for that day, so it is offered for that document alone."""

HEADINGS: Mapping[str, Pair] = {
    "approaches-region": ("行動計画（地域の特徴に応じたアプローチ）", "Action Plan: approaches by type of region"),
    "approaches-interest": (
        "行動計画（訴求対象の関心度に応じたアプローチ）",
        "Action Plan: approaches by level of interest",
    ),
    "practices": ("その他グッドプラクティス", "Other good practices"),
    "summary": ("これまでの取組の総括", "Summary of efforts to date"),
    "figures": ("資料：件数・参加者数の内訳", "Annex: events and participants in detail"),
}
INDICATOR_HEADING: Pair = "重点地域について（{name}）", "Priority states: {name}"
VALUE_HEADS: Mapping[str, Pair] = {
    "bases": ("拠点数", "Bases"),
    "jobs": ("雇用者数", "Jobs"),
    "learners": ("学習者数", "Learners"),
}
VALUE_HEAD: Pair = "数値", "Value"
MAP_TITLE: Pair = "{span}の案件実施状況（地域別累計実績）", "Projects carried out, {span} (total by region)"
CHART_TITLE: Pair = "年度別の参加者数", "Participants by fiscal year"

RULE: Pair = "参加者数の計上基準（{span}）：{modes}。", "Participants counted, {span}: {modes}."
NO_RULE: Pair = (
    "{span}は計上基準が未定のため、参加者数を計上していない。",
    "{span}: no counting rule, participants not counted.",
)
MODES: Mapping[str, Pair] = {
    "in_person": ("対面", "in person"),
    "online": ("オンライン（同時配信）", "live online"),
    "on_demand": ("録画視聴数", "on-demand views"),
}
UNKNOWN: Pair = "参加者数が不明の案件：{count}件", "Events with unknown participants: {count}"
AS_ONE: Pair = "連続企画は1件として計上。", "A series counts as one event."
JOINT: Pair = (
    "共催案件は主担当公館の1件として計上し、共催公館には重ねて計上しない。",
    "A joint event counts once, under its lead mission.",
)
JOINT_IN_TOTAL: Pair = "共催案件は1件として計上。", "A joint event counts once."
SELECTION: Pair = "対象：{names}", "Covers: {names}"
BASELINE: Pair = (
    "{span}の{what}{value}は公表値（{source}）であり、登録された案件の集計ではない。",
    "{span}: {value} {what} as published ({source}), not counted from recorded events.",
)
BASELINE_ADDED: Pair = "登録案件を加算（{reason}）。", "Recorded events are added ({reason})."
BASELINE_ON_MAP: Pair = "地域別の件数は登録案件のみ（{recorded}件）。", "By region: recorded events only ({recorded})."
NO_VALUES: Pair = "州別の数値は登録されていない。", "No values by state are on record."
PROVISIONAL: Pair = "速報", "Provisional"
RANKED_FIRST: Pair = "*第1位は{country}", "*First: {country}"

NAMES: Mapping[str, Pair] = {
    "events": ("件数", "Events"),
    "participants": ("参加者数", "Participants"),
    "unknown": ("参加者数不明", "Unknown count"),
    "total": ("合計", "Total"),
    "none": ("記載なし", "Not given"),
    "fiscal_year": ("年度", "Fiscal year"),
    "mission": ("公館", "Mission"),
    "region": ("地域", "Region"),
    "category": ("事業分野", "Category"),
    "format": ("開催形式", "Format"),
    "approach": ("アプローチ", "Approach"),
    "baseline": ("公表値（基礎値）", "Published (baseline)"),
    "recorded": ("登録値", "Recorded"),
    "cumulative": ("累計", "Cumulative"),
}
UNITS: Mapping[str, Pair] = {"events": ("件", "events"), "participants": ("名", "persons")}
BY: Pair = "{name}別", "By {name}"


def title() -> Pair:
    return pack().document["title"]


def subtitle() -> Pair:
    return pack().document["subtitle"]


def source() -> Pair:
    return pack().document["source"]


def proposal(slot: str) -> Pair:
    """What is proposed for one of `SLOTS`."""
    return pack().document.get(slot, EMPTY)


def heading(page: str) -> Pair:
    return subtitle() if page == "overview" else HEADINGS[page]


def total_of_country(indicator: str) -> Pair:
    """Beneath the values of all states; `indicator` without its year."""
    said = pack().document
    return said.get(f"total/{indicator}", said["total"])


def name_of(breakdown: str) -> Pair:
    return pack().document["state"] if breakdown == "state" else NAMES[breakdown]


def say(language: str, pair: Pair, **values: object) -> str:
    """The text in that language, with its {…} filled in."""
    text = pair[0] if language == "ja" else pair[1]
    return text.format(**values) if values else text
