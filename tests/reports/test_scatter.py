"""The scatter plot: every point in its place, and no label on another."""

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from reports.scatter import HEIGHT, LEFT, WIDTH, Point, scatter

values = st.one_of(st.none(), st.integers(0, 3_000), st.just(100))
pairs = st.lists(st.tuples(values, values), max_size=56)


def points(numbers) -> list[Point]:
    return [Point(f"{n:02}", f"state {n}", "/", x, y) for n, (x, y) in enumerate(numbers)]


def overlap(one, other) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@given(pairs)
@settings(max_examples=40, deadline=None)
def test_labels_never_lie_on_each_other_and_nothing_is_lost(numbers):
    given_points = points(numbers)
    chart = scatter(given_points)
    shown = [dot.point for dot in chart.dots]
    assert sorted([*shown, *chart.left_out], key=lambda point: point.label) == given_points
    assert {point.label for point in shown} == {
        point.label for point in given_points if point.x and point.y is not None
    }
    boxes = [dot.label_box for dot in chart.dots]
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    for dot in chart.dots:
        assert LEFT <= dot.x <= WIDTH
        assert 0 <= dot.y <= HEIGHT
        assert LEFT <= dot.label_box[0] <= dot.label_box[2] <= WIDTH


@given(pairs)
@settings(max_examples=40, deadline=None)
def test_more_stands_further_right_and_higher(numbers):
    dots = scatter(points(numbers)).dots
    for one, other in combinations(dots, 2):
        if one.point.x < other.point.x:
            assert one.x <= other.x
        if one.point.y < other.point.y:
            assert one.y >= other.y


def test_axes_marks_and_medians():
    chart = scatter(points([(2, 1), (1853, 120), (10, 0)]), median_x=81, median_y=9.5)
    assert [tick.text for tick in chart.ticks_x] == [
        "2", "5", "10", "20", "50", "100", "200", "500", "1,000", "2,000",
    ]  # fmt: skip
    assert [tick.text for tick in chart.ticks_y] == ["1", "2", "5", "10", "20", "50", "100", "200"]
    assert (chart.middle_x.text, chart.middle_y.text) == ("81", "9.5")
    assert chart.zero > chart.floor
    assert [dot.y for dot in chart.dots if not dot.point.y] == [chart.zero]
    assert scatter([], median_x=81).dots == ()
    assert scatter(points([(5, 5)]), median_x=0).middle_x is None
