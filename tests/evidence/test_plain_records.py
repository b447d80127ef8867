"""A record taken at once is one that `check_opening` takes."""

import contextlib
import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from undersigned.evidence.openings import check_opening
from undersigned.evidence.plain_records import PlainRecords
from undersigned.evidence.records import Post, Record, commitment
from undersigned.evidence.slots import PERSON, Slots, Terms
from undersigned.tlog.errors import Malformed

LETTER = "letters.example.org/fair-courts"
PUT = ["", '"', "\\", "<", "\x7f", "\u200b", "\u00e9", "e\u0301", ",", " ", "0", "{", "\\u003c"]
RECORD = Record(
    *(bytes(range(32)), LETTER, "person", "Éva Zenda", 1, "en", "", (Post("Counsel", "", "1990"),)),
    *(9, ("First Regency",), "Strelsau", "", {"mail": dt.date(2026, 3, 16)}),
).encode()


@given(st.data())
def test_any_line_is_taken_just_where_it_opens(data: st.DataObject) -> None:
    text, slots = RECORD.decode(), Slots()
    for _ in range(data.draw(st.integers(0, 2))):
        place = data.draw(st.integers(0, len(text)))
        put = data.draw(st.sampled_from(PUT))
        text = text[:place] + put + text[place + data.draw(st.integers(0, 1)) :]
    line = text.encode()
    plain = PlainRecords(LETTER, slots)
    for each in (RECORD, line):
        opening = bytes.fromhex(commitment(each))
        slots.begin([Terms(PERSON, 1, "en", ("mail",))], opening)
    expected = None
    with contextlib.suppress(Malformed):
        expected = check_opening(line, LETTER, slots[1]).salt
    assert plain.salts(0, [RECORD]) is not None
    assert plain.salts(1, [line]) == expected
