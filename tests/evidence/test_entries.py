import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import invented_entries as invented
from undersigned.evidence.entries import (
    EVENTS,
    LARGEST_ENTRY,
    Edition,
    Entry,
    NewerVersion,
    Removed,
    Rules,
    Signed,
    Struck,
    Withdrawn,
    parse_entry,
)
from undersigned.tlog.errors import Malformed
from undersigned.tlog.tiles import parse_bundle

SIGNED = (
    "undersigned/v1 signed\nletter letters.example.org/fair-courts\nday 2026-01-29\n"
    f"edition 2\nlanguage de\nas person\nrecord {'5' * 64}\nchecks mail,roster\n"
)
HEAD = "letter letters.example.org/fair-courts\nday 2026-01-29\n"


def test_a_signature_as_it_stands_in_the_format() -> None:
    entry = Signed(invented.LETTER, invented.DAY, 2, "de", "person", "5" * 64, ("mail", "roster"))
    assert parse_entry(SIGNED.encode()) == entry
    assert entry.encode() == SIGNED.encode()


def test_there_are_sixteen_events() -> None:
    assert sorted(EVENTS) == [
        *("addendum", "amended", "closed", "delivered", "edition", "imported", "issued"),
        *("reconfirmed", "removed", "reopened", "rules", "signed", "struck", "successor"),
        *("withdrawn", "withheld"),
    ]


@given(invented.entries)
def test_an_entry_reads_back(entry: Entry) -> None:
    data = entry.encode()
    assert parse_entry(data) == entry
    assert parse_entry(data).encode() == data


@given(invented.entries, st.data())
def test_a_flipped_bit_is_refused_or_means_something_else(
    entry: Entry, data: st.DataObject
) -> None:
    flipped = bytearray(entry.encode())
    place = data.draw(st.integers(0, len(flipped) - 1))
    flipped[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        other = parse_entry(bytes(flipped))
    except (Malformed, NewerVersion):
        return
    assert other != entry
    assert other.encode() == flipped


@given(invented.entries, st.data())
def test_a_byte_more_or_less_is_refused_or_means_something_else(
    entry: Entry, data: st.DataObject
) -> None:
    written = entry.encode()
    place = data.draw(st.integers(0, len(written) - 1))
    more = written[:place] + data.draw(st.sampled_from((b" ", b"\n", b"0", b"a"))) + written[place:]
    for changed in (more, written[:place] + written[place + 1 :]):
        try:
            other = parse_entry(changed)
        except (Malformed, NewerVersion):
            continue
        assert other != entry
        assert other.encode() == changed


@given(st.binary(max_size=100))
def test_any_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises((Malformed, NewerVersion)):
        parse_entry(data)
    with pytest.raises((Malformed, NewerVersion)):
        parse_entry(b"undersigned/v1 closed\n" + data)


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("edition 2", "edition  2", "line 4"),
        ("edition 2", "edition 02", "line 4"),
        ("edition 2", "edition 0", "line 4"),
        ("edition 2", "edition 1000000000", "line 4"),
        ("edition 2\n", "", "line 4"),
        ("language de", "language DE", "line 5"),
        ("language de", "language d", "line 5"),
        ("language de", "language de-", "line 5"),
        ("as person", "as Person", "line 6"),
        ("as person\nrecord", "record", "line 6"),
        ("5" * 64, "5" * 63, "line 7"),
        ("5" * 64, "A" * 64, "line 7"),
        ("mail,roster", "roster,mail", "ascending"),
        ("mail,roster", "mail,mail", "ascending"),
        ("mail,roster", "mail,", "line 8"),
        ("mail,roster", "", "line 8"),
        ("mail,roster", "mail, roster", "line 8"),
        ("mail", "m" * 33, "line 8"),
        ("mail,roster\n", "mail,roster", "line"),
        ("mail,roster\n", "mail,roster\n\n", "line 9"),
        ("mail,roster\n", "mail,roster\nchecks mail\n", "line 9"),
        ("\n", "\r\n", "first line"),
        ("2026-01-29", "2026-02-29", "a day that exists"),
        ("2026-01-29", "2026-1-29", "line 3"),
        ("2026-01-29", "20260129", "line 3"),
        ("2026-01-29", "0000-01-29", "a day that exists"),
        ("letters.example.org", "Letters.example.org", "origin"),
        ("mail", "mäil", "ASCII"),
        ("undersigned/v1", "Undersigned/v1", "first line"),
        ("v1 signed", "v1  signed", "first line"),
        ("v1 signed", "v1 Signed", "first line"),
        ("v1 signed", "v01 signed", "first line"),
    ],
)
def test_any_other_way_to_write_it_is_refused(before: str, after: str, said: str) -> None:
    assert before in SIGNED
    with pytest.raises(Malformed, match=said):
        parse_entry(SIGNED.replace(before, after).encode())


@pytest.mark.parametrize(
    "rest",
    [
        f"rules\n{HEAD}rules 1\ntext {'5' * 64}\ntoken-key nobody\n",
        f"edition\n{HEAD}edition 1\n",
        f"edition\n{HEAD}edition 1\ntext fr {'5' * 64}\ntext en {'5' * 64}\n",
        f"edition\n{HEAD}edition 1\ntext en {'5' * 64}\ntext en {'6' * 64}\n",
        f"edition\n{HEAD}edition 1\ntext en {'5' * 64}\nmore\n",
        f"amended\n{HEAD}entry 07\nrecord {'5' * 64}\n",
        f"amended\n{HEAD}entry {'9' * 20}\nrecord {'5' * 64}\n",
        f"removed\n{HEAD}entry 7\nreason because\n",
        f"struck\n{HEAD}document deliveries/1.md\nreason asked\n",
        f"struck\n{HEAD}document deliveries/1.md\n",
        f"struck\n{HEAD}document token-keys/1.der\nreason court-order\n",
        f"struck\n{HEAD}document ../1.md\nreason court-order\n",
        f"withdrawn\n{HEAD}entry 7\nsignature {'A' * 84}\n",
        f"withdrawn\n{HEAD}entry 7\nsignature {'A' * 85}B==\n",
        f"withdrawn\n{HEAD}entry 7\nsignature \n",
        f"successor\n{HEAD}origin a.example/b\nkey a.example/b+00000000+AQ==\n",
        f"successor\n{HEAD}origin nowhere\nkey nowhere\n",
        f"closed\n{HEAD}reason asked\n",
        f"closed\n{HEAD[:-1]}",
    ],
)
def test_what_breaks_the_grammar_of_an_event_is_refused(rest: str) -> None:
    with pytest.raises(Malformed):
        parse_entry(f"undersigned/v1 {rest}".encode())


@pytest.mark.parametrize(
    "first", ["undersigned/v2 signed", "undersigned/v2", "undersigned/v10 x y", "undersigned/v1 x"]
)
def test_a_newer_format_is_told_apart_from_a_broken_one(first: str) -> None:
    with pytest.raises(NewerVersion, match="newer verifier"):
        parse_entry(SIGNED.replace("undersigned/v1 signed", first).encode())


def test_an_entry_is_at_most_8192_bytes_long() -> None:
    texts = tuple((f"aa-{number:06}", "5" * 64) for number in range(101))
    data = Edition(invented.LETTER, invented.DAY, 1, texts).encode()
    assert LARGEST_ENTRY - 100 < len(data) <= LARGEST_ENTRY
    with pytest.raises(Malformed, match="at most 8192 bytes"):
        Edition(
            invented.LETTER, invented.DAY, 1, (*texts, ("zz", "5" * 64), ("zzz", "5" * 64))
        ).encode()


@pytest.mark.parametrize(
    "entry",
    [
        Rules(invented.LETTER, invented.DAY, 0, "5" * 64, None),
        Rules(invented.LETTER, invented.DAY, 1, "5" * 64, "none"),
        Signed(invented.LETTER, invented.DAY, 1, "en", "person", "5" * 64, ("roster", "mail")),
        Signed(invented.LETTER, invented.DAY, 1, "en", "person", "5" * 64, ()),
        Removed(invented.LETTER, invented.DAY, 1, "asked\n"),
        Withdrawn(invented.LETTER, invented.DAY, 1, b"short"),
        Struck(invented.LETTER, invented.DAY, "rules/1.md", "asked"),
        Withdrawn("letters.example.org/früh", invented.DAY, 1),
        Withdrawn(invented.LETTER, dt.datetime(2026, 1, 29, tzinfo=dt.UTC), 1),
        Withdrawn(invented.LETTER, None, 1),  # type: ignore[arg-type]
    ],
)
def test_what_would_not_read_back_is_not_encoded(entry: Entry) -> None:
    with pytest.raises(Malformed):
        entry.encode()


@pytest.mark.parametrize(("letter", "size"), [("justice", 303), ("archives", 22)])
def test_the_entries_of_the_conformance_set(shared_folder: Path, letter: str, size: int) -> None:
    folder = shared_folder / "vectors/letters" / letter / "tile/entries"
    bundles = sorted(path for path in folder.rglob("*") if path.is_file())
    entries = [entry for path in bundles for entry in parse_bundle(path.read_bytes())]
    assert len(entries) == size
    assert all(parse_entry(entry).encode() == entry for entry in entries)
