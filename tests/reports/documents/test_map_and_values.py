"""The map with a number on each state, and the table of the same numbers."""

import re
from dataclasses import replace
from itertools import combinations

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.documents import maps
from reports.documents.arrangement import Arrangement
from reports.documents.rank_labels import MOST, Box, boxes_of
from reports.documents.words import words_of
from reports.edition_content import IndicatorPage
from reports.map_geometry import geometry, room_at, set_apart
from tests.reports.edition_example import example_edition


def indicator(key: str, language: str = "ja") -> IndicatorPage:
    content, _photos = example_edition(language)
    [page] = [page for page in content.pages if page.key == key]
    assert isinstance(page, IndicatorPage)
    return page


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_state_has_its_name_beside_its_number(language):
    page = indicator("bases-2020", language)
    labels = {label.key: f"{label.name} {label.text}".strip() for label in maps.value_labels(page.values)}
    assert labels == {each.key: f"{each.name} {each.value:,}" for each in page.values}


def test_a_name_stays_within_its_state():
    """Nowhere wider than the state is there by more than a tenth."""
    for label in maps.value_labels(indicator("bases-2020").values):
        if label.name:
            code = label.key.rpartition("/")[2]
            assert label.name_size * len(label.name) <= 1.1 * room_at(code, label.x, label.y - 5.4) + 0.5, label.name


def test_room_is_measured_from_outline_to_outline():
    x, y = geometry()["states"]["US-CO"]["label"]
    assert 90 < room_at("US-CO", x, y) < 110, "Colorado is almost a rectangle, about 105 wide"
    assert room_at("US-CO", x, y + 200) == 0.0


def test_a_territory_without_a_value_is_not_drawn():
    page = indicator("bases-2020")
    fills = maps.fills_of(page)
    drawing = maps.svg(fills, without=maps.SHADES[0]).decode()
    left_out = set_apart() - fills.keys()
    assert left_out == {"US-AS", "US-MP", "US-VI"}
    assert len(re.findall("<path", drawing)) == len(geometry()["states"]) - len(left_out)
    assert len(re.findall("<rect", drawing)) == len(geometry()["frames"]) - len(left_out)


# ---- ranks


def overlapping(boxes) -> list[tuple[str, str]]:
    return [
        (one.key, other.key)
        for one, other in combinations(boxes, 2)
        if one.x < other.x + other.width and other.x < one.x + one.width
        and one.y < other.y + other.height and other.y < one.y + one.height
    ]  # fmt: skip


def outside(boxes) -> list[str]:
    width, height = geometry()["width"], geometry()["height"]
    return [
        each.key
        for each in boxes
        if each.x < 0 or each.y < 0 or each.x + each.width > width or each.y + each.height > height
    ]


def ranked(language: str = "ja") -> tuple[IndicatorPage, tuple[Box, ...]]:
    content, _photos = example_edition(language)
    page = indicator("jobs-2018", language)
    return page, boxes_of(page, words_of(content), language)


@pytest.mark.parametrize("language", ["ja", "en"])
def test_each_number_stands_on_the_map_with_its_rank_and_remark(language):
    """As on the seed's page: アラバマ州 22,200人（第1位）, テキサス州 75,300人（第2位） *第1位は英国."""
    page, boxes = ranked(language)
    unit, said = {"ja": ("人", "（第{}位）"), "en": (" jobs", " ({})")}[language]
    ordinal = {"ja": {1: "1", 2: "2"}, "en": {1: "1st", 2: "2nd"}}[language]
    assert [(box.key, box.name, box.text, box.note) for box in boxes] == [
        (each.key, each.name, f"{each.value:,}{unit}{said.format(ordinal[each.rank])}", each.note)
        for each in page.values
    ]
    assert (overlapping(boxes), outside(boxes)) == ([], [])


def test_a_box_is_on_its_own_state_or_a_line_leads_there():
    _page, boxes = ranked()
    for box in boxes:
        for other in boxes:
            x, y = geometry()["states"][other.key.rpartition("/")[2]]["label"]
            covers = box.x < x < box.x + box.width and box.y < y < box.y + box.height
            assert covers == (box is other and not box.leader), (box.key, other.key)
        if box.leader:
            assert box.leader[-1] == tuple(geometry()["states"][box.key.rpartition("/")[2]]["label"])


@given(st.lists(st.sampled_from(sorted(geometry()["states"])), min_size=1, max_size=MOST + 2, unique=True))
@settings(max_examples=5, deadline=None)
def test_boxes_of_any_states_lie_apart(codes):
    """The small states of the north-east and the frames of the territories among them; too many show numbers alone."""
    content, _photos = example_edition("ja")
    page = indicator("jobs-2018")
    values = tuple(
        replace(page.values[0], key=f"jobs/{code}", code=code, note="*第1位は英国" if number % 3 else "")
        for number, code in enumerate(codes)
    )
    boxes = boxes_of(replace(page, values=values), words_of(content), "ja")
    assert len(boxes) == (len(codes) if len(codes) <= MOST else 0)
    assert (overlapping(boxes), outside(boxes)) == ([], [])


def test_the_total_stands_beneath_the_values_only_where_they_add_up_to_it():
    content, photos = example_edition("ja")
    made = Arrangement(content, photos)
    bases = made.page(indicator("bases-2020"), 0)["table"]
    assert (bases["title"], bases["rows"][-1], bases["totals"]) == ("州・地域別の拠点数", ["合計", "9,048"], [53])
    jobs = made.page(indicator("jobs-2018"), 0)["table"]
    assert (len(jobs["rows"]), jobs["totals"]) == (15, [])
    assert jobs["rows"][0][2].startswith("（第")


def test_on_the_page_numbers_stand_at_the_right_and_remarks_at_the_left():
    content, photos = example_edition("ja")
    table = Arrangement(content, photos).page(indicator("jobs-2018"), 0)["table"]
    html = render_to_string("documents/_table.html", {"table": table, "caption": table["title"]})
    assert '<td class="number">75,300</td><td class="number">（第2位）</td><td>*第1位は英国</td>' in html
    assert html.count('class="number"') == 2 * (1 + len(table["rows"]))
