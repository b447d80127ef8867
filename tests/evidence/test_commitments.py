"""Commitments are each unique in a letter, those too that were replaced."""

from undersigned.evidence.commitments import Commitments
from undersigned.evidence.slots import PERSON, WITHHELD, Slots, Terms

ONE, TWO = bytes(range(32)), bytes(range(32, 64))
LIKE_ONE = ONE[:8] + bytes(24)


def begun(*commitments: bytes) -> tuple[Commitments, Slots]:
    slots = Slots()
    found = Commitments(slots)
    for each in commitments:
        assert found.take(each)
        slots.begin([Terms(PERSON)], each)
    return found, slots


def test_one_that_came_before_is_not_taken_again() -> None:
    found, _ = begun(ONE)
    assert not found.take(ONE)
    assert not found.take(TWO + ONE)
    assert found.take(TWO)  # nothing was kept of the pair that was refused


def test_one_that_stands_twice_among_those_given_is_not_taken() -> None:
    found, _ = begun()
    assert not found.take(ONE + TWO + ONE)
    assert found.take(ONE + TWO)


def test_the_whole_of_it_decides_and_not_its_beginning() -> None:
    found, slots = begun(ONE)
    assert found.take(LIKE_ONE)
    slots.begin([Terms(PERSON)], LIKE_ONE)
    assert not found.take(LIKE_ONE)
    found, _ = begun()
    assert found.take(ONE + LIKE_ONE)


def test_one_that_was_replaced_is_not_taken_again() -> None:
    found, slots = begun(ONE)
    assert found.take(TWO)
    found.replace(ONE)
    slots.amend(0, 1, TWO, None)
    assert not found.take(ONE)
    assert not found.take(TWO)


def test_entries_without_a_commitment_have_none() -> None:
    found, slots = begun()
    slots.begin([Terms(WITHHELD, 1, "en")], bytes(32))
    slots.pass_over()
    begins_like_nothing = bytes(31) + b"\x01"
    assert found.take(begins_like_nothing)
    slots.begin([Terms(PERSON)], begins_like_nothing)
    assert found.take(bytes(32))
    slots.begin([Terms(PERSON)], bytes(32))
    assert not found.take(bytes(32))
