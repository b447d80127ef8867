import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.evidence.entries import REMOVAL_REASONS
from undersigned.evidence.figures import Figures, encode_count, parse_count
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


@pytest.mark.parametrize("letter", ["justice", "archives"])
def test_the_counts_of_the_conformance_set(shared_folder: Path, letter: str) -> None:
    folder = shared_folder / "vectors/letters"
    count = parse_count((folder / letter / "count.json").read_bytes())
    expected = json.loads((folder / "expected.json").read_text())[letter]
    assert (count.letter, count.size) == (expected["origin"], expected["size"])
    assert count.figures.total == expected["total"]
    assert count.figures.removed == expected["removed"]
    assert parse_count(encode_count(count.letter, count.size, count.root, count.figures)) == count
