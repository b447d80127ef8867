import datetime as dt

import pytest

from undersigned.look.words import (
    counted,
    grouped,
    in_words,
    is_right_to_left,
    language_name,
    listed,
    written_day,
)


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


def test_languages_have_their_own_names() -> None:
    assert language_name("de") == "Deutsch"
    assert language_name("xx-zenda") == "xx-zenda"


@pytest.mark.parametrize("tag", ["ar", "he-il", "az-arab", "pa-arab-pk", "yi"])
def test_some_languages_run_from_right_to_left(tag: str) -> None:
    assert is_right_to_left(tag)


@pytest.mark.parametrize("tag", ["en", "de-at", "ur-latn", "az", "de-1996"])
def test_others_run_from_left_to_right(tag: str) -> None:
    assert not is_right_to_left(tag)
