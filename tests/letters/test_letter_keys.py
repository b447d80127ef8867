import re
from pathlib import Path

import pytest

from undersigned.letters.checks import CHECKS
from undersigned.letters.letter_keys import ALL_KEYS
from undersigned.letters.reading import parse_addendum, parse_manuscript

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "letter-file.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ALL_KEYS)
def test_every_key_is_described_in_the_table_of_its_place(page: str, place: str) -> None:
    section = re.search(rf"^### `{place}`.*?(?=^##|\Z)", page, re.MULTILINE | re.DOTALL)
    assert section, f"the page has no section on {place}"
    described = re.findall(r"^\| `([a-z]+)` \|", section.group(), re.MULTILINE)
    assert tuple(described) == ALL_KEYS[place]


def test_every_check_is_described(page: str) -> None:
    for code in CHECKS:
        assert f"`{code}`" in page


def test_the_examples_are_a_letter_and_an_addendum(page: str) -> None:
    letter, addendum = re.findall(r"^````markdown\n(.*?)^````$", page, re.MULTILINE | re.DOTALL)
    demands = len(parse_manuscript(letter.encode(), "small.en.md").demands)
    assert parse_addendum(addendum.encode(), "later.md", demands).kind == "reply"
