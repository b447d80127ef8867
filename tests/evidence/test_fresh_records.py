"""A record of a run is taken at once just where `check_opening` takes it."""

import contextlib
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

import invented_entries as invented
from evidence.test_plain_records import LETTER, PUT, RECORD
from undersigned.evidence.entries import Imported, Signed
from undersigned.evidence.fresh_records import FreshRecords
from undersigned.evidence.openings import check_opening, slot_begun
from undersigned.evidence.records import commitment, parse_record
from undersigned.evidence.shapes import Shapes
from undersigned.tlog.errors import Malformed

SIGNED = Signed(LETTER, invented.DAY, 1, "en", "person", commitment(RECORD), ("mail",))
IMPORTED = Imported(LETTER, invented.DAY, invented.hashed("a list"), "person", commitment(RECORD))


def opens(line: bytes, entry: Signed | Imported) -> bool:
    with contextlib.suppress(Malformed):
        check_opening(line, LETTER, slot_begun(entry, 0, entry.record))
        return True
    return False


@given(st.data())
def test_any_line_of_a_run_is_taken_just_where_it_opens_its_entry(data: st.DataObject) -> None:
    text = RECORD.decode()
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(text)))
        put = data.draw(st.sampled_from(PUT))
        text = text[:place] + put + text[place + data.draw(st.integers(0, 1)) :]
    line = text.encode()
    changes: dict[str, Any] = data.draw(
        st.fixed_dictionaries(
            {},
            optional={
                "edition": st.just(2),
                "language": st.just("de"),
                "as_": st.just("organisation"),
                "checks": st.just(("desk",)),
            },
        )
    )
    entry = replace(SIGNED, record=commitment(line), **changes)
    records, run = FreshRecords(LETTER), Shapes().run([SIGNED.encode(), entry.encode()])
    assert records.open_all(run, [RECORD, line]) == opens(line, entry)
    # What agreed once is not looked at again, and takes nothing that did not.
    assert records.open_all(run, [RECORD, line]) == opens(line, entry)


def test_a_run_needs_as_many_lines_each_with_its_own_commitment() -> None:
    records = FreshRecords(LETTER)
    run = Shapes().run([SIGNED.encode(), SIGNED.encode()])
    assert records.open_all(run, [RECORD, RECORD])
    assert not records.open_all(run, [RECORD])
    assert not records.open_all(run, [RECORD, RECORD.replace(b"Zenda", b"Passau")])


def test_an_imported_name_says_no_edition() -> None:
    run = Shapes().run([IMPORTED.encode()])
    assert parse_record(RECORD).edition == 1
    assert not FreshRecords(LETTER).open_all(run, [RECORD])
