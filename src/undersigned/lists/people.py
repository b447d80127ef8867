"""Telling several people in one line apart from one person with a post behind a comma."""

import re
from typing import Final

from undersigned.lists.folding import words_of
from undersigned.lists.posts import is_suffix
from undersigned.lists.prose import looks_like_name
from undersigned.lists.vocabulary import HONORIFICS, ORGANISATION_WORDS, PARTICLES, POST_WORDS

SEVERAL: Final = "Several people seem to stand in one line; this is one of them."
_SEMICOLON: Final = re.compile(r"\s*[;；]\s*(?:(?:and|und|et|y|e|en)\s+|&\s*)?")
_AND: Final = re.compile(r"\s*,?\s+(?:and|und|et|&)\s+")
_COMMA: Final = re.compile(r"\s*,\s*")
_OTHER: Final = re.compile(r"[\d@()\[\]<>:/|\"“”]|\s[–—-]\s")
_LONGEST: Final = 6  # words of a person's name with titles


def people_in(text: str) -> tuple[str, ...]:
    """The names of several people in one line; empty where it is not plain that they are several.

    "A; B; C", "A, B and C" and "A and B", where each piece has the shape of a name of two words
    or more and no word of a post or an organisation. Commas alone do not tell people from posts.
    """
    if _OTHER.search(text):
        return ()
    pieces = [piece for piece in _SEMICOLON.split(text.strip(" .;,")) if piece]
    if len(pieces) == 1:
        halves = _AND.split(pieces[0])
        if len(halves) != 2:  # noqa: PLR2004 - before and after the only "and"
            return ()
        pieces = [*_COMMA.split(halves[0]), halves[1]]
    return tuple(pieces) if all(map(_is_whole_name, pieces)) else ()


def _is_whole_name(piece: str) -> bool:
    if "," in piece or is_suffix(piece) or not looks_like_name(piece):
        return False
    words = [word for word in words_of(piece) if word not in HONORIFICS]
    weighty = [word for word in words if word not in PARTICLES]
    if len(weighty) < 2 or len(words) > _LONGEST:  # noqa: PLR2004 - given and family name
        return False
    return POST_WORDS.isdisjoint(words) and ORGANISATION_WORDS.isdisjoint(words)


def may_be_several(text: str) -> bool:
    """Whether a line of commas alone may be a row of people: each piece has the shape of a name."""
    pieces = _COMMA.split(text.strip(" .,"))
    return len(pieces) > 2 and all(map(_is_whole_name, pieces))  # noqa: PLR2004 - name, post, office
