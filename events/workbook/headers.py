"""The fields a workbook may fill, and every header by which offices name them. Spellings live here and in names.py."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.spreadsheets.columns import COLUMNS
from regions.pack import Pack, pack

NO_PLACE, GIVEN = "no_place", "given"


@dataclass(frozen=True, slots=True)
class Field:
    """`kind`: key, text, long, date, choice, count, money, yes, list; `label` is what a page calls it."""

    key: str
    label: str | Promise
    kind: str
    aliases: tuple[str, ...] = ()


def _field(key: str, label: str | Promise, kind: str, aliases: str = "") -> Field:
    return Field(key, label, kind, tuple(aliases.split("|")) if aliases else ())


FIELDS: dict[str, Field] = {
    field.key: field
    for field in (
        _field("row_key", _("Row key"), "key"),
        _field("number", _("Event number"), "key", "案件番号|登録番号|整理番号|event no|event number|registration number"),
        _field("mission", _("Mission"), "choice",
               "公館|公館名|在外公館|在外公館名|公館コード|担当公館|実施公館|報告公館|所管公館|公館略称|mission|mission name|mission code|post|office"
               "|consulate|consulate general|reporting mission|diplomatic mission"),
        _field("title", _("Title"), "text",
               "件名|事業名|事業名称|案件|案件名|イベント名|イベント|行事名|行事|名称|催し名|催事名|タイトル|事業内容名|題名|事業件名|事業|title|event|event name"
               "|event title|name|name of event|name of the event|project|project name|project title|activity|program|program name"
               "|programme"),
        _field("title_ja", _("Title in Japanese"), "text",
               "件名日本語|和文件名|件名和文|日本語件名|日本語タイトル|和文タイトル|事業名日本語|事業名和文|イベント名日本語|イベント名和文|japanese title"
               "|title japanese|title ja|title in japanese|event name japanese|event name in japanese"),
        _field("title_en", _("Title in English"), "text",
               "件名英語|英文件名|件名英文|英語件名|英語タイトル|英文タイトル|事業名英語|事業名英文|イベント名英語|イベント名英文|english title"
               "|title english|title en|title in english|event name english|event name in english"),
        _field("starts_on", _("Start date"), "date",
               "開始日|実施日|開催日|日付|期日|日時|開催日時|実施日時|年月日|開催年月日|実施年月日|期間|開催期間|実施期間|会期|開始年月日|実施時期|開催時期|時期|日程"
               "|date|dates|event date|date of event|start|start date|starts on|from|period|when|day|date held|event dates"
               "|開始|自|date time|start day"),
        _field("ends_on", _("End date"), "date",
               "終了日|終了年月日|最終日|終了|至|end|end date|ends on|until|to|last day|end day"),
        _field("state", _("State"), "choice",
               "州|州名|州地域|実施州|開催州|州コード|所在州|開催地州|state|states|state name|state code|state or territory|state territory|開催州名|実施州名"),
        _field("county", _("County"), "choice", "郡|郡名|county|county name"),
        _field("city", _("City"), "text",
               "都市|都市名|市|市町|市町村|市名|開催都市|実施都市|開催市|町|地名|開催地|実施地|city|town|city name|city town|location city|location|市町名"
               "|都市州|州都市|市州|州市|開催都市州|開催州都市|開催地都市州|city state|state city|city and state|city state province|town state"),
        _field("venue", _("Venue"), "text",
               "会場|会場名|場所|開催場所|実施場所|開催会場|施設|施設名|venue|place|site|venue name|where|facility"),
        _field("format", _("Format"), "choice",
               "開催形式|形式|開催形態|形態|実施形態|実施方法|開催方法|実施形式|方式|開催方式|対面オンライン|format|mode|event format|type of event|in person or online"
               "|delivery"),
        _field("category", _("Category"), "choice",
               "分野|事業分野|カテゴリ|カテゴリー|種別|事業種別|区分|事業区分|分類|事業分類|類型|事業類型|事業分野コード|分野区分|事業の種類|種類|category|type|field"
               "|category code|event type|event category|theme|kind|area"),
        _field("in_person_count", _("Participants in person"), "count",
               "参加者数|参加者|参加人数|人数|対面参加者数|対面|来場者数|来場者|来場人数|入場者数|出席者数|出席者|出席人数|動員数|動員人数|参加者総数|延べ参加者数|延べ人数|現地参加者数"
               "|会場参加者数|会場参加者|集客数|集客人数|来場|参加者数対面|参加人数対面|参加者対面|参加者数会場|対面人数|参加数|聴衆数|規模|参加規模|participants"
               "|attendance|attendees|number of participants|no of participants|participant count|in person|participants in person"
               "|in person participants|in person attendance|onsite|on site|onsite participants|headcount|number of attendees|visitors"
               "|people|audience|guests|pax|participants in-person|number of people"),
        _field("online_part", _("Participants live online, within the total"), "count",
               "うちオンライン|うちオンライン参加者|うちオンライン参加者数|うちオンライン参加人数|うちオンライン人数|内オンライン|内オンライン参加者数|オンライン内数|うちウェブ|うち視聴者|うち視聴者数"
               "|of which online|of whom online|of which virtual|including online|online portion"),
        _field("in_person_qualifier", _("Participants in person: qualifier"), "choice"),
        _field("in_person_basis", _("Participants in person: basis"), "choice"),
        _field("online_count", _("Participants live online"), "count",
               "オンライン参加者数|オンライン参加者|オンライン|オンライン参加人数|オンライン人数|ライブ視聴者数|ライブ配信視聴者数|同時視聴者数|視聴者数|ウェブ参加者数|web参加者数"
               "|リモート参加者数|参加者数オンライン|参加人数オンライン|参加者オンライン|配信視聴者数|生配信視聴者数|ライブ|online|online participants|virtual"
               "|virtual participants|online attendance|live online|livestream|livestream viewers|live viewers|participants online"
               "|participants live online|virtual attendance|remote participants|online attendees|viewers"),
        _field("online_qualifier", _("Participants live online: qualifier"), "choice"),
        _field("online_basis", _("Participants live online: basis"), "choice"),
        _field("on_demand_count", _("On-demand views"), "count",
               "録画視聴数|録画視聴者数|視聴回数|再生回数|再生数|動画視聴回数|動画再生回数|アーカイブ視聴数|アーカイブ視聴回数|オンデマンド視聴数|オンデマンド|録画|参加者数録画"
               "|動画再生数|配信再生回数|on demand|on demand views|views|video views|recorded views|recording views|vod|archive views|playbacks"),
        _field("on_demand_qualifier", _("On-demand views: qualifier"), "choice"),
        _field("on_demand_basis", _("On-demand views: basis"), "choice"),
        _field("region_type", _("Type of region"), "choice",
               "地域類型|地域の類型|地域タイプ|地域特性|地域アプローチ|アプローチ地域|region type|type of region|regional approach|area type"),
        _field("interest_level", _("Level of interest"), "choice",
               "関心度|関心層|関心度別|関心レベル|対日関心度|訴求対象|アプローチ関心度|level of interest|interest level|interest|audience type|target audience"),
        _field("pillar", _("Pillar of the action plan"), "choice",
               "行動計画|行動計画の柱|柱|アクションプラン|重点分野|pillar|action plan|action plan pillar"),
        _field("series", _("Series"), "key",
               "連続企画|シリーズ|シリーズ名|企画名|連続企画名|事業群|series|series name|program series|campaign"),
        _field("partner_missions", _("Partner missions"), "list", "共催公館|連携公館|関係公館|partner missions|partner mission"),
        _field("host", _("Host"), "list", "主催|主催者|主催団体|主催者名|主催団体名|実施主体|実施団体|host|organizer|organiser|hosted by|organized by"
               "|organised by|hosts|organizers|organisers|organization"),
        _field("co_host", _("Co-host"), "list", "共催|共催者|共催団体|共催者名|共催団体名|cohost|co host|co hosts|cohosts|co organizer|co organiser|partners|partner"),
        _field("support", _("Support"), "list", "後援|後援者|後援団体|協賛|協賛団体|sponsor|sponsors|support|supporter|supported by|supporters"),
        _field("cooperation", _("Cooperation"), "list", "協力|協力者|協力団体|協力機関|連携団体|連携先|cooperation|in cooperation with|collaboration|collaborators"),
        _field("officials", _("Officials met"), "list",
               "面会した要人|要人|出席要人|面会者|主な出席者|主要出席者|主要参加者|先方主な出席者|先方出席者|先方参加者|先方主要出席者|主な参加者|来賓|主な来賓|要人往来|人脈形成|政府関係者|出席要人名|officials|officials met|vips|vip"
               "|dignitaries|key attendees|key participants"),
        _field("summary", _("Summary"), "long",
               "概要|内容|事業概要|実施概要|事業内容|案件概要|イベント概要|説明|詳細|実施内容|summary|description|outline|details|overview|content|abstract"),
        _field("summary_ja", _("Summary in Japanese"), "long", "概要日本語|概要和文|和文概要|japanese summary|summary japanese|summary ja|summary in japanese"),
        _field("summary_en", _("Summary in English"), "long", "概要英語|概要英文|英文概要|english summary|summary english|summary en|summary in english"),
        _field("is_good_practice", _("Good practice"), "yes", "グッドプラクティス|好事例|優良事例|gp|good practice|best practice"),
        _field("story", _("Story"), "long", "好事例の内容|成果|効果|反響|評価|成果効果|story|results|outcome|outcomes|impact|feedback|good practice story"),
        _field("story_ja", _("Story in Japanese"), "long", "好事例の内容日本語|成果日本語|story japanese|story ja|story in japanese"),
        _field("story_en", _("Story in English"), "long", "好事例の内容英語|成果英語|story english|story en|story in english"),
        _field("links", _("Links"), "list", "リンク|url|urls|関連url|ウェブサイト|ホームページ|hp|link|links|website|web site|web page"),
        _field("own_funds", _("Own funds (USD)"), "money", "自己資金|経費|予算|公館経費|支出額|当館経費|own funds|cost|budget|expenses|own budget"),
        _field("outside_funds", _("Outside funds (USD)"), "money", "外部資金|協賛金|外部資金額|outside funds|external funds|sponsorship"),
        _field("outside_funds_source", _("Source of outside funds"), "text",
               "外部資金の出所|資金源|外部資金源|source of outside funds|funding source|source of funds"),
    )
}  # fmt: skip

KNOWN_BUT_NOT_TAKEN = {
    NO_PLACE: "備考|備考欄|メモ|整理no|通番号|特記事項|その他|担当|担当者|担当者名|担当官|担当班|連絡先|電話|電話番号|メール|メールアドレス|記入者|作成者|no|番号|項番|連番|通し番号|通番|曜日|時間|開催時間|開始時刻|国|国名"
    "|remarks|remark|notes|note|comments|memo|in charge|contact|person in charge|contact person|e mail|email|phone|number|day of week|weekday"
    "|time|country|#|s/n|row",
    GIVEN: "状態|ステータス|年度|会計年度|計上参加者数|参加者数に不明あり|見本データ|更新日時日本時間|status|fiscal year|fy|year|participants counted"
    "|participants partly unknown|sample|updated at japan time|四半期|quarter|地域|region|合計参加者数|参加者数合計|参加者合計|合計|計|total|total participants",
}
"""Headers that are understood, but that the register gives itself or has no field for."""

SECONDARY = {"公館略称"} | {
    text for column in COLUMNS if column.key.endswith("_code") for text in (column.header, column.ja, column.en)
}
"""Codes beside names, in either language or both: they are read only where the names are missing."""

_IN_BRACKETS = re.compile(r"[(\[{【〔<《「][^)\]}】〕>》」]*[)\]}】〕>》」]")
_SIGNS = re.compile(r"[\s()\[\]{}【】〔〕<>《》「」・/\\|:;,.、。_\-‐–—―*※~'\"?!＊→▼▲■●○◎]+")
_NUMBERING = re.compile(r"^(?:[①-⑳]|\(?\d{1,2}[).．]\s*)")


@lru_cache(maxsize=5_000)
def header_key(text: str) -> str:
    """One spelling of a header: NFKC, lower case, without blanks, signs and numbering."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", _NUMBERING.sub("", text.strip())).lower())


def header_key_without_brackets(text: str) -> str:
    """The same without what stands in brackets, as in 参加者数（名）."""
    plain = unicodedata.normalize("NFKC", _NUMBERING.sub("", text.strip())).lower()
    return _SIGNS.sub("", _IN_BRACKETS.sub("", plain))


def _known() -> tuple[dict[str, str], dict[str, str]]:
    """Exact names (the register's own headers, in either language or both) and aliases, each -> field or reason."""
    exact: dict[str, str] = {}
    for column in COLUMNS:
        base = column.key.removesuffix("_code")
        key = base if base in FIELDS else GIVEN
        for text in (column.header, column.ja, column.en):
            exact.setdefault(header_key(text), key)
    aliases: dict[str, str] = {}
    for field in FIELDS.values():
        for alias in field.aliases:
            aliases.setdefault(header_key(alias), field.key)
    for reason, words in KNOWN_BUT_NOT_TAKEN.items():
        for word in words.split("|"):
            aliases.setdefault(header_key(word), reason)
    return exact, aliases


EXACT, ALIASES = _known()
SECONDARY_KEYS = {header_key(word) for word in SECONDARY}


@lru_cache(maxsize=5_000)
def field_of_header(text: str) -> tuple[str, str]:
    """(field or NO_PLACE or GIVEN, "name" or "alias"); ("", "") when nobody knows the header."""
    key = header_key(text)
    if key in EXACT:
        return EXACT[key], "name"
    parts = [part for part in re.split(r"\s*[/／\n|｜]\s*", text) if part.strip()]
    bare = header_key_without_brackets(text)
    if {key, bare} & _state_headers(pack()):
        return "state", "alias"
    for candidate in (key, bare, _in_fewer_words(key), _in_fewer_words(bare)):
        if candidate in ALIASES:
            return ALIASES[candidate], "alias"
        if candidate in EXACT:
            return EXACT[candidate], "alias"
    if len(parts) > 1:
        found = {field_of_header(part) for part in parts} - {("", "")}
        if len({field for field, _how in found}) == 1:
            return found.pop()[0], "alias"
        below, how = field_of_header(parts[-1])  # a group above its parts: 場所 over 州 and 都市
        if below in FIELDS and not _of_mode(header_key(text)):
            return below, how
    return _by_mode(header_key(text))


@cache
def _state_headers(of: Pack) -> frozenset[str]:
    return frozenset(map(header_key, of.state_headers))


def _in_fewer_words(key: str) -> str:
    """行事の名称 as 行事名: what Japanese headers may say longer without saying more."""
    return key.replace("の", "").replace("名称", "名").removeprefix("the")


INCLUDES_ONLINE = re.compile(
    r"(?:オンライン|web|ウェブ|online|virtual).{0,12}(?:含|込|included|combined)|includ\w*(?:online|virtual)"
)


_MODES = [
    ("on_demand_count", "録画|視聴回数|再生|オンデマンド|ondemand|recorded"),
    ("online_count", "オンライン|online|virtual|web|ライブ|livestream"),
]
_OF_PEOPLE = re.compile(r"参加|人数|来場|出席|視聴|入場|participants|attend|viewers|people")


_A_PART = re.compile(r"うち|内数|ofwhich|ofwhom")
_ONLINE = re.compile(r"オンライン|online|virtual|web|ウェブ")


def _of_mode(key: str) -> bool:
    return bool(_by_mode(key)[0])


def _by_mode(key: str) -> tuple[str, str]:
    """A header of people and a mode, as two-row headers give it: 参加者数（名） 対面."""
    if not _OF_PEOPLE.search(key):
        return "", ""
    if _A_PART.search(key) and _ONLINE.search(key):
        return "online_part", "alias"
    for field, words in _MODES:
        if any(word in key for word in words.split("|")):
            return field, "alias"
    if any(word in key for word in ("対面", "会場", "現地", "inperson", "onsite")):
        return "in_person_count", "alias"
    return "", ""
