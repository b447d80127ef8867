import tracemalloc

import pytest

import invented_entries as invented
from invented_entries import ISSUED, amended, reconfirmed, removed, withdrawn
from undersigned.evidence.history import Slot
from undersigned.evidence.slots import PERSON, Slots, Terms


def test_a_signature_as_its_entries_left_it() -> None:
    history = invented.letter_of(
        invented.signed("a", language="de"),
        invented.edition(2),
        reconfirmed(2),
        amended(2, "b"),
        removed(2),
    )
    assert history.slots[2] == Slot(
        index=2,
        kind="signed",
        as_="person",
        edition=2,
        language="en",
        record_edition=1,
        record_language="de",
        commitment=invented.hashed("b"),
        checks=("mail",),
        active=False,
        ended_by=6,
        amended_by=5,
    )


def test_an_imported_name_has_no_edition_and_no_checks() -> None:
    slot = invented.letter_of(invented.imported("a", "organisation")).slots[2]
    assert (slot.kind, slot.as_, slot.active) == ("imported", "organisation", True)
    assert (slot.edition, slot.language, slot.checks) == (None, None, None)
    assert slot.commitment == invented.hashed("a")


def test_a_name_withheld_has_no_record() -> None:
    slot = invented.letter_of(ISSUED[0], invented.withheld("a")).slots[3]
    assert (slot.kind, slot.as_, slot.commitment, slot.checks) == ("withheld", None, None, None)
    assert (slot.edition, slot.language) == (1, "en")


def test_only_entries_that_begin_a_signature_have_a_slot() -> None:
    slots = invented.letter_of(invented.signed("a"), withdrawn(2), invented.imported("b")).slots
    assert list(slots) == [2, 4]
    assert len(slots) == 2
    for index in (0, 1, 3, 5, -1, 10**18):
        assert index not in slots
        with pytest.raises(KeyError):
            slots[index]


def test_openings_are_the_newest_of_what_is_active() -> None:
    history = invented.letter_of(
        *(invented.signed(name) for name in "ab"),
        *(invented.imported("c"), ISSUED[0], invented.withheld("d")),
        *(amended(2, "e"), withdrawn(3)),
    )
    assert [(index, commitment.hex()) for index, commitment in history.slots.openings()] == [
        (2, invented.hashed("e")),
        (4, invented.hashed("c")),
    ]


def test_a_signature_takes_little_memory() -> None:
    slots = Slots()
    commitment = bytes(32)
    tracemalloc.start()
    for _ in range(10_000):
        slots.begin([Terms(PERSON, 1, "en", ("mail", "roster"))], commitment)
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken / 10_000 < 48  # bytes, the commitment's 32 among them
