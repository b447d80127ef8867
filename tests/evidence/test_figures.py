import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import invented_entries as invented
from invented_entries import CLOSED, ISSUED, REOPENED, amended, reconfirmed, removed, withdrawn
from undersigned.evidence.entries import (
    REMOVAL_REASONS,
    Amended,
    Edition,
    Entry,
    Imported,
    Reconfirmed,
    Removed,
    Signed,
    Withdrawn,
    Withheld,
)
from undersigned.evidence.figures import Figures, encode_count, parse_count
from undersigned.evidence.history import Refused
from undersigned.tlog.errors import Malformed

LETTER = "letters.example.org/fair-courts"
ROOT = bytes(range(32))
FIGURES = Figures(
    total=13,
    named=9,
    organisations=1,
    withheld=3,
    imported=4,
    earlier=5,
    withdrawn=6,
    removed={"asked": 1, "superseded": 2},
    amended=7,
    edition=2,
)
MEMBERS: dict[str, Any] = json.loads(encode_count(LETTER, 40, ROOT, FIGURES))

number = st.integers(0, 2**53 - 1)


def test_the_form() -> None:
    assert encode_count(LETTER, 40, ROOT, FIGURES) == (
        b'{"letter": "letters.example.org/fair-courts", "size": 40, '
        b'"root": "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=", "edition": 2, "total": 13, '
        b'"named": 9, "organisations": 1, "withheld": 3, "imported": 4, "earlier": 5, '
        b'"withdrawn": 6, "removed": {"asked": 1, "superseded": 2}, "amended": 7}\n'
    )


@given(
    st.builds(
        Figures,
        *[number] * 7,
        removed=st.dictionaries(st.sampled_from(REMOVAL_REASONS), st.integers(1, 9)),
        amended=number,
        edition=number,
    ),
    number,
)
def test_a_count_reads_back(figures: Figures, size: int) -> None:
    count = parse_count(encode_count(LETTER, size, ROOT, figures))
    assert (count.letter, count.size, count.root, count.figures) == (LETTER, size, ROOT, figures)


@pytest.mark.parametrize(
    "change",
    [
        {"letter": "nowhere"},
        {"letter": 1},
        {"size": "40"},
        {"size": -1},
        {"size": True},
        {"size": 40.0},
        {"size": None},
        {"root": ""},
        {"root": None},
        {"total": 2**53},
        {"removed": {"asked": 0}},
        {"removed": {"because": 1}},
        {"removed": 0},
        {"more": 1},
    ],
)
def test_another_kind_of_member_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        parse_count(json.dumps(MEMBERS | change).encode())


@pytest.mark.parametrize("absent", MEMBERS)
def test_each_member_is_missed(absent: str) -> None:
    rest = {name: value for name, value in MEMBERS.items() if name != absent}
    with pytest.raises(Malformed, match=absent):
        parse_count(json.dumps(rest).encode())


def test_a_member_twice_and_a_file_too_long_are_refused() -> None:
    data = json.dumps(MEMBERS).encode()
    with pytest.raises(Malformed, match="each member once"):
        parse_count(data[:-1] + b', "total": 13}')
    with pytest.raises(Malformed, match="at most"):
        parse_count(data + b" " * 70_000)


def recount(taken: list[Entry]) -> Figures:
    """Count by the words of section 6, over all entries at once and with no thought of speed."""
    kind: dict[int, str] = {}
    held: dict[int, int] = {}
    ended: list[Entry] = []
    over: set[int] = set()
    for index, entry in enumerate(taken):
        match entry:
            case Signed():
                kind[index], held[index] = entry.as_, entry.edition
            case Withheld():
                kind[index], held[index] = "withheld", entry.edition
            case Imported():
                kind[index] = "imported"
            case Reconfirmed():
                held[entry.entry] = entry.edition
            case Withdrawn() | Removed():
                ended.append(entry)
                over.add(entry.entry)
    current = max(entry.edition for entry in taken if isinstance(entry, Edition))
    active = [index for index in kind if index not in over]
    now = [kind[index] for index in active if held.get(index) == current]
    reasons = [entry.reason for entry in ended if isinstance(entry, Removed)]
    return Figures(
        total=len(now),
        named=now.count("person"),
        organisations=now.count("organisation"),
        withheld=now.count("withheld"),
        imported=[kind[index] for index in active].count("imported"),
        earlier=sum(index in held and held[index] < current for index in active),
        withdrawn=sum(isinstance(entry, Withdrawn) for entry in ended),
        removed={reason: reasons.count(reason) for reason in set(reasons)},
        amended=sum(isinstance(entry, Amended) for entry in taken),
        edition=current,
    )


places = st.integers(0, 25)
names = st.integers(0, 60).map(str)
editions = st.integers(1, 4)
maybe_signature = st.sampled_from((None, bytes(64)))
steps: st.SearchStrategy[Entry] = st.one_of(
    st.builds(invented.signed, names, editions, as_=invented.kinds),
    st.builds(invented.signed, names, editions, as_=invented.kinds),
    st.builds(invented.imported, names, invented.kinds),
    st.builds(invented.withheld, names, editions),
    st.sampled_from(ISSUED),
    st.builds(invented.edition, editions),
    st.builds(invented.rules, editions, st.sampled_from((None, invented.TOKEN_KEY))),
    st.builds(amended, places, names, st.sampled_from((None, ("mail",)))),
    st.builds(reconfirmed, places, editions, signature=maybe_signature),
    st.builds(withdrawn, places, maybe_signature),
    st.builds(removed, places, st.sampled_from(REMOVAL_REASONS)),
    st.sampled_from((CLOSED, REOPENED, REOPENED)),
)


@settings(max_examples=300)
@given(st.lists(steps, max_size=60))
def test_the_figures_are_those_of_a_count_over_all_entries(tried: list[Entry]) -> None:
    history = invented.letter_of()
    taken: list[Entry] = [invented.rules(), invented.edition()]
    for entry in tried:
        try:
            history.apply(entry)
        except Refused:
            pass
        else:
            taken.append(entry)
        assert history.size == len(taken)
        assert history.figures() == recount(taken)
    opened = {index for index, _ in history.slots.openings()}
    assert opened == {
        index for index, slot in history.slots.items() if slot.active and slot.kind != "withheld"
    }
    # What was taken is taken again by a letter that never saw what was refused.
    assert invented.letter_of(*taken[2:]).figures() == history.figures()


@pytest.mark.parametrize("letter", ["justice", "archives"])
def test_the_counts_of_the_conformance_set(shared_folder: Path, letter: str) -> None:
    folder = shared_folder / "vectors/letters"
    count = parse_count((folder / letter / "count.json").read_bytes())
    expected = json.loads((folder / "expected.json").read_text())[letter]
    assert (count.letter, count.size) == (expected["origin"], expected["size"])
    assert count.figures.total == expected["total"]
    assert count.figures.removed == expected["removed"]
    assert parse_count(encode_count(count.letter, count.size, count.root, count.figures)) == count
