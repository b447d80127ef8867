"""A history that takes entries by runs is the one that takes each by itself."""

import pytest

import invented_entries as invented
from undersigned.evidence.entries import Entry
from undersigned.evidence.history import History, Refused
from undersigned.evidence.replaying import take_all
from undersigned.evidence.shapes import Shapes

ENTRIES: list[Entry] = [
    *(invented.rules(), invented.edition()),
    *(invented.signed(str(number)) for number in range(5)),
    *(invented.withdrawn(3), invented.signed("after it", as_="organisation")),
    *(invented.imported("an earlier one"), invented.amended(2, "corrected"), invented.CLOSED),
]


def state(history: History) -> object:
    """All that a history knows."""
    return history.size, history.day, history.open, history.figures(), dict(history.slots)


@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_runs_are_taken_as_each_by_itself(at_once: int) -> None:
    one, runs, shapes = History(invented.LETTER), History(invented.LETTER), Shapes()
    for entry in ENTRIES:
        one.apply(entry)
    data = [entry.encode() for entry in ENTRIES]
    for first in range(0, len(data), at_once):
        take_all(runs, shapes, data[first : first + at_once])
    assert state(runs) == state(one)


def test_what_is_refused_in_a_run_is_named_and_what_was_before_it_is_taken() -> None:
    history, entries = History(invented.LETTER), [*ENTRIES[:4], ENTRIES[3], ENTRIES[4]]
    with pytest.raises(Refused, match="commitment") as refused:
        take_all(history, Shapes(), [entry.encode() for entry in entries])
    assert (refused.value.index, history.size) == (4, 4)
