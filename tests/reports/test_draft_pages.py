"""A draft's pages: each section saved as it was filled in, seen as it will be, and issued over findings with a reason."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from accounts.models import User
from accounts.roles import Role
from events.models import CountingRule
from reports import issuing
from reports.edition_compiling import compile_edition
from reports.models import Edition, EditionDraft
from reports.views import drafts
from tests.factories import make_user
from tests.reports.editions import make_draft, only_data
from tests.reports.rows import make_small_register

pytestmark = pytest.mark.django_db


@pytest.fixture
def hq(client):
    make_small_register()
    user = make_user(Role.HQ_REVIEWER)
    client.force_login(user)
    return user


def as_filled_in(form) -> dict:
    """What a browser would send when nothing was touched."""
    sent = {}
    for name, field in form.fields.items():
        value = form[name].value()
        if value not in (None, "", False, []):
            sent[name] = "on" if value is True else [str(item) for item in value] if isinstance(value, list) else value
        elif not field.required and value == "":
            sent[name] = ""
    return sent


def save(client, draft: EditionDraft, section: str, **changes):
    address = reverse("draft_section", args=[draft.pk, section])
    form = client.get(address).context["form"]
    return client.post(address, {**as_filled_in(form), "version": draft.version, **changes})


@pytest.mark.parametrize("section", ["count", "form", "pages", "texts", "practices"])
def test_a_section_saved_untouched_changes_nothing(client, hq, section):
    draft = make_draft(by=hq, languages=("ja", "en"))
    assert save(client, draft, "form", title_ja="題").status_code == 302
    draft.refresh_from_db()
    before = draft.chosen
    assert save(client, draft, section).status_code == 302
    after = EditionDraft.objects.get(pk=draft.pk)
    if section == "pages":  # the pages that the draft did not name follow as switched off
        assert after.chosen.pages_on == before.pages_on
        assert after.chosen.with_(pages=before.pages) == before
    else:
        assert after.chosen == before


def test_what_is_filled_in_is_kept(client, hq):
    draft = make_draft(by=hq)
    response = save(
        client, draft, "form", languages=["en", "ja"], title_ja="題", standing="provisional", has_qr="on",
        issued_on="2021-07-30",
    )  # fmt: skip
    assert response.status_code == 302
    draft.refresh_from_db()
    chosen = draft.chosen
    assert (chosen.languages, chosen.title_ja, chosen.standing, chosen.has_qr, chosen.issued_on) == (
        ("ja", "en"), "題", "provisional", True, "2021-07-30",
    )  # fmt: skip
    assert save(client, draft, "pages", place_figures="1").status_code == 302
    draft.refresh_from_db()
    assert draft.chosen.pages_on[0] == "figures"
    assert save(client, draft, "texts", **{"ja/summary/conclusion": "結論を改める。"}).status_code == 302
    draft.refresh_from_db()
    assert dict(draft.chosen.texts) == {"ja/summary/conclusion": "結論を改める。"}


def test_a_table_beside_the_summary_is_read_or_refused(client, hq):
    draft = make_draft(by=hq)
    typed = "対米直接投資残高 | 億ドル | 米商務省\n2019年 | ６，４４７\n2020年 | ―"
    assert save(client, draft, "texts", **{"ja/summary/table": typed}).status_code == 302
    draft.refresh_from_db()
    [summary] = [page for page in compile_edition(draft.chosen).content("ja").pages if page.key == "summary"]
    assert [
        (table.title, table.columns[0].head, table.columns[1].unit, table.source, [row.cells for row in table.rows])
        for table in summary.tables
    ] == [("対米直接投資残高", "年", "億ドル", "米商務省", [("2019年", 6447), ("2020年", None)])]
    refused = save(client, draft, "texts", **{"ja/summary/table": "題 | 億ドル\n2019年 6,447\n2020年 | 約7,000"})
    assert refused.status_code == 422
    assert refused.context["form"].errors == {
        "ja/summary/table": [
            "“2019年 6,447” is not a name and a whole number with “|” between them.",
            "“2020年 | 約7,000” is not a name and a whole number with “|” between them.",
        ]
    }
    draft.refresh_from_db()
    assert draft.chosen.text("ja", "summary/table") == typed


def test_a_colleagues_save_is_not_written_over(client, hq):
    draft = make_draft(by=hq)
    assert save(client, draft, "form", title_ja="一").status_code == 302
    response = save(client, draft, "form", title_ja="二")
    assert response.status_code == 409
    assert EditionDraft.objects.get(pk=draft.pk).chosen.title_ja == "一"


def test_the_preview_draws_the_pages_once(client, hq, monkeypatch):
    drawn = []
    monkeypatch.setattr(
        "reports.views.drafts.page_pictures", lambda content, *_a, **_k: drawn.append(content.language) or (b"1", b"2")
    )
    draft = make_draft(by=hq)
    page = client.get(reverse("draft_preview", args=[draft.pk])).content.decode()
    sources = [part.split('"')[0] for part in page.split('<img class="preview__page" src="')[1:]]
    assert [client.get(source).content for source in sources] == [b"1", b"2"]
    assert drawn == ["ja"]
    assert client.get(reverse("draft_picture", args=[draft.pk, "ja", 3])).status_code == 404


def test_it_is_issued_once_each_finding_has_a_reason(client, hq, monkeypatch):
    only_data(monkeypatch)
    draft = make_draft(by=hq)
    address = reverse("draft_issue", args=[draft.pk])
    findings = [finding.code for finding, _sentence in client.get(address).context["form"].findings]
    assert findings
    refused = client.post(address, {findings[0]: "  "})
    assert (refused.status_code, Edition.objects.count()) == (422, 0)
    issued = client.post(address, dict.fromkeys(findings, "会議のため"))
    assert (issued.status_code, issued.url) == (302, reverse("edition_detail", args=[1]))
    assert {row.code: row.reason for row in Edition.objects.get().findings.all()} == dict.fromkeys(
        findings, "会議のため"
    )
    assert client.post(address, dict.fromkeys(findings, "もう一度")).status_code == 409
    assert Edition.objects.count() == 1


def test_one_reason_stands_for_all_of_a_kind_that_have_none_of_their_own(client, hq, monkeypatch):
    """The box stands beside the first of a kind; without it each finding that lacks a reason is named."""
    only_data(monkeypatch)
    User.objects.filter(pk=hq.pk).update(language="ja")
    CountingRule.objects.filter(pk__in=[2017, 2018, 2019]).delete()
    draft = make_draft(by=hq)
    address = reverse("draft_issue", args=[draft.pk])
    form = client.get(address).context["form"]
    sentences = {finding.code: sentence for finding, sentence in form.findings}
    several = {
        finding.kind: finding.code for finding, _s in reversed(form.findings) if len(form.kinds[finding.kind]) > 1
    }
    assert "no-rule" in several and {f"same-{code}" for code in several.values()} == {
        name for name in form.fields if name.startswith("same-")
    }
    others = {code: "会議のため" for code in sentences if not code.startswith("no-rule")}
    sent = {**others, "no-rule-2017": "通知待ち", "no-rule-2018": "別の理由"}
    refused = client.post(address, sent)
    said = f"そのまま発行する理由を記入してください：{sentences['no-rule-2019']}"
    assert (refused.status_code, Edition.objects.count()) == (422, 0)
    assert refused.context["form"].errors == {"no-rule-2019": [said]}
    assert "この種類の3件すべてに" in refused.content.decode()
    assert client.post(address, {**sent, "no-rule-2017": "", "same-no-rule-2017": "on"}).status_code == 422
    assert client.post(address, {**sent, "same-no-rule-2017": "on"}).status_code == 302
    kept = {row.code: row.reason for row in Edition.objects.get().findings.all()}
    assert kept == {**sent, "no-rule-2019": "通知待ち"}
    page = client.get(reverse("edition_detail", args=[1])).content.decode()
    shown = [page.count(escape(text)) for text in (sentences["no-rule-2019"], "通知待ち", "別の理由")]
    assert shown == [1, 2, 1]


def test_issuing_compiles_the_edition_once(client, hq, monkeypatch):
    """Over a hundred thousand events that takes a quarter of the request's minute."""
    only_data(monkeypatch)
    draft, compiled = make_draft(by=hq), []

    def count(choices):
        compiled.append(choices)
        return compile_edition(choices)

    monkeypatch.setattr(drafts, "compile_edition", count)
    monkeypatch.setattr(issuing, "compile_edition", count)
    address = reverse("draft_issue", args=[draft.pk])
    findings = [finding.code for finding, _sentence in client.get(address).context["form"].findings]
    compiled.clear()
    assert client.post(address, dict.fromkeys(findings, "会議のため")).status_code == 302
    assert len(compiled) == 1


def test_the_draft_says_what_is_chosen_and_who_changed_what(client, hq):
    draft = make_draft(by=hq, missions=("BOS",), as_of="2021-07-30T09:00+09:00", languages=("ja", "en"))
    save(client, draft, "texts", **{"ja/summary/conclusion": "結論を改める。"})
    with override("en"):
        page = client.get(draft.get_absolute_url(), headers={"accept-language": "en"})
    sections = {key: said for key, _label, said in page.context["sections"]}
    assert sections == {
        "count": ["FY2017–FY2020", "Boston", "All regions", "As of July 30, 2021, 9 a.m.", "Submitted and confirmed"],
        "form": ["Title as in the document of 30 July 2021", "Japanese, English", "Final"],
        "pages": ["1. Overview with map and chart", "2. Summary", "3. Tables of figures"],
        "texts": ["1 text rewritten"],
        "practices": ["0 events", "0 photos"],
    }
    assert [what for _version, what in page.context["versions"]] == ["Texts", "Draft started"]
