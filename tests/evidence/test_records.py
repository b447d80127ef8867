import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import invented_entries as invented
from undersigned.evidence.records import (
    LARGEST_RECORD,
    Post,
    Record,
    commitment,
    parse_record,
)
from undersigned.evidence.records_file import parse_records
from undersigned.tlog.errors import Malformed

SALT = "crMqTZjwgGdS2RvTCLR/vlVrMquMcZpvo3YYZJwaQpA="
WHOLE: dict[str, Any] = {
    "salt": SALT,
    "letter": invented.LETTER,
    "edition": 1,
    "language": "en",
    "as": "organisation",
    "name": "Institute for Sober Law",
    "by": "Greta Brezik",
    "posts": [{"title": "Counsel", "office": "The Crown", "from": "1995", "to": "2018"}],
    "years": 23,
    "served": ["First Regency", "Second Regency"],
    "place": "Hentzau",
    "statement": "A sentence is not a favour.",
    "checks": {"domain": "2026-01-06", "mail": "2026-01-06"},
}
SMALL = {name: WHOLE[name] for name in ("salt", "letter", "as", "name")} | {"as": "person"}


def line(members: dict[str, Any]) -> bytes:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode()


def test_every_member_is_read_and_written() -> None:
    record = parse_record(line(WHOLE))
    day = dt.date(2026, 1, 6)
    assert record.encode() == line(WHOLE)
    assert record.posts == (Post("Counsel", "The Crown", "1995", "2018"),)
    assert (record.edition, record.language, record.as_) == (1, "en", "organisation")
    assert record.checks == {"domain": day, "mail": day}
    assert (record.years, record.served) == (23, ("First Regency", "Second Regency"))


def test_an_imported_name_says_little() -> None:
    record = parse_record(line(SMALL))
    assert record.encode() == line(SMALL)
    assert (record.edition, record.language, record.checks, record.by) == (None, None, None, "")


@given(invented.records)
def test_a_record_reads_back(record: Record) -> None:
    written = record.encode()
    assert parse_record(written) == record
    assert b"\n" not in written
    assert b"<" not in written


@given(invented.records, st.data())
def test_a_flipped_bit_is_refused_or_means_something_else(
    record: Record, data: st.DataObject
) -> None:
    flipped = bytearray(record.encode())
    place = data.draw(st.integers(0, len(flipped) - 1))
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    assert commitment(bytes(flipped)) != commitment(record.encode())
    try:
        other = parse_record(bytes(flipped))
    except Malformed:
        return
    # Not to be encoded again: a flip can make the escape of a slash, say, which is allowed.
    assert other != record


def test_a_commitment_covers_the_bytes_under_a_name_of_its_own() -> None:
    expected = hashlib.sha256(b"undersigned/v1 record\n" + line(SMALL)).hexdigest()
    assert commitment(line(SMALL)) == expected


def test_another_spelling_that_the_format_allows_is_taken_as_it_stands() -> None:
    spaced = line(SMALL).replace(b",", b", ").replace(b"Sober", b"\\u0053ob\\u0065r")
    assert parse_record(spaced) == parse_record(line(SMALL))
    assert parse_record(
        line(SMALL).replace(b"Sober", b"\\\\u003C \\u003c \\ud83d\\ude00")
    ).name == ("Institute for \\u003C < 😀 Law")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"salt": SALT[:-4]}, "salt"),
        ({"salt": SALT.replace("pA=", "pB=")}, "salt"),
        ({"letter": "Letters.example.org/x"}, "origin"),
        ({"edition": 0}, "edition"),
        ({"edition": True}, "edition"),
        ({"edition": "1"}, "edition"),
        ({"edition": 1_000_000_000}, "edition"),
        ({"edition": None}, "edition"),
        ({"language": "EN"}, "language"),
        ({"language": ""}, "language"),
        ({"as": "crowd"}, "person or organisation"),
        ({"as": "person"}, "nothing for a person"),
        ({"name": ""}, "name"),
        ({"name": 7}, "name"),
        ({"name": "a\u200eb"}, "invisible"),
        ({"name": "a\u202eb"}, "invisible"),
        ({"name": "e\u0301"}, "NFC"),
        ({"by": ""}, "by"),
        ({"posts": []}, "posts"),
        ({"posts": [{}]}, "posts"),
        ({"posts": ["Counsel"]}, "posts"),
        ({"posts": {"title": "Counsel"}}, "posts"),
        ({"posts": [{"office": "x", "title": "y"}]}, "members of the post"),
        ({"posts": [{"rank": "x"}]}, "members of the post"),
        ({"posts": [{"title": ""}]}, "title of the post"),
        ({"posts": [{"title": "x\u0085"}]}, "invisible"),
        ({"years": 1.5}, "integers"),
        ({"years": 1.0}, "integers"),
        ({"years": -1}, "years"),
        ({"years": "23"}, "years"),
        ({"years": False}, "years"),
        ({"served": []}, "served"),
        ({"served": [""]}, "served"),
        ({"served": [1]}, "served"),
        ({"served": "First Regency"}, "served"),
        ({"place": None}, "place"),
        ({"statement": []}, "statement"),
        ({"checks": {}}, "checks"),
        ({"checks": ["mail"]}, "checks"),
        ({"checks": {"Mail": "2026-01-06"}}, "codes"),
        ({"checks": {"mail": "2026-02-30"}}, "a day that exists"),
        ({"checks": {"mail": 20260106}}, "a day"),
        ({"more": "x"}, "members of the record"),
        ({"statement": "x" * LARGEST_RECORD}, "at most 16384 bytes"),
    ],
)
def test_a_member_that_breaks_the_format_is_refused(change: dict[str, Any], said: str) -> None:
    with pytest.raises(Malformed, match=said):
        parse_record(line(WHOLE | change))


@pytest.mark.parametrize(
    "absent", ["salt", "letter", "edition", "language", "as", "name", "checks"]
)
def test_what_must_be_there_is_missed(absent: str) -> None:
    with pytest.raises(Malformed):
        parse_record(line({name: value for name, value in WHOLE.items() if name != absent}))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("Sober", "S<ber", "less-than"),
        ("Sober", "S\\u003Cber", "less-than"),
        ("Sober", "So\tber", "control"),
        ("Sober", "So\\tber", "control"),
        ("Sober", "So\\u0000ber", "control"),
        ("Sober", "So\\u200bber", "invisible"),
        ("Sober", "So\\ufeffber", "invisible"),
        ("Sober", "So\\ud800ber", "surrogate"),
        ("Sober", "So\\udc00\\ud800ber", "surrogate"),
        ("Sober", "Soe\\u0301ber", "NFC"),
        ("Sober", "So\x7fber", "control"),
        ('{"salt":"', '{ "salt":"', "begins"),
        ('{"salt":"', '{"salt": "', "begins"),
        ('"as":', '"name":"x","as":', "each member once|in order"),
        ('"as":"person","name":"Institute for Sober Law"', '"name":"x","as":"person"', "in order"),
        ('Law"}', 'Law","name":"Law"}', "each member once"),
        ('Law"}', 'Law"}\n', "control"),
        ('Law"}', 'Law"}\r', "control"),
        ('Law"}', 'Law"', "JSON"),
    ],
)
def test_a_line_that_breaks_the_format_is_refused(before: str, after: str, said: str) -> None:
    text = line(SMALL).decode()
    assert before in text
    with pytest.raises(Malformed, match=said):
        parse_record(text.replace(before, after).encode())


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Malformed, match="UTF-8"):
        parse_record(line(SMALL).replace(b"Sober", b"S\xffber"))


@pytest.mark.parametrize(
    "record",
    [
        Record(bytes(31), invented.LETTER, "person", "Anka"),
        Record(bytes(32), invented.LETTER, "person", ""),
        Record(bytes(32), invented.LETTER, "person", "An\nka"),
        Record(bytes(32), invented.LETTER, "person", "An\ud800ka"),
        Record(bytes(32), invented.LETTER, "person", "Anka", edition=1),
        Record(bytes(32), invented.LETTER, "person", "Anka", by="Vesna"),
        Record(bytes(32), invented.LETTER, "person", "Anka", served=("",)),
        Record(bytes(32), invented.LETTER, "person", "Anka", posts=(Post(),)),
    ],
)
def test_what_would_not_read_back_is_not_encoded(record: Record) -> None:
    with pytest.raises(Malformed):
        record.encode()


@pytest.mark.parametrize(("letter", "opened"), [("justice", 175), ("archives", 5)])
def test_the_records_of_the_conformance_set(shared_folder: Path, letter: str, opened: int) -> None:
    found = 0
    for path in sorted((shared_folder / "vectors/letters" / letter / "records").iterdir()):
        _, lines = parse_records(path.read_bytes(), int(path.name))
        for each in lines:
            if each is not None:
                assert parse_record(each).encode() == each
                found += 1
    assert found == opened
