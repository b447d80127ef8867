import csv
from itertools import combinations
from pathlib import Path

import pytest

from undersigned.lists.duplicates import propose
from undersigned.lists.model import Line, Proposal
from undersigned.lists.reader import read_list


def person(line: int, name: str, organisation: str = "", place: str = "", link: str = "") -> Line:
    return Line(
        line=line,
        kind="person",
        name=name,
        text=name,
        organisation=organisation,
        place=place,
        link=link,
    )


def pair(one: str, other: str, organisation: str = "", place: str = "") -> tuple[Proposal, ...]:
    return propose((person(1, one, organisation, place), person(2, other, organisation, place)))


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        ("Prof. Dr. Anna Ruritan", "Anna Ruritan", "titles"),
        ("Anna Ruritan, PhD", "ANNA RURITAN", "titles"),
        ("Ruritan, Anna", "Anna Ruritan", "another order"),
        ("Anna R. Ruritan", "Anna Ruritan", "initial"),
        ("Anna R. Ruritan", "Anna Rosa Ruritan", "initial"),
        ("Wilhelmina Strelsauer", "Wilhelmina Strelsaur", "one letter"),
        ("Anna-Maria van der Ott", "Anna Maria Van Der Ott", "spaces"),
        ("Seán O'Ruritan", "Sean ORuritan", "spaces"),
    ],
)
def test_the_reason_says_how_names_differ(one: str, other: str, reason: str) -> None:
    (proposal,) = pair(one, other)
    assert reason in proposal.reasons[0]
    assert 0.6 <= proposal.weight <= 1


def test_a_typo_in_a_short_name_needs_more_than_the_name() -> None:
    assert pair("Anna Ott", "Anne Ott") == ()
    (proposal,) = pair("Anna Ott", "Anne Ott", "Royal Mint", "Zenda")
    assert "They have the same place." in proposal.reasons
    assert "Their posts agree." in proposal.reasons


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Black Michael Jr.", "Black Michael Sr."),
        ("Rudolf Elphberg II", "Rudolf Elphberg III"),
        ("Rudolf Elphberg", "Rudolf Elphberg III"),
        ("Anna R. Ott", "Anna M. Ott"),
        ("Anna Ott", "Ott"),
        ("maks", "makz"),
    ],
)
def test_other_people_are_not_proposed(one: str, other: str) -> None:
    assert pair(one, other, "Royal Mint") == ()


def test_the_weight_rises_with_what_else_is_alike() -> None:
    (bare,) = pair("Anna Ruritan", "Anna  Ruritan")
    (same,) = pair("Anna Ruritan", "Anna  Ruritan", "Royal Mint", "Zenda")
    assert same.weight > bare.weight


def test_a_thousand_people_of_whom_the_truth_is_known(shared_folder: Path) -> None:
    reading = read_list((shared_folder / "data/febrl1.csv").read_bytes(), "febrl1.csv")
    with (shared_folder / "data/febrl1-links.csv").open(encoding="utf-8") as file:
        truth = {frozenset((int(a), int(b))) for a, b in list(csv.reader(file))[1:]}
    found = {
        frozenset((one - 2, other - 2))
        for group in reading.duplicates
        for one, other in combinations(group, 2)
    }
    assert len(found & truth) >= 0.98 * len(found)
    assert len(found & truth) >= 0.7 * len(truth)
