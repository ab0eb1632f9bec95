"""Every page speaks the reader's language and no other, and the catalogue is complete and keeps to the glossary (docs/words.md)."""

import re
from contextlib import suppress
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.contrib.admin import site
from django.test import Client
from django.urls import NoReverseMatch, reverse

from accounts.roles import Role
from events.models import Event, EventLink, OfficialMet, PartnerRole
from events.status import Status
from tests import pages, scene
from tests.factories import make_event, make_rules, make_series, make_user
from tests.test_permissions import admin_addresses

pytestmark = pytest.mark.one_database

CATALOGUE = Path(settings.BASE_DIR) / "locale/ja/LC_MESSAGES/django.po"

# ---- the catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)(?:\d+)?[sdX]|%%")
TAG = re.compile(r"</?\w+>")

SAME_IN_BOTH: set[str] = set()
"""Texts that read the same in Japanese."""

NOT_OURS = {
    "イベント": "案件",
    "領事館": "公館",
    "ミッション": "公館",
    "本部": "本省",
    "担当地域": "管轄",
    "リージョン": "地域",
    "タイトル": "件名",
    "シリーズ": "連続企画",
    "カテゴリ": "事業分野",
    "実施形態": "開催形式",
    "アクションプラン": "行動計画",
    "来場者": "参加者数",
    "参加人数": "参加者数",
    "会計年度": "年度",
    "ベストプラクティス": "グッドプラクティス",
    "好事例": "グッドプラクティス",
    "インジケーター": "指標",
    "ソース": "出典",
    "ドラフト": "下書き",
    "承認済み": "確認済み",
    "確定": "確認済み",
    "サンプル": "見本",
    "ログイン": "サインイン",
    "ログアウト": "サインアウト",
}
"""A word that the glossary does not use -> the one that it does."""

MAY_SAY = {
    ("Consulate General", "領事館"), ("Final", "確定"), ("Standing", "確定"), ("standing", "確定"),
}  # fmt: skip
"""(English, word): where such a word is right all the same."""


class Entry(NamedTuple):
    context: str | None
    english: str
    japanese: str


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="ja")


@pytest.fixture(scope="module")
def entries(catalogue) -> list[Entry]:
    return entries_of(catalogue)


def entries_of(catalogue: Catalog) -> list[Entry]:
    """The last form of each text: an English one that counts has its plural."""
    last = [(m.context, m.id if isinstance(m.id, str) else m.id[-1], m.string) for m in catalogue if m.id]
    return [Entry(context, en, ja if isinstance(ja, str) else "".join(ja)) for context, en, ja in last]


def test_every_entry_has_its_japanese(catalogue, entries):
    assert len(entries) > 700
    assert [entry.english for entry in entries if not entry.japanese.strip()] == []
    assert [message.id for message in catalogue if message.id and message.fuzzy] == []
    assert list(catalogue.obsolete) == []
    assert {entry.english for entry in entries if entry.japanese == entry.english} == SAME_IN_BOTH


def test_placeholders_and_tags_agree(entries):
    wrong = [
        entry
        for entry in entries
        for pattern in (PLACEHOLDER, TAG)
        if set(pattern.findall(entry.japanese)) != set(pattern.findall(entry.english))
    ]
    assert wrong == []


def test_signs_are_those_of_japanese_print(entries):
    """No half-width katakana, no Western comma, stop or bracket after a Japanese word, nothing broken on the way."""
    wrong = re.compile(r"[\uff61-\uff9f\ufffd]|(?<=[ぁ-ん一-龠ァ-ヶー])[,.!?;:()]|[“”！？]")
    assert [entry for entry in entries if wrong.search(entry.japanese)] == []


def test_the_words_are_those_of_the_glossary(entries):
    wrong = [
        (entry.english, word)
        for entry in entries
        for word in NOT_OURS
        if word in entry.japanese and (entry.english, word) not in MAY_SAY
    ]
    assert wrong == []


def test_the_catalogue_is_compiled(entries):
    """The pages below are read through the compiled form, which tests/conftest.py keeps up to date."""
    with CATALOGUE.with_suffix(".mo").open("rb") as file:
        compiled = {(entry.english, entry.japanese) for entry in entries_of(read_mo(file))}
    assert compiled == {(entry.english, entry.japanese) for entry in entries}


# ---- the pages

HIDDEN = {"script", "style", "textarea", "template", "datalist", "code"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
ADMIN_DATA = re.compile(r"^t[dh] .*\bfield-|^div readonly")
SPOKEN = {"aria-label", "title", "alt", "placeholder", "data-label", "data-day"}


class VisibleText(HTMLParser):
    """The texts of a page that are in its own language: not those inside an element with another `lang`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._language = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "html":
            self._language = given.get("lang", "")
        is_other = given.get("lang", self._language) != self._language
        is_data_in_admin = ADMIN_DATA.search(f"{tag} {given.get('class') or ''}")
        is_within = bool(self._open) and self._open[-1][1]
        is_left_out = bool(tag in HIDDEN or is_other or is_data_in_admin or is_within)
        if tag not in VOID:
            self._open.append((tag, is_left_out))
        if not is_left_out:
            self.texts += [given[name] for name in sorted(SPOKEN & given.keys()) if given[name]]

    def handle_endtag(self, tag):
        while self._open and any(name == tag for name, _ in self._open):
            if self._open.pop()[0] == tag:
                break

    def handle_data(self, data):
        if data.strip() and not (self._open and self._open[-1][1]):
            self.texts.append(" ".join(data.split()))


ENGLISH = re.compile(r"(?:[A-Za-z][a-z’']*[ ,]+){2,}[A-Za-z][a-z’']*")
ENGLISH_DATE = re.compile(
    r"\b(?:Jan|Feb|March|April|May|June|July|Aug|Sept?|Oct|Nov|Dec)[a-z]*\b\.? ?\d|\d (?:a|p)\.m\."
)
MOJIBAKE = re.compile(r"[\ufffd\uff61-\uff9f]|[\u00c0-\u00f4][\u0080-\u00bf]|â€")
JAPANESE = re.compile(r"[぀-ヿ㐀-鿿々]")

DATA = {
    "ja": re.compile(r"City of Cambridge| / Boston|^load_reference \S+ as of|^\w+(?:, \w+)+$"),
    "en": re.compile(r"^日本語$|^外務省 令和"),
}
"""What may stand on a page in the other language: names, what a command wrote into the history, columns of a file."""

SHOW_WHAT_WAS_HANDED_IN = ("/editions/", "/letters/", "/events/imports/", "/duplicates/")
"""Pages of a printed document, of a letter, of a workbook and of two events side by side: mostly data in their own language."""


ROW_PAGES = ("change", "history", "delete")


@pytest.fixture
def events(db) -> dict[str, Event]:
    """One event per status, the confirmed one with everything an event can have."""
    make_rules()
    texts = {
        "title_ja": "草の根キャラバン", "title_en": "Grassroots Caravan to Indiana",
        "summary_ja": "市長ほかが参加。", "summary_en": "The mayor and others took part.",
        "story_ja": "後日、市長が訪日した。", "story_en": "The mayor later travelled to Japan.",
    }  # fmt: skip
    full = make_event(
        **texts, series=make_series(name_ja="キャラバン", name_en="Caravan"), partner_missions=["NYC"], venue="CIC",
        city="Cambridge", is_good_practice=True, region_type="region-3", interest_level="interest-2",
        in_person_count=90, in_person_qualifier="about", online_qualifier="unknown", on_demand_count=1_234,
        on_demand_qualifier="at_least", format="hybrid", own_funds="1234.50", outside_funds="9.99",
        outside_funds_source="CIC",
    )  # fmt: skip
    PartnerRole.objects.create(event=full, name="City of Cambridge", role="co_host")
    OfficialMet.objects.create(event=full, name="Jane Roe", title="", level="local")
    EventLink.objects.create(event=full, url="https://example.org/caravan", label="CIC")
    make_event(
        mission="DEN", state="US-CO", in_person_count=None, in_person_qualifier="unknown", is_sample=True, **texts
    )
    found = {status: make_event(status=status, **texts) for status in (Status.SUBMITTED, Status.WITHDRAWN)}
    draft = Event(mission=full.mission, return_reason="")
    draft.save()
    return {"draft": draft, "confirmed": full, **found}


def admin_pages() -> list[str]:
    """Each model's lists and forms, and where there are rows, the pages of one row; those without answer 404."""
    found = admin_addresses()
    for model in site._registry:
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        row = model._default_manager.first()
        for page, arguments in [
            ("import", []),
            ("export", []),
            *([(name, [row.pk]) for name in ROW_PAGES] if row else []),
        ]:
            with suppress(NoReverseMatch):
                found.append(reverse(f"{prefix}_{page}", args=arguments))
    return found


def addresses(role: str | None) -> list[str]:
    """Every page of the URLconf that is read, and those that answer bad input."""
    found = [address for name in pages.names() for address in pages.addresses(name)]
    lists = reverse("event_list")
    found += [
        f"{lists}?state=US-MA&fiscal_year_min=2017&mission=BOS&q=x&unknown=1", f"{lists}?page=99", f"{lists}?q=zzzz",
        f"{lists}?fiscal_year_min=x&nonsense=1&mission=XXX&participants_min=y",
        f"{reverse('report')}?fiscal_year_min=x&nonsense=1&mission=XXX", f"{reverse('state_list')}?sort=nonsense",
        f"{reverse('board')}?sort=nonsense", f"{reverse('board')}?question=few-learners&measure=participants",
        f"{reverse('board')}?question=many-bases&by=interest_level&state=US-AS",
        f"{reverse('practice_list')}?q=x&state=US-MA", f"{reverse('practice_list')}?selection=nonsense&x=1",
        "/nothing/is/here/",
    ]  # fmt: skip
    return found + (admin_pages() if role == Role.HQ_ADMINISTRATOR else [])


def pages_read(events, role: str | None, language: str):
    scene.set_up()
    client = Client(headers={"accept-language": language}, raise_request_exception=False)
    if role:
        client = scene.signed_in(make_user(role, language=language))
    for address in addresses(role):
        response = client.get(address)
        if response.status_code not in (301, 302) and "html" in response.get("Content-Type", ""):
            yield address, response.content.decode()
    if role in (Role.MISSION_STAFF, Role.HQ_REVIEWER):
        yield from forms_refused(client, events)


def forms_refused(client, events):
    """Forms full of errors, and the page on which two people met."""
    draft, confirmed = events["draft"], events["confirmed"]
    wrong = {
        "action": "submit", "starts_on": "31/31/31", "ends_on": "2019-05-02", "in_person_count": "90-100",
        "online_count": "-1", "on_demand_count": "x", "own_funds": "x", "category": "x", "state": "US-XX", "version": "1",
        "links-0-url": "x", "partners-0-role": "x",
    }  # fmt: skip
    sent = [
        (reverse("event_create"), wrong),
        (reverse("event_edit", args=[draft.pk]), wrong),
        (reverse("event_edit", args=[draft.pk]), {**wrong, "version": "0"}),
        (reverse("event_edit", args=[confirmed.pk]), {**wrong, "version": "0"}),
        (reverse("event_submit", args=[draft.pk]), {"version": draft.version}),
        (reverse("event_copy", args=[confirmed.pk]), {"starts_on": "x"}),
        (reverse("event_repeat", args=[confirmed.pk]), {"dates": "x\n2019-05-01\n7/7/7"}),
        (reverse("event_withdraw", args=[confirmed.pk]), {"reason": " ", "version": "0"}),
        (reverse("event_return", args=[confirmed.pk]), {"reason": " "}),
        (reverse("practice_edit", args=[confirmed.pk]), {"version": "0", "story_en": "x"}),
        (reverse("practice_edit", args=[draft.pk]), {"version": "1"}),
        (reverse("practice_verb", args=[confirmed.pk]), {"verb": "nominate"}),
        (reverse("practice_verb", args=[confirmed.pk]), {"verb": "select", "version": "0"}),
        (reverse("practice_verb", args=[confirmed.pk]), {"verb": "decline", "reason": " "}),
        (reverse("outcome_create", args=[confirmed.pk]), {"happened_on": "x"}),
        (reverse("practice_start", args=[confirmed.pk]), {"starts_on": "x"}),
    ]
    for address, data in sent:
        response = client.post(address, data, follow=True)
        yield f"POST {address}", response.content.decode()


def said(page: str) -> list[str]:
    return VisibleText(page).texts


def of_no_language(text: str) -> bool:
    """Letters that came apart on the way: UTF-8 read as something else, or the sign for what could not be read."""
    return bool(MOJIBAKE.search(text))


def is_data(text: str, language: str) -> bool:
    written = (*scene.FREE_TEXTS.values(), *scene.TEXTS.values())
    return bool(DATA[language].search(text)) or any(each in text or text in each for each in written if len(text) > 2)


ROLES = [None, *Role]


@pytest.mark.parametrize("role", ROLES, ids=[str(role or "nobody") for role in ROLES])
def test_japanese_pages_hold_no_english(events, entries, role):
    """Neither a sentence, nor a date, nor a single word that the catalogue knows how to say."""
    translated = {entry.english for entry in entries}
    wrong = {}
    for address, page in pages_read(events, role, "ja"):
        assert '<html lang="ja"' in page, address
        for text in said(page):
            is_word = text in translated and not address.startswith("/admin/")  # where libraries speak for themselves
            is_english = ENGLISH.search(text) or ENGLISH_DATE.search(text) or is_word
            if (is_english or of_no_language(text)) and not is_data(text, "ja"):
                wrong.setdefault(text[:200], address)
    assert wrong == {}


@pytest.mark.parametrize("role", ROLES, ids=[str(role or "nobody") for role in ROLES])
def test_english_pages_hold_no_japanese(events, role):
    wrong = {}
    for address, page in pages_read(events, role, "en"):
        assert '<html lang="en"' in page, address
        for text in said(page):
            is_japanese = JAPANESE.search(text) and not address.startswith(SHOW_WHAT_WAS_HANDED_IN)
            if (is_japanese or of_no_language(text)) and not is_data(text, "en"):
                wrong.setdefault(text[:200], address)
    assert wrong == {}


def test_a_stray_text_is_found():
    page = '<html lang="ja"><p title="Read all about it">案件<br><span lang="en">Not this one here</span> on 3 May 2021</p>'
    texts = said(page)
    assert texts == ["Read all about it", "案件", "on 3 May 2021"]
    assert [bool(ENGLISH.search(text) or ENGLISH_DATE.search(text)) for text in texts] == [True, False, True]
    broken = [
        "案件".encode().decode("latin-1"),
        "案件".encode().decode("cp932", "replace"),
        "caf\u00c3\u00a9",
        "\ufffd",
    ]
    assert [of_no_language(text) for text in broken] == [True] * 4
    assert not of_no_language("案件 – Café’s “Årsmøde”")
