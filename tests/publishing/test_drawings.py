import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.evidence.records import Post
from undersigned.publishing.drawings import (
    LEAST_GAP,
    ServiceScale,
    day_line,
    range_drawing,
    range_words,
    service_line,
)

SCALE = ServiceScale(1990, 2030, (2000, 2010))
MARCH = dt.date(2026, 3, 1)


def percent(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


def test_a_line_of_service_shows_each_post_and_each_change() -> None:
    line = service_line(
        [Post(from_="1990", to="2010"), Post(from_="May 2020", to="2030-01")], SCALE
    )
    assert line is not None
    assert line.spans == (("0.00%", "50.00%"), ("75.00%", "25.00%"))
    assert line.ticks == ("25.00%", "50.00%")
    assert line.label == "In office 1990 to 2010 and 2020 to 2030"


@pytest.mark.parametrize(
    "post",
    [Post(), Post(from_="1990"), Post(from_="long ago", to="1999"), Post(from_="2000", to="1999")],
)
def test_a_post_without_both_years_has_no_line(post: Post) -> None:
    assert service_line([post], SCALE) is None


@given(st.integers(1900, 2100), st.integers(1900, 2100))
def test_lines_stay_within_the_scale(first: int, last: int) -> None:
    line = service_line([Post(from_=str(first), to=str(last))], SCALE)
    outside = last < SCALE.first or first > SCALE.last
    assert (line is None) == (first > last or outside)
    if line is not None:
        start, width = line.spans[0]
        assert 0 <= percent(start) <= 100
        assert 0 < percent(width) <= 100


@given(st.lists(st.integers(0, 400), min_size=2, max_size=30))
def test_numbers_on_a_line_of_days_never_touch(offsets: list[int]) -> None:
    facts = [(number, MARCH + dt.timedelta(days)) for number, days in enumerate(offsets, 1)]
    line = day_line(facts, MARCH + dt.timedelta(400))
    if line is None:
        assert len(set(offsets)) == 1
        return
    assert sorted(mark.number for mark in line.marks) == list(range(1, len(offsets) + 1))
    for one in line.marks:
        assert 0 <= percent(one.x) <= 100
        assert one.top >= 0
        for other in line.marks:
            if one.number < other.number and one.y == other.y:
                assert abs(percent(one.x) - percent(other.x)) >= LEAST_GAP - 0.011


def test_one_fact_or_one_day_makes_no_line() -> None:
    assert day_line([(1, MARCH)], MARCH) is None
    assert day_line([(1, MARCH), (2, MARCH)], MARCH) is None


def test_a_range_is_drawn_on_a_scale_from_nought() -> None:
    drawing = range_drawing("Sentence", "years", (7, 9), (3, 4))
    assert [words for _, _, words in drawing.ticks] == ["0", "2", "4", "6", "8", "10 years"]
    assert (drawing.before.x, drawing.before.width) == ("70.00%", "20.00%")
    assert drawing.before.words == "7 to 9 years"
    assert (drawing.before.anchor, drawing.after.anchor) == ("end", "start")


def test_single_numbers_are_bars_from_nought() -> None:
    drawing = range_drawing("Prosecutors", "", (4, 4), (0, 0))
    assert (drawing.before.x, drawing.before.width) == ("0.00%", "100.00%")
    assert drawing.before.words == "4"
    assert drawing.after.words == "0"


@given(st.lists(st.floats(0, 1e12), min_size=4, max_size=4).map(sorted))
def test_every_range_fits_its_scale(ends: list[float]) -> None:
    drawing = range_drawing("A", "b", (ends[0], ends[2]), (ends[1], ends[3]))
    assert 2 <= len(drawing.ticks) <= 7
    for bar in (drawing.before, drawing.after):
        assert percent(bar.x) + percent(bar.width) <= 100.5


def test_what_is_below_nought_is_not_drawn() -> None:
    assert not range_drawing("Balance", "marks", (-3, 4), (1, 2)).is_drawn
    assert range_drawing("Balance", "marks", (0, 4), (1, 2)).is_drawn


def test_ranges_in_words() -> None:
    assert range_words((7, 9), "years") == "7 to 9 years"
    assert range_words((1200, 1200), "cases") == "1,200 cases"
    assert range_words((7.5, 9), "%") == "7.5 to 9 %"
