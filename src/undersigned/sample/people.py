"""Invented people: names, posts and years, always the same ones, from a fixed seed."""

import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SEED = 1137

NAMES = tomllib.loads((Path(__file__).parent / "names.toml").read_text(encoding="utf-8"))
POSTS = (
    ("Prosecutor", "Public Prosecution Service"),
    ("Senior Prosecutor", "Public Prosecution Service"),
    ("Head of Division", "Public Prosecution Service"),
    ("Prosecutor", "Tarnheim Assize District"),
    ("Prosecutor", "Zenda Assize District"),
    ("District Prosecutor", "Hentzau Assize District"),
    ("Counsel", "Civil Litigation Division"),
    ("Senior Counsel", "Civil Litigation Division"),
    ("Registrar", "Courts Administration"),
    ("Deputy Registrar", "Courts Administration"),
    ("Legal Adviser", "Legislative Drafting"),
    ("First Draftsman", "Legislative Drafting"),
    ("Inspector", "Prison and Probation Department"),
    ("Counsel", "Competition Division"),
    ("Auditor", "Office of the Inspector General"),
    ("Trial Attorney", "Tax Division"),
    ("Chief of Section", "Tax Division"),
    ("Director", "Office of Legal Counsel"),
    ("Clerk of the Assize", "Courts Administration"),
    ("Interpreter", "Courts Administration"),
)
PLACES = ("Strelsau", "Zenda", "Hentzau", "Tarnheim", "Ulmstad", "Hofbau", "Festenburg", "")
STATEMENTS = (
    "I signed recommendations for nineteen years. Nobody ever rang me the night before.",
    "I served under both parties and was overruled by neither.",
    "The file is the file, whoever’s name is on it.",
    "My first head of division taught me to write down who said what. I still have the notebooks.",
    "I disagree with half of the people on this list about almost everything else.",
    "A court can live with a hard sentence or a mild one. It can’t live with a borrowed one.",
    "I left in 2012 and thought that I was done with open letters.",
    "For the colleagues who can’t sign.",
)
ORGANISATIONS = (
    ("Association of Former Prosecutors of Ruritania", "Leopold Strakosch, chair"),
    ("Society of Retired Registrars", "Dora Wehrmann, secretary"),
    ("Zenda Chamber of Advocates", "Rupert Tannhaus, president"),
    ("Institute for Open Courts", "Milena Oravec, director"),
)
FIRST_YEAR, LAST_YEAR, LONGEST_CAREER = 1978, 2024, 41


@dataclass(frozen=True)
class Person:
    """One invented signer, as the form would bring them."""

    name: str
    posts: list[dict[str, str]]
    years: int
    served: list[str]
    place: str
    statement: str
    address: str


def people(terms: list[tuple[str, int, int]]) -> Iterator[Person]:
    """Yield invented people without end, no name twice; `terms` are (name, first, last year)."""
    chance = random.Random(SEED)  # noqa: S311 (invented people, not secrets)
    names: set[str] = set()
    while True:
        name = f"{chance.choice(NAMES['given'])} {chance.choice(NAMES['surnames'])}"
        if chance.random() < 0.12:  # noqa: PLR2004 (one in eight has a second given name)
            name = name.replace(" ", f" {chance.choice(NAMES['given'])[0]}. ", 1)
        if name in names:
            continue
        names.add(name)
        yield person(name, len(names), terms, chance)


def person(
    name: str, number: int, terms: list[tuple[str, int, int]], chance: random.Random
) -> Person:
    """One person with a career that agrees with the terms of office."""
    begin = chance.randint(FIRST_YEAR, LAST_YEAR - 4)
    end = min(LAST_YEAR, begin + chance.randint(2, LONGEST_CAREER))
    title, office = chance.choice(POSTS)
    posts = [{"title": title, "office": office, "from": str(begin), "to": str(end)}]
    if end - begin > 12 and chance.random() < 0.3:  # noqa: PLR2004 (long careers had two posts)
        change = chance.randint(begin + 4, end - 4)
        earlier = chance.choice(POSTS)
        posts = [
            {"title": title, "office": office, "from": str(change), "to": str(end)},
            {"title": earlier[0], "office": earlier[1], "from": str(begin), "to": str(change)},
        ]
    served = [term for term, first, last in terms if begin < last and end > first]
    has_statement = chance.random() < 0.06  # noqa: PLR2004 (most people say nothing more)
    return Person(
        name=name,
        posts=posts,
        years=end - begin,
        served=served,
        place=chance.choice(PLACES),
        statement=chance.choice(STATEMENTS) if has_statement else "",
        address=f"signer-{number}@mail.ruritania.example",
    )
