import datetime as dt
import json
from dataclasses import replace
from pathlib import Path

import pytest

import invented_entries as invented
from undersigned.evidence.entries import parse_entry
from undersigned.evidence.history import History
from undersigned.evidence.openings import check_opening
from undersigned.evidence.records import Record, commitment
from undersigned.evidence.records_file import parse_records
from undersigned.tlog.errors import Malformed
from undersigned.tlog.tiles import parse_bundle

DAY = dt.date(2026, 1, 6)
RECORD = Record(
    bytes(32),
    invented.LETTER,
    "person",
    "Anka de Rassendy",
    edition=1,
    language="en",
    checks={"mail": DAY, "roster": DAY},
)


def letter_with(line: bytes) -> History:
    entry = replace(invented.signed("a"), record=commitment(line))
    return invented.letter_of(entry)


def test_a_record_opens_the_entry_that_commits_to_it() -> None:
    line = RECORD.encode()
    history = letter_with(line)
    assert check_opening(line, history.letter, history.slots[2]) == RECORD


def test_a_record_stays_with_its_entry_after_reconfirming() -> None:
    line = RECORD.encode()
    history = letter_with(line)
    history.apply(invented.edition(2))
    history.apply(invented.reconfirmed(2))
    assert check_opening(line, history.letter, history.slots[2]) == RECORD


def test_another_line_opens_nothing() -> None:
    history = letter_with(RECORD.encode())
    other = replace(RECORD, name="Anka de Rassendi").encode()
    with pytest.raises(Malformed, match="record of entry 2: expected the one of commitment"):
        check_opening(other, history.letter, history.slots[2])


def test_what_is_committed_to_must_still_be_a_record() -> None:
    line = RECORD.encode().replace(b'"as"', b'"name":"Greta","as"')
    history = letter_with(line)
    with pytest.raises(Malformed, match="record of entry 2, record: expected each member once"):
        check_opening(line, history.letter, history.slots[2])


@pytest.mark.parametrize(
    ("field", "record"),
    [
        ("letter", replace(RECORD, letter="letters.example.org/another")),
        ("as", replace(RECORD, as_="organisation")),
        ("edition", replace(RECORD, edition=2)),
        ("language", replace(RECORD, language="de")),
        ("checks", replace(RECORD, checks={"mail": DAY})),
        ("edition", replace(RECORD, edition=None, language=None, checks=None)),
    ],
)
def test_a_record_says_what_its_entry_says(field: str, record: Record) -> None:
    history = letter_with(record.encode())
    with pytest.raises(Malformed, match=f"{field} in the record of entry 2"):
        check_opening(record.encode(), history.letter, history.slots[2])


@pytest.mark.parametrize("letter", ["justice", "archives"])
def test_the_records_of_the_conformance_set_fit(shared_folder: Path, letter: str) -> None:
    folder = shared_folder / "vectors/letters"
    history = History(json.loads((folder / "expected.json").read_text())[letter]["origin"])
    bundles = (folder / letter / "tile/entries").rglob("*")
    for path in sorted(path for path in bundles if path.is_file()):
        for entry in parse_bundle(path.read_bytes()):
            history.apply(parse_entry(entry))
    lines: list[bytes | None] = []
    for path in sorted((folder / letter / "records").iterdir()):
        lines += parse_records(path.read_bytes(), int(path.name))[1]
    opened = {index for index, _ in history.slots.openings()}
    assert {index for index, line in enumerate(lines) if line is not None} == opened
    salts = set()
    for index in opened:
        line = lines[index]
        assert line is not None
        salts.add(check_opening(line, history.letter, history.slots[index]).salt)
    assert len(salts) == len(opened)
