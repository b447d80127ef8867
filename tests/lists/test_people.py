import random

import pytest

from undersigned.lists.model import Reading
from undersigned.lists.people import may_be_several, people_in
from undersigned.lists.reader import read_list


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Anna Ott; Bela Weil; Carl Zapt", ("Anna Ott", "Bela Weil", "Carl Zapt")),
        ("Anna Ott, Bela Weil and Carl Zapt", ("Anna Ott", "Bela Weil", "Carl Zapt")),
        ("Anna Ott, Bela Weil, and Carl Zapt", ("Anna Ott", "Bela Weil", "Carl Zapt")),
        ("Dr. Anna Ott & Bela van der Weil", ("Dr. Anna Ott", "Bela van der Weil")),
        ("Anna Ott und Bela Weil", ("Anna Ott", "Bela Weil")),
    ],
)
def test_several_people_are_parted(text: str, people: tuple[str, ...]) -> None:
    assert people_in(text) == people


@pytest.mark.parametrize(
    "text",
    [
        "Anna Ott",
        "Anna & Bela Muster",
        "Anna Ott, Professor, Zenda",
        "Anna Ott, Zenda University and Royal Mint",
        "Anna Ott, PhD and MD",
        "Anna Ott; Professor; Zenda",
        "Ott, Anna",
        "Open the archives and close the vaults",
        "Anna Ott, Director of Research and Policy",
    ],
)
def test_one_person_stays_whole(text: str) -> None:
    assert people_in(text) == ()


def test_commas_alone_are_doubted() -> None:
    assert may_be_several("Anna Ott, Bela Weil, Carl Zapt")
    assert not may_be_several("Anna Ott, Clerk, Royal Mint")


def test_further_people_have_numbers_of_their_own_and_say_where_they_stand() -> None:
    reading = read_list(b"## Signatories\n\n- Anna Ott; Bela Weil\n- Carl Zapt\n", "list.md")
    assert [(line.line, line.name) for line in reading.taken] == [
        (3, "Anna Ott"),
        (5, "Bela Weil"),
        (4, "Carl Zapt"),
    ]
    assert reading.where(5) == "line 3, name 2"
    assert "Several people" in reading.taken[0].doubt
    assert reading.read == len(reading.taken) + len(reading.refused)


NAMES = (
    *("Anna Ruritan", "Rupert van der Hentzau", "María José García de la Vega", "Nagy János"),
    *("Jón Þór Jónsdóttir", "王小明", "محمد الأمين", "Seán O'Ruritan", "FRITZ TARLENHEIM"),
    *("Anne-Marie d'Ott", "Анна Отт", "Prof. Dr. h.c. mult. Bela Weil", "A. N. Ruritan"),
    *("Black Michael, Jr.", "Carl Zapt, MD, MPH", "Eva Zapt MD MPH", "Flavia Elphberg III"),
    *("Sir Jacob Borrodaile, CBE", "Dr Helga Strofzin (Ret.)", "O'Neill Rassendyll, Esq."),
)
SHAPES = (
    *("{name}", "{name} – {office}", "{name} — {office}", "{name} - {office}", "{name}, {office}"),
    *("{name} ({office})", "{name} [{office}]", "{name} | {office}", "{name} / {office}"),
    *(
        "{name}, Professor, {office}",
        "{name} – Professor, {office}",
        "{name} (Professor, {office})",
    ),
    *("{name} | Professor | {office}", "{name}, Professor at {office}", "**{name}**, {office}"),
    *("{name} ({office}; @handle)", "{name} <a@mail.example>", "{name} ([@h](https://h.example))"),
    "{name}, former Professor, {office}, served for 12 years under Ott, Weil, and Zapt",
)
MARKS = ("{n}. ", "{n}) ", "({n}) ", "1. ", "- ", "* ", "• ", "{down}. ", "{gap}. ")
NOISE = (
    *("Sign here", "and 1,200 others", "Last updated 3 May 2026", "1,234 signatures so far"),
    *("Signatories (in alphabetical order)", "Click here to add your name", "Share this letter"),
    *("We demand that the archives be opened.", "“We must act now,” the letter says."),
)


def invented(shape: str, mark: str, seed: int) -> tuple[str, list[str]]:
    """A list of invented people in one shape, with noise, and the names that are in it."""
    chance = random.Random(seed)  # noqa: S311 - invented people, no secret
    names = chance.sample(NAMES, len(NAMES))
    lines = []
    for number, name in enumerate(names, start=1):
        told = mark.format(n=number, down=len(names) - number + 1, gap=3 * number)
        lines.append(told + shape.format(name=name, office="University of Zenda"))
    for noise in NOISE:
        lines.insert(chance.randint(0, len(lines)), mark.format(n=9, down=9, gap=9) + noise)
    return "# A letter\n\nWe ask.\n\n## Signatories\n\n" + "\n".join(lines) + "\n", names


def wrong(reading: Reading, names: list[str]) -> list[str]:
    """Names that were not taken as they are, and what was taken that is none."""
    taken = [line.name for line in reading.taken]
    return sorted(set(names) ^ set(taken))


@pytest.mark.parametrize("shape", SHAPES)
def test_many_shapes_with_noise_give_their_people_and_nobody_else(shape: str) -> None:
    for seed, mark in enumerate(MARKS):
        text, names = invented(shape, mark, seed)
        reading = read_list(text.encode(), "list.md")
        assert reading.read == len(reading.taken) + len(reading.refused)
        assert wrong(reading, names) == [], (mark, reading.refused)
