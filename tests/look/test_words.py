import datetime as dt

import pytest

from undersigned.look.words import counted, grouped, in_words, listed, written_day


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (999, "999"), (1137, "1,137"), (1234567, "1,234,567")]
)
def test_digits_are_grouped_by_threes(number: int, text: str) -> None:
    assert grouped(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "no"), (1, "one"), (12, "twelve"), (13, "13"), (1300, "1,300")]
)
def test_small_numbers_are_words(number: int, text: str) -> None:
    assert in_words(number) == text


def test_a_noun_agrees_with_its_number() -> None:
    assert counted(1, "person", "people") == "one person"
    assert counted(3, "person", "people") == "three people"


@pytest.mark.parametrize(
    ("parts", "text"),
    [([], ""), (["A"], "A"), (["A", "B"], "A and B"), (["A", "B", "C"], "A, B and C")],
)
def test_parts_are_joined_as_a_sentence_joins_them(parts: list[str], text: str) -> None:
    assert listed(parts) == text


def test_a_day_is_written_in_full() -> None:
    assert written_day(dt.date(2026, 3, 3)) == "3 March 2026"
