"""Counts of people in person and online that stand in one cell."""

import pytest
from django.utils.translation import override

from events.workbook.values import Unclear, read_count
from tests.events.intake.flow import reviewed, row_of, sentences
from tests.events.intake.workbooks import GOOD, NAMES, made
from tests.factories import make_user

EXACT, ABOUT, LEAST, UNKNOWN = "exact", "about", "at_least", "unknown"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("cell", "in_person", "online"),
    [
        ("会場300名/オンライン500名", (300, EXACT), (500, EXACT)), ("対面約120名、オンライン80名", (120, ABOUT), (80, EXACT)),
        ("in person 120, online 80", (120, EXACT), (80, EXACT)), ("In-person: 1,200 / Online: 80+", (1200, EXACT), (80, LEAST)),
        ("会場３００名＋オンライン５００名", (300, EXACT), (500, EXACT)), ("会場（300名）オンライン（500名以上）", (300, EXACT), (500, LEAST)),
        ("約120名（対面）、80名（オンライン）", (120, ABOUT), (80, EXACT)), ("120 in person and 80 online", (120, EXACT), (80, EXACT)),
        ("オンライン視聴80名以上　会場不明", (None, UNKNOWN), (80, LEAST)), ("対面100名\nオンライン0名", (100, EXACT), (0, EXACT)),
        ("計800名（会場300名、オンライン500名）", (300, EXACT), (500, EXACT)), ("会場300名、オンライン500名（計800名）", (300, EXACT), (500, EXACT)),
        ("来場者数300名・視聴者数1.2千名", (300, EXACT), (1200, EXACT)),
    ],
)  # fmt: skip
def test_both_are_read_with_their_qualifiers(cell, in_person, online):
    read = read_count(cell)
    assert read.modes == {"in_person": in_person, "online": online} and read.note


@pytest.mark.parametrize(
    "cell",
    ["会場300+オンライン500", "会場300名、オンライン500名（計900名）", "会場300名、オンライン500名、録画視聴2,000回", "対面・オンライン計500名",
     "会場30、オンライン数百名", "会場120-150名、オンライン80名", "対面100名／200名オンライン", "オンライン200名、うち会場視聴50名", "会場のみ300名（オンラインなし）",
     "対面1組、オンライン2組", "700名（会場300名、オンライン500名）", "会場A300名会場B200名オンライン500名"],
)  # fmt: skip
def test_what_is_not_plain_stays_a_question(cell):
    with pytest.raises(Unclear, match="in one cell"):
        read_count(cell)


@pytest.mark.django_db
def test_a_row_takes_both_and_refuses_what_its_own_column_says_otherwise():
    names = [*NAMES, "オンライン参加者数"]
    rows = [
        [*GOOD[:1], f"祭り{n}", *GOOD[2:6], "会場約300名/オンライン500名", online]
        for n, online in enumerate(["", 500, 20, "―"])
    ]
    intake = reviewed(made(*rows, names=names), user=make_user())
    read = "“会場約300名/オンライン500名” was read as: in person about 300, live online 500."
    assert [(row.outcome, row.said.get("in_person"), row.said.get("online")) for row in intake.rows.all()] == [
        ("new", [300, "about"], [500, "exact"]),
        ("new", [300, "about"], [500, "exact"]),
        ("refused", [300, "about"], [500, "exact"]),
        ("new", [300, "about"], [500, "exact"]),
    ]
    assert sentences(intake, 2) == [read]
    [problem] = [each for each in row_of(intake, 4).problems if each["kind"] == "refused"]
    assert (problem["field"], problem["column"], problem["text"]) == ("online_count", "H", "20")
    assert sentences(intake, 4) == [
        read, "Another cell of this row gives another number for the same people. Which is right?",
    ]  # fmt: skip
