"""Recognising the columns of a table: by the words of a heading, or by what the cells look like."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from undersigned.lists.folding import fold, words_of
from undersigned.lists.prose import looks_like_name
from undersigned.lists.vocabulary import (
    COLUMN_NAMES,
    HONORIFICS,
    ORGANISATION_WORDS,
    POST_WORDS,
    holds_phrase,
)

Columns = dict[int, str]
"""Which field stands in which column: position, counted from 0, to the field's name."""

# Words by which a longer heading is known ("Your name as it should appear"), first fit first.
_TELLING: Final = (
    ("address", frozenset({"email", "e mail", "courriel", "correo electronico", "mail"})),
    ("given", frozenset({"first name", "given name", "vorname", "prenom", "forename"})),
    ("family", frozenset({"last name", "family name", "surname", "nachname", "familienname"})),
    ("affiliation", frozenset({"affiliation"})),
    (
        "organisation",
        frozenset({"organisation", "organization", "company", "institution", "employer"}),
    ),
    ("role", frozenset({"position", "job title", "role", "occupation", "profession"})),
    ("country", frozenset({"country", "land", "pays", "pais"})),
    ("place", frozenset({"city", "town", "ort", "stadt", "ville", "ciudad"})),
    ("link", frozenset({"website", "homepage", "link", "url", "profile"})),
    ("name", frozenset({"name", "nombre", "nom", "nome", "naam"})),
)
# A question to be answered by yes or no names no column ("Are you an organisation?").
_ASKING: Final = ("are ", "is ", "do ", "does ", "may ", "can ", "i ")
# Headings of columns that are not read.
_BESIDE: Final = frozenset(
    {"", "contact", "contact person", "kontakt", "ansprechpartner", "phone", "telephone"}
    | {"telefon", "date", "datum", "notes", "comment", "comments", "no", "nr", "number", "id"}
    | {"timestamp", "status"}
)
_WHOLE_POSTS: Final = frozenset({"professor", "judge", "doctor"})
_NAMING: Final = frozenset({"name", "given", "family"})
_MAIL: Final = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_PAGE: Final = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_HONORIFIC_SHARE: Final = 0.5
_MOST: Final = 0.7  # share of cells from which on a column is what they look like
_FEW: Final = 0.5  # share of different cells below which a column is a country rather than a post


def find_columns(cells: Sequence[str]) -> Columns:
    """The columns that a heading names; empty if the row is no heading.

    A row is a heading when one of its cells names a column of names in so many words, or a longer
    cell speaks of a name and others speak of other columns.
    """
    exact = {
        index: COLUMN_NAMES[fold(cell)]
        for index, cell in enumerate(cells)
        if fold(cell) in COLUMN_NAMES
    }
    loose = {index: field for index, cell in enumerate(cells) if (field := _told_by_words(cell))}
    columns = _once({**loose, **exact})
    fields = set(columns.values())
    named = fields & _NAMING
    if not named and not ("organisation" in fields and _are_all_known(cells, exact)):
        return {}
    if not exact and (len(fields) < 2 or len(cells) < 2):  # noqa: PLR2004 - name and another
        return {}
    return columns


def _are_all_known(cells: Sequence[str], exact: Columns) -> bool:
    """Whether every cell of a row is a word of a heading: "Organisation", "Contact", "E-mail"."""
    return all(index in exact or fold(cell) in _BESIDE for index, cell in enumerate(cells))


def _told_by_words(cell: str) -> str:
    folded = fold(cell)
    if folded.startswith(_ASKING):
        return ""
    return next((field for field, words in _TELLING if holds_phrase(folded, words)), "")


def _once(columns: Columns) -> Columns:
    """Keeps the first column of each field; a second one is not read."""
    kept: Columns = {}
    for index in sorted(columns):
        if columns[index] not in kept.values():
            kept[index] = columns[index]
    return kept


def settle_titles(columns: Columns, rows: Sequence[Sequence[str]]) -> Columns:
    """A column headed "Title" holds honorifics ("Dr.") or posts ("Director"): its cells tell."""
    settled = dict(columns)
    for index, field in columns.items():
        if field == "title":
            cells = [fold(cell) for cell in _column(rows, index)]
            # "Professor" alone is a post as well as a title; "Prof." and "Dr." are written short.
            short = (cell in HONORIFICS and cell not in _WHOLE_POSTS for cell in cells)
            share = sum(short) / max(1, len(cells))
            settled[index] = "honorific" if share >= _HONORIFIC_SHARE else "role"
    return _once(settled)


def later_columns(cells: Sequence[str]) -> Columns:
    """The columns of a heading further down a table: every cell of it names one in so many words.

    Stricter than at the top, since a row that is taken for a heading is no signatory.
    """
    filled = [fold(cell) for cell in cells if cell.strip()]
    if len(filled) < 2 or any(cell not in COLUMN_NAMES for cell in filled):  # noqa: PLR2004
        return {}
    return find_columns(cells)


def settle_names(columns: Columns, rows: Sequence[Sequence[str]]) -> Columns:
    """A column headed "Nom" or "Name" beside one for the given name holds the family name.

    Unless its cells hold the given name as well: then it is the whole name, and the part is
    not read.
    """
    places = {field: index for index, field in columns.items()}
    parts = [part for part in ("given", "family") if part in places]
    if "name" not in places or not parts:
        return columns
    name, part = places["name"], places[parts[0]]
    pairs = [
        (words_of(row[name]), words_of(row[part]))
        for row in rows
        if max(name, part) < len(row) and row[name].strip() and row[part].strip()
    ]
    whole = sum(set(piece) <= set(words) for words, piece in pairs)
    if len(parts) == 2 or (pairs and whole >= _MOST * len(pairs)):  # noqa: PLR2004 - both parts
        return {index: field for index, field in columns.items() if field not in parts}
    return {**columns, name: "family" if parts[0] == "given" else "given"}


def guess_columns(rows: Sequence[Sequence[str]]) -> Columns:
    """The columns of a table without a heading, by what their cells look like; name at least."""
    width = max(len(row) for row in rows)
    columns: Columns = {}
    looks = {index: look_of_column(_column(rows, index)) for index in range(width)}
    for field in ("address", "link"):
        found = next((index for index, look in looks.items() if look == field), None)
        if found is not None:
            columns[found] = field
    texts = [index for index, look in looks.items() if look in {"name", "text"}]
    name = next((index for index in texts if looks[index] == "name"), texts[0] if texts else 0)
    columns[name] = "name"
    others = [index for index in texts if index != name]
    for index in others:
        field = _guess_other(_column(rows, index))
        # What is not told apart is read as one affiliation, so that nothing of it is lost.
        columns[index] = "affiliation" if field in columns.values() else field
    return columns


def _guess_other(cells: list[str]) -> str:
    posts = sum(not POST_WORDS.isdisjoint(words_of(cell)) for cell in cells)
    offices = sum(not ORGANISATION_WORDS.isdisjoint(words_of(cell)) for cell in cells)
    plain = sum("," not in cell and len(cell.split()) < 5 for cell in cells)  # noqa: PLR2004
    repeated = len(set(map(fold, cells))) <= _FEW * len(cells)
    if repeated and plain == len(cells) and not posts and not offices:
        return "country"
    return "affiliation"


def look_of_column(cells: list[str]) -> str:
    """What most cells of a column are: "address", "link", "number", "name", "text", "nothing"."""
    if not cells:
        return "nothing"
    seen = Counter(_look_of(cell) for cell in cells)
    for look in ("address", "link", "number", "name"):
        if seen[look] >= _MOST * len(cells):
            return look
    return "text"


def _look_of(cell: str) -> str:
    if _MAIL.fullmatch(cell):
        return "address"
    if _PAGE.fullmatch(cell):
        return "link"
    if not any(character.isalpha() for character in cell):
        return "number"
    if looks_like_name(cell) and POST_WORDS.isdisjoint(words_of(cell)):
        return "name"
    return "text"


def _column(rows: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index].strip() for row in rows if index < len(row) and row[index].strip()]
