"""Another country without a line of code: Midland, invented in tests/packs/midland, does the register's main tasks."""

import json
import shutil
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pypdf
import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings as configured
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from accounts.roles import Role
from events.models import Event, Intake
from regions.models import State
from regions.pack import BadPack, read_pack
from reports.forms.start import StartForm
from reports.issuing import issue
from reports.models import EditionDraft
from reports.reference_tables import ALL_REFERENCE_TABLES
from reports.starting_points import fresh
from tests.behind import behind_its_back
from tests.events.entry_page import shortest
from tests.events.intake.flow import outcomes, reviewed, written
from tests.events.intake.workbooks import made, template
from tests.factories import make_user
from tests.permission_arguments import ARGUMENTS
from tests.permission_table import PAGES

MIDLAND = Path(__file__).parent / "packs" / "midland"
OF_THE_UNITED_STATES = (
    "米国",
    "全米",
    "アメリカ",
    "マサチューセッツ",
    "ボストン",
    "United States",
    "Massachusetts",
    "Boston",
    "US-",
)


OF_ANOTHER_PLACE = (
    "state_detail",
    "openid_connect_login",
    "openid_connect_callback",
    "api_reference",
    "guide",
    "guide_of_role",
)
"""Pages of a state of there, of a provider that there is none of, and those whose examples and pictures are of the sample."""


@pytest.fixture
def midland(db, settings, tmp_path):
    """A register of Midland: the reference data of the United States has never been here."""
    folder = tmp_path / "midland"
    shutil.copytree(MIDLAND, folder)
    for source in folder.glob("locale/*/LC_MESSAGES/django.po"):
        with source.open("rb") as texts, source.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_po(texts, locale=source.parts[-3]))
    with behind_its_back():
        for table in reversed(ALL_REFERENCE_TABLES):
            for model in (table.model, table.model.history.model):
                model._base_manager.all()._raw_delete("default")
    settings.DATA_PACK = folder
    settings.LOCALE_PATHS = [folder / "locale", *configured.LOCALE_PATHS]
    said = StringIO()
    call_command("load_reference", stdout=said)
    assert "regions/reference/states.csv (as of 2026-11-27): 3 added" in said.getvalue()
    assert set(State.objects.values_list("pk", flat=True)) == {"ZZ-NOR", "ZZ-S1", "ZZ-I"}
    return folder


def person(role: str = Role.MISSION_STAFF, *, language: str = "ja"):
    return make_user(role, mission="SUR", language=language)


def two_events(user) -> Intake:
    rows = [["スルダ総", "船の祭典", "令和6年5月1日", "スルダ県", "船の催し", "対面", "約500名"],
            ["", "灯の会", "2024/6/2", "北ノルラ", "その他", "対面", "30"]]  # fmt: skip
    return written(
        made(*rows, names=["公館", "件名", "開催日", "県名", "分野", "開催形式", "参加者数"]), user=user, submit=True
    )


def test_an_event_is_entered_and_handed_in(midland, client):
    client.force_login(person())
    sent = shortest(starts_on="2024-05-01", category="regatta", state="ZZ-S1", title_ja="舟祭り", action="submit")
    response = client.post(reverse("event_create"), sent, follow=True)
    event = Event.objects.get()
    assert (event.number, event.state_id, event.status) == ("SUR-2024-0001", "ZZ-S1", "submitted")
    assert "スルダ県" in response.content.decode()


def test_a_workbook_in_the_words_of_the_country_is_read_written_and_taken_back_unchanged(midland):
    user = person()
    two_events(user)
    found = Event.objects.order_by("starts_on").values_list(
        "title_ja", "starts_on", "state", "category", "in_person_count"
    )
    assert list(found) == [
        ("船の祭典", date(2024, 5, 1), "ZZ-S1", "regatta", 500),
        ("灯の会", date(2024, 6, 2), "ZZ-NOR", "other", 30),
    ]  # fmt: skip
    again = reviewed(template(user, mission="SUR", year=2024), user=user)
    assert [outcome for _row, outcome in outcomes(again) if outcome != "set_apart"] == ["unchanged", "unchanged"]


@pytest.mark.parametrize(
    ("cell", "city", "state"),
    [("スルダ県港町、ミドランド", "港町", "ZZ-S1"), ("Norport, Norla", "Norport", "ZZ-NOR"), ("イスラ島", "", "ZZ-I")],
)
def test_city_and_state_in_one_cell_are_told_apart_by_the_country_s_own_words(midland, cell, city, state):
    names = ["公館", "件名", "開催日", "開催地", "分野", "開催形式", "参加者数"]
    written(made(["SUR", "茶会", "2024-05-01", cell, "その他", "対面", "30"], names=names), user=person())
    assert Event.objects.values_list("city", "state").get() == (city, state)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_no_page_speaks_of_another_country(midland, client, language):
    two_events(person())
    client.force_login(person(Role.HQ_ADMINISTRATOR, language=language))
    seen = 0
    for name, methods in PAGES.items():
        if "GET" not in methods or name in OF_ANOTHER_PLACE:
            continue
        response = client.get(reverse(name, kwargs=ARGUMENTS.get(name)))
        if response.status_code == 200 and "html" in response["Content-Type"]:
            page = response.content.decode()
            assert [word for word in OF_THE_UNITED_STATES if word in page] == [], name
            seen += 1
    assert seen > 30
    page = client.get(reverse("state_detail", args=["ZZ-S1"])).content.decode()
    assert ("スルダ県" if language == "ja" else "Surda") in page


@pytest.mark.parametrize(
    ("language", "word", "foot"), [("ja", "県", "在ミドランド公館"), ("en", "Province", "Midland")]
)
def test_screens_use_the_words_of_the_pack_and_the_register_s_own_for_the_rest(midland, client, language, word, foot):
    client.force_login(person(language=language))
    page = client.get(reverse("event_list")).content.decode()
    assert f">{word}<" in page
    assert foot in page
    assert ("公館" if language == "ja" else "Mission") in page


def test_the_document_is_issued_in_the_words_and_outlines_of_the_country(midland):
    by = person(Role.HQ_REVIEWER)
    two_events(person())
    Event.objects.update(status="confirmed")
    choices = fresh(2024, 2024).with_(languages=("ja", "en"))
    edition = issue(EditionDraft.start("Midland", choices, by=by), by=by, reasons={"*": "架空の国のため"})
    files = {(file.language, file.format): file.blob.verified() for file in edition.files.select_related("blob")}
    expected = {"ja": ["ミドランドにおける草の根の取組", "2件", "530"], "en": ["Grassroots efforts in Midland", "530"]}
    for language, words in expected.items():
        pages = pypdf.PdfReader(BytesIO(files[language, "pdf"])).pages
        text = "".join(page.extract_text() for page in pages).replace("\n", "")
        assert [each for each in words if each not in text] == []
        assert [word for word in OF_THE_UNITED_STATES if word in text] == []
    said = json.loads(files["ja", "json"])
    assert "ミドランド" in json.dumps(said, ensure_ascii=False)
    assert {suffix for _language, suffix in files} >= {"pdf", "pptx", "xlsx", "data-xlsx", "json"}


def test_the_sample_and_the_document_of_2021_stay_with_their_country(midland):
    with pytest.raises(CommandError, match="this data pack is of another country"):
        call_command("load_sample", stdout=StringIO())
    by = person(Role.HQ_REVIEWER)
    assert [value for value, _label in StartForm().fields["start"].choices] == [""]
    with pytest.raises(CommandError):
        call_command("compose_report", "--from=2024", "--to=2024", f"--user={by.email}", "--summary-of-2021")


def invented(code: str) -> State:
    names = {"name_ja": "架空", "full_name_ja": "架空", "name_en": "Invented"}
    return State(code=code, usps="XYZ", kind="state", region_id="west", **names)


@pytest.mark.parametrize("code", ["AU-NSW", "GB-ENG", "FR-75C", "CA-ON"])
def test_a_subdivision_of_any_country_has_its_code(db, code):
    state = invented(code)
    state.full_clean()
    state.save()
    assert State.objects.get(usps="XYZ").pk == code


@pytest.mark.parametrize("code", ["US", "us-ca", "US-CALI", "U-CA", "US_CA"])
def test_what_is_no_code_is_refused(db, code):
    with pytest.raises(ValidationError):
        invented(code).full_clean()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace('country = "ZZ"', 'country = "Midland"'), "country “Midland” is not two capitals of ISO 3166-1"),
        (lambda text: text.replace("midland.json", "gone.json"), "[map] file: there is no “regions/geometry/gone.json”"),
        (lambda text: text.replace('total.en = "Total for Midland"', ""), "“total” needs its Japanese (ja) and its English (en)"),
        (lambda text: text.replace("source.ja", "sauce.ja").replace("source.en", "sauce.en"), "[document] says nothing for “source”"),
        (lambda text: text.replace("also_cities", "cities"), "[spellings] has an unknown key “cities”"),
        (lambda text: text + "\n[", "cannot be read"),
        (None, "there is no regions/pack.toml in it"),
    ],
)  # fmt: skip
def test_a_pack_that_is_not_whole_is_refused_in_a_sentence(tmp_path, change, sentence):
    shutil.copytree(MIDLAND, tmp_path / "pack")
    path = tmp_path / "pack" / "regions" / "pack.toml"
    text = path.read_text(encoding="utf-8")
    path.unlink() if change is None else path.write_text(change(text), encoding="utf-8")
    with pytest.raises(BadPack) as refused:
        read_pack(tmp_path / "pack")
    assert sentence in str(refused.value)
