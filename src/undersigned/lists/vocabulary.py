"""The words by which lists are understood, read from vocabulary.toml and folded."""

import tomllib
from importlib.resources import files
from typing import Final

from undersigned.lists.folding import fold

_TABLES: Final[dict[str, dict[str, list[str]]]] = tomllib.loads(
    files("undersigned.lists").joinpath("vocabulary.toml").read_text(encoding="utf-8"),
)


def _folded(table: str, key: str) -> frozenset[str]:
    return frozenset(fold(word) for word in _TABLES[table][key])


SIGNED_HEADINGS: Final = _folded("headings", "signed")
ORGANISATION_HEADINGS: Final = _folded("headings", "organisations")
PEOPLE_HEADINGS: Final = _folded("headings", "people")
INSTRUCTION_HEADINGS: Final = _folded("headings", "instructions")
OTHER_HEADINGS: Final = _folded("headings", "elsewhere")

PARTICLES: Final = _folded("people", "particles")
NAME_SUFFIXES: Final = _folded("people", "suffixes")
HONORIFICS: Final = _folded("people", "honorifics")
NAMELESS: Final = _folded("people", "nameless")

NOTHING: Final = _folded("people", "nothing")

POST_WORDS: Final = _folded("posts", "words")
# Longest first, so that "at the" is tried before "at"; as typed, since they are cut out of texts.
AT_WORDS: Final = tuple(sorted(_TABLES["posts"]["at"], key=len, reverse=True))
ORGANISATION_WORDS: Final = _folded("organisations", "words")

PROSE_WORDS: Final = _folded("prose", "words")
OPENINGS: Final = _folded("prose", "openings")
CALLS: Final = _folded("prose", "calls")
TITLES: Final = _folded("prose", "titles")
TOTALS: Final = _folded("prose", "totals")

COLUMN_NAMES: Final[dict[str, str]] = {
    fold(word): field for field, words in _TABLES["columns"].items() for word in words
}
ORGANISATION_KINDS: Final = _folded("kinds", "organisation")


def holds_phrase(folded: str, phrases: frozenset[str]) -> bool:
    """Whether one of the phrases stands in the folded text as whole words."""
    padded = f" {folded} "
    return any(f" {phrase} " in padded for phrase in phrases)
