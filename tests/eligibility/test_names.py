import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.eligibility.names import odd_about

ORDINARY = [
    "Henrike Lommquist",
    "Dr Paula Brennquist",
    "Prof. Dr. Irena Hargoult LL.M.",
    "Ünek Aybet Şensoy",
    "Anne-Rose Sölzer",
    "Jean-Luc de la Tour",
    "Wilma van der Ost",
    "Melanie King",
    "Norbert Judge",
    "Andrew R. Steele",
    "Katy Koch II",
    "محمود درویش",
    "Σοφία Παπαδοπούλου",
]


@pytest.mark.parametrize("name", ORDINARY)
def test_names_like_others_are_let_be(name: str) -> None:
    assert odd_about(name, ["Prosecutor", "Eastern District"], ["Leontine Harbach"]) == ()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Dr Johnny Bananas", "joke: bananas"),
        ("Dr Person Fakename", "joke: fakename"),
        ("Dr I.P. Freely", "joke: i p freely"),
        ("Mad Scientist", "called so as a rule: scientist"),
        ("Dr Very Dodgy Doctor", "called so as a rule: doctor"),
        ("Banana Rama Banana", "twice: banana"),
        ("Asdf Asdfg", "joke: asdf asdfg"),
        ("R2 D2", "digit"),
        ("Henrike", "only one word"),
        ("Dr Prof", "Nothing but titles"),
        ("leontine HARBACH", "speaks of somebody of this name"),
        ("Heontine Larbach", "beginnings swapped"),
    ],
)
def test_odd_ones_are_named_with_the_reason(name: str, says: str) -> None:
    assert says in " ".join(odd_about(name, [], ["Leontine Harbach"]))


def test_a_post_can_be_the_joke() -> None:
    assert odd_about("Henrike Lommquist", ["PhD banana man"], []) == (
        "A post reads like a joke: banana.",
    )


def test_what_got_onto_real_letters_is_looked_at_twice(shared_folder: Path) -> None:
    """Two of eight need more than the name: a repeated one, and a public person's swapped."""
    with (shared_folder / "data" / "documented-fakes.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    let_be = [row["name"] for row in rows if not odd_about(row["name"], [row["as_listed"]], [])]
    assert let_be == ["Professor Cominic Dummings", "Dr Harold Shipman"]


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=3))
def test_any_text_is_answered_in_sentences(name: str, posts: list[str]) -> None:
    for reason in odd_about(name, posts, [name, *posts]):
        assert reason[0].isupper()
        assert reason.endswith(".")


def test_case_and_accents_hide_nobody_of_whom_the_letter_speaks() -> None:
    assert odd_about("Leontiné  HÀRBACH", [], ["Leontine Harbach"])
