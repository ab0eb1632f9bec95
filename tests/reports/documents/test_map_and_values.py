"""The map with a number on each state, and the table of the same numbers."""

import re

import pytest

from reports.documents import maps
from reports.documents.arrangement import Arrangement
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


def test_the_total_stands_beneath_the_values_only_where_they_add_up_to_it():
    content, photos = example_edition("ja")
    made = Arrangement(content, photos)
    bases = made.page(indicator("bases-2020"), 0)["table"]
    assert (bases["title"], bases["rows"][-1], bases["totals"]) == ("州・地域別の拠点数", ["合計", "9,048"], [53])
    jobs = made.page(indicator("jobs-2018"), 0)["table"]
    assert (len(jobs["rows"]), jobs["totals"]) == (15, [])
    assert jobs["rows"][0][2].startswith("（第")
