"""Two people and one event: what each chose is there in the end, and whoever comes second is shown what the first did."""

import re

import pytest
from playwright.sync_api import expect

from accounts.roles import Role
from events.models import Event
from tests.factories import make_event, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def fill(page, **fields) -> None:
    for name, text in fields.items():
        page.locator(f"[name={name}]").fill(text)


def row(page, label: str):
    return page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=label, exact=True))


def test_staff_and_approver_change_one_event_and_the_end_holds_what_each_chose(new_page, faults):
    event = make_event(
        status="draft", number=None, title_en="Tea", title_ja="", city="Boston", venue="", summary_en="Old"
    )
    address, saved = f"/events/{event.pk}/edit/", re.compile(rf"/events/{event.pk}/$")
    staff = new_page(user=make_user(name="Ann Staff"))
    approver = new_page(user=make_user(Role.MISSION_APPROVER, name="Ben Approver"))
    for page in (staff, approver):
        page.goto(address)
    staff.locator("summary", has_text="Summary and story").click()
    fill(staff, title_en="Tea for all", city="Salem", venue="Town hall", in_person_count="about 70")
    fill(approver, title_en="Tea in the library", city="Lowell", in_person_count="90")
    approver.locator("summary", has_text="With whom").click()
    fill(approver, **{"partners-0-name": "City library"})
    approver.locator("[name=partners-0-role]").select_option("support")
    staff.get_by_role("button", name="Save as a draft").click()
    expect(staff).to_have_url(saved)
    approver.get_by_role("button", name="Save as a draft").click()

    expect(approver.get_by_role("heading", name="Somebody else saved this event")).to_be_visible()
    expect(approver.get_by_role("alert").first).to_contain_text("Ann Staff")
    for label, texts in {
        "English title": ("Tea", "Tea for all", "Tea in the library"),
        "City": ("Boston", "Salem", "Lowell"),
        "Venue": ("—", "Town hall", "—"),
        "Participants in person": ("100", "about 70", "90"),
    }.items():
        for text in texts:
            expect(row(approver, label)).to_contain_text(text)
    names = ("title_en", "city", "venue", "in_person_count", "partners-0-name")
    assert [approver.locator(f"[name={name}]").input_value() for name in names] == [
        "Tea in the library", "Lowell", "Town hall", "90", "City library",
    ]  # fmt: skip
    assert Event.objects.values_list("title_en", "city", "version").get() == ("Tea for all", "Salem", 2)

    row(approver, "City").get_by_label("Take theirs").check()
    approver.get_by_role("button", name="Save as a draft").click()
    expect(approver).to_have_url(saved)
    end = Event.objects.get()
    assert (end.title_en, end.city, end.venue, end.in_person_count, end.in_person_qualifier, end.version) == (
        "Tea in the library", "Salem", "Town hall", 90, "exact", 3,
    )  # fmt: skip
    assert list(end.partners.values_list("name", "role")) == [("City library", "support")]
    assert list(end.history.filter(version__gt=1).order_by("version").values_list("version", "city", "history_user__name")) == [
        (2, "Salem", "Ann Staff"), (3, "Salem", "Ben Approver"),
    ]  # fmt: skip


def test_headquarters_confirms_while_staff_edit_and_both_are_kept(new_page):
    event = make_event(status="submitted", city="Boston", title_ja="")
    staff = new_page(user=make_user(name="Ann Staff"))
    reviewer = new_page(user=make_user(Role.HQ_REVIEWER, name="Rie Reviewer"))
    staff.goto(f"/events/{event.pk}/edit/")
    reviewer.goto(f"/review/{event.pk}/")
    fill(staff, city="Salem")
    reviewer.get_by_role("button", name="Confirm, and on to the next").click()
    expect(reviewer).to_have_url(re.compile("/review/$"))
    staff.get_by_role("button", name="Save", exact=True).click()
    said = staff.locator("main")
    for text in ("Rie Reviewer", "Confirmed", "it goes back to headquarters as submitted"):
        expect(said).to_contain_text(text)
    assert staff.locator("[name=city]").input_value() == "Salem"
    assert Event.objects.values_list("status", "city", "version").get() == ("confirmed", "Boston", 2)
    staff.get_by_role("button", name="Save and submit again").click()
    expect(staff).to_have_url(re.compile(rf"/events/{event.pk}/$"))
    assert list(event.history.filter(version__gt=1).order_by("version").values_list("version", "status", "city", "history_user__name")) == [
        (2, "confirmed", "Boston", "Rie Reviewer"), (3, "submitted", "Salem", "Ann Staff"),
    ]  # fmt: skip


def test_of_two_reviewers_at_the_same_moment_one_decides_and_the_other_keeps_what_he_wrote(new_page):
    event = make_event(status="submitted", title_en="Tea", title_ja="")
    people = {
        "confirm": make_user(Role.HQ_REVIEWER, name="Rie Reviewer"),
        "return": make_user(Role.HQ_ADMINISTRATOR, name="Ada Administrator"),
    }
    pages = {verb: new_page(user=person) for verb, person in people.items()}
    for verb, page in pages.items():
        page.goto(f"/review/{event.pk}/")
        fill(page, reason=f"Written to {verb}")
    for verb, page in pages.items():  # both are on their way before either has an answer
        page.evaluate(f"setTimeout(() => document.querySelector('button[value={verb}]').click(), 50)")
    second = {}
    for verb, page in pages.items():
        page.wait_for_function("document.title !== 'Tea' || document.querySelector('[role=alert]')")
        second[verb] = page.get_by_role("heading", name="Not done").count()
    [late] = [verb for verb, count in second.items() if count]
    [first] = set(people) - {late}
    expect(pages[late].get_by_role("alert")).to_contain_text(f"{people[first].name} saved this event after you looked")
    expect(pages[late].locator("main")).to_contain_text(f"Written to {late}")
    status, reason = {"confirm": ("confirmed", ""), "return": ("draft", "Written to return")}[first]
    assert Event.objects.values_list("status", "return_reason", "version").get() == (status, reason, 2)
    assert list(event.history.filter(version__gt=1).values_list("history_change_reason", "history_user__name")) == [
        (first, people[first].name)
    ]
