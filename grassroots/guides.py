"""The guide for each role: a few steps of its work, each with a picture of the sample and the page where it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role


@dataclass(frozen=True, slots=True)
class Step:
    """`picture` is a page's name in the URLconf (static/img/guide holds it in both languages), `url_name` where it leads."""

    heading: Any
    text: Any
    picture: str
    url_name: str = ""

    @property
    def leads_to(self) -> str:
        return self.url_name or self.picture


_SIGN = Step(
    _("Sign each quarter"),
    _(
        "Four times a year your mission signs that all its events are reported, or that there was none. Saying nothing is "
        "not the same as having had no event; headquarters sees which missions have not signed."
    ),
    "return_detail",
    "return_board",
)
GUIDES: Mapping[str, tuple[Step, ...]] = {
    Role.MISSION_STAFF: (
        Step(
            _("Begin with the first page"),
            _(
                "It shows what waits for you: events that were returned and why, deadlines, and what you held last year "
                "about now. Each number opens the events behind it."
            ),
            "home",
        ),
        Step(
            _("Log an event"),
            _(
                "A title in one language, a date, a place, a category and a number of participants are enough. Write the "
                "number as people say it: about 90, 300 or more. What you type is kept while you type; a draft can be "
                "finished later."
            ),
            "event_create",
        ),
        Step(
            _("Hand in many at once"),
            _(
                "Upload your office’s workbook as it is. Every row is shown as it was understood, and nothing is written "
                "before you say so."
            ),
            "import_create",
        ),
        Step(
            _("Find and correct"),
            _(
                "The search box takes words in both languages, and a number of an event leads straight to it. What you "
                "change in a confirmed event is looked at by headquarters again."
            ),
            "event_list",
        ),
        _SIGN,
    ),
    Role.MISSION_APPROVER: (
        Step(
            _("Look at what your staff hands in"),
            _(
                "Events that await approval stand under Review. Approve and submit them, several at once if you like, or "
                "return one with a reason, which its writer reads on the first page."
            ),
            "review_list",
        ),
        _SIGN,
        Step(
            _("Know who belongs to your mission"),
            _(
                "Under People you see your colleagues’ accounts. Ask headquarters to invite somebody or to close an account."
            ),
            "people_list",
        ),
    ),
    Role.HQ_REVIEWER: (
        Step(
            _("Confirm or return"),
            _(
                "The queue holds what the missions submitted, oldest first. Confirm events one after another or several at "
                "once; what you return goes back with your reason."
            ),
            "review_list",
        ),
        Step(
            _("See who has not reported"),
            _(
                "The board of quarterly returns shows each mission and quarter: signed in time, late, partly, or not at all."
            ),
            "return_board",
        ),
        Step(
            _("Close a fiscal year"),
            _(
                "After closing, a year changes only by a correction request or within an exception, so that a number that "
                "was issued can be explained later."
            ),
            "year_list",
        ),
        Step(
            _("Issue the document"),
            _(
                "Choose years, pages, texts and photos in a draft; check it; issue it. The edition keeps the exact events it "
                "counted, and every printed number opens them."
            ),
            "draft_detail",
            "edition_list",
        ),
    ),
    Role.HQ_ADMINISTRATOR: (
        Step(
            _("Invite people"),
            _(
                "Whoever is invited chooses a password on a link that works once. A role says what a person may do; a mission "
                "says for whom."
            ),
            "invitation_create",
        ),
        Step(
            _("When somebody moves on"),
            _(
                "On the person’s page, change the posting or close the account, and hand the drafts over to a colleague. What "
                "the person did keeps the name and mission of that time."
            ),
            "person_detail",
            "people_list",
        ),
        Step(
            _("Answer what happened"),
            _("The audit trail holds every change, sign-in and download. A set of changes can be undone as a whole."),
            "trail_list",
        ),
    ),
    Role.READ_ONLY: (
        Step(
            _("Read the figures"),
            _(
                "The report counts events and participants by fiscal year, mission, region and category. Each number opens its events."
            ),
            "report",
        ),
        Step(
            _("Learn from good practices"),
            _("Stories with photos, why they worked and what came of them, found by state, category and approach."),
            "practice_list",
        ),
        Step(
            _("Look at a state"),
            _(
                "Each state’s Japanese companies, jobs and learners stand beside what was done there, with their sources."
            ),
            "state_list",
        ),
    ),
}
PICTURES = {(role, step.picture) for role, steps in GUIDES.items() for step in steps}
