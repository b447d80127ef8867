import dataclasses
import re

import pytest

from letter_files import LETTER
from undersigned.evidence.entries import REMOVAL_REASONS
from undersigned.letters.checks import CHECKS
from undersigned.letters.manuscript import Demand, Manuscript, Term
from undersigned.letters.markdown import render_markdown
from undersigned.letters.reading import parse_manuscript
from undersigned.letters.rules import rules_document


@pytest.fixture
def letter() -> Manuscript:
    return parse_manuscript(LETTER.encode(), "bridge.md")


def test_the_same_letter_gives_the_same_rules(letter: Manuscript) -> None:
    again = parse_manuscript(LETTER.encode(), "another-name.md")
    assert rules_document(letter, 1) == rules_document(again, 1)
    assert rules_document(letter, 1) != rules_document(letter, 2)


def test_rules_say_who_and_how_and_which_terms(letter: Manuscript) -> None:
    text = rules_document(letter, 3).decode()
    assert text.startswith("# Rules 3\n\n")
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    assert "> Anyone who lives by the river.\n" in text
    assert "- Vael, Rivers Union: 1989 to 1996\n" in text
    for check in CHECKS.values():
        assert check.shows in text
        assert check.does_not_show in text


def test_every_reason_of_removal_is_explained(letter: Manuscript) -> None:
    explained = re.findall(r"^- `([a-z-]+)`:", rules_document(letter, 1).decode(), re.MULTILINE)
    assert explained == sorted(REMOVAL_REASONS)


def test_what_signers_do_not_depend_on_leaves_the_rules_alone(letter: Manuscript) -> None:
    other = dataclasses.replace(
        letter, title="Another", body="Other words.\n", facts=(), demands=(Demand("More."),)
    )
    assert rules_document(other, 1) == rules_document(letter, 1)


@pytest.mark.parametrize(
    "changes",
    [
        {"eligibility": "Nobody."},
        {"checks": ("mail",)},
        {"keeping": "A year."},
        {"terms": (Term("Vael", "Highland League", "1989", "1996"),)},
        {"terms": ()},
    ],
)
def test_what_they_depend_on_changes_them(letter: Manuscript, changes: dict[str, object]) -> None:
    other = dataclasses.replace(letter, **changes)  # type: ignore[arg-type]
    assert rules_document(other, 1) != rules_document(letter, 1)


def test_values_are_shown_as_they_were_typed(letter: Manuscript) -> None:
    term = Term("*Vael* [a](https://x.example) <b>", "", "1989", "")
    html = render_markdown(rules_document(dataclasses.replace(letter, terms=(term,)), 1).decode())
    assert "<li>*Vael* [a](https://x.example) &lt;b&gt;: since 1989</li>" in html
