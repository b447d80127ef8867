from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.verifier.shelf import Distinct, Shelf


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    made = Shelf(5)
    yield made
    made.close()


def test_lines_are_read_in_any_order(shelf: Shelf) -> None:
    for number in (3, 0, 4):
        shelf.put(number, f"line {number}".encode())
    assert [shelf.get(number) for number in (4, 0, 3)] == [b"line 4", b"line 0", b"line 3"]


def test_what_was_never_kept_is_none(shelf: Shelf) -> None:
    assert [shelf.get(number) for number in (-1, 2, 5)] == [None, None, None]


@given(st.lists(st.binary(min_size=32, max_size=32).map(lambda value: value[:1] * 32), max_size=40))
def test_exactly_the_values_that_came_before_are_repeated(values: list[bytes]) -> None:
    distinct = Distinct()
    for number, value in enumerate(values):
        distinct.add(value, number)
    expected = [
        (number, values.index(value))
        for number, value in enumerate(values)
        if values.index(value) != number
    ]
    assert distinct.repeated() == expected
