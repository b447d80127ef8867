"""Telling several people in one line apart from one person with a post behind a comma."""

import re
from typing import Final

from undersigned.lists.folding import words_of
from undersigned.lists.posts import is_suffix
from undersigned.lists.prose import looks_like_name
from undersigned.lists.sections import introduces
from undersigned.lists.vocabulary import HONORIFICS, ORGANISATION_WORDS, PARTICLES, POST_WORDS

SEVERAL: Final = "Several people seem to stand in one line; this is one of them."
# Spaces before a mark are gone through once, from where they begin: a run of them may be long.
_BEFORE: Final = r"(?:(?<!\s)\s+)?"
_SEMICOLON: Final = re.compile(_BEFORE + r"[;；]\s*(?:(?:and|und|et|y|e|en)\s+|&\s*)?")
_AND: Final = re.compile(r"(?<!\s)(?:\s+|\s*,\s+)(?:and|und|et|y|&)\s+")
_COMMA: Final = re.compile(_BEFORE + r"[,，、]\s*")
_OTHER: Final = re.compile(r"[\d@\[\]<>:/|\"“”]|\s[–—-]\s")
_BRACKETS: Final = re.compile(_BEFORE + r"[(（][^()（）]*[)）]")
_LEAD: Final = re.compile(r"(?P<lead>[^:：,;]{2,60}[:：])\s*(?P<rest>\S.*)$", re.DOTALL)
# Marks of footnotes behind a name.
_MARKS: Final = re.compile(r"[*†‡§¶\u00b9\u00b2\u00b3\u2070-\u2079\u02bb-\u02bd\u02d2]+")
_END_OF_NAME: Final = re.compile(_BEFORE + r"[,，、(（]|(?<!\s)\s+[–—-]\s+")
_IDEOGRAPHS: Final = re.compile(r"[\u3400-\u9fff\uac00-\ud7af・]{2,5}")
_LONGEST: Final = 6  # words of a person's name with titles
_PLENTY: Final = 4  # names behind commas alone that are no post and office of one person
_LONG: Final = 8  # names from which on one of another shape says nothing against the others
_MOSTLY: Final = 0.8


def people_in(text: str) -> tuple[str, ...]:
    """The entries of several people in one line; empty where it is not plain that they are several.

    "A; B; C", "A, B and C" and "A and B", where each piece has the shape of a name of two words
    or more and no word of a post or an organisation; by commas alone from four names on, and
    "A, office; B, office; C" where most pieces bring their own. A lead such as "Signed:" goes.
    """
    text = _without_lead(text).strip(" .;,")
    pieces = [piece for piece in _outside_brackets(text) if piece]
    if len(pieces) == 1:
        return _by_commas(pieces[0])
    if all(map(_is_whole_name, pieces)):
        return tuple(pieces)
    starts = sum(_is_whole_name(_END_OF_NAME.split(piece, maxsplit=1)[0]) for piece in pieces)
    own = sum(bool(_END_OF_NAME.search(piece)) for piece in pieces)
    several = len(pieces) > 2 and 2 * own >= len(pieces)  # noqa: PLR2004 - more than post and office
    return tuple(pieces) if several and starts >= _MOSTLY * len(pieces) else ()


def _without_lead(text: str) -> str:
    match = _LEAD.match(text)
    return match["rest"] if match and introduces(match["lead"]) else text


def _outside_brackets(text: str) -> list[str]:
    """The pieces between semicolons that stand in no bracket."""
    pieces: list[str] = []
    held = ""
    for piece in _SEMICOLON.split(text):
        held = f"{held}; {piece}" if held else piece
        if held.count("(") <= held.count(")"):
            pieces.append(held)
            held = ""
    return [*pieces, held] if held else pieces


def _by_commas(text: str) -> tuple[str, ...]:
    if _OTHER.search(_MARKS.sub("", text)):
        return ()
    halves = _AND.split(text)
    plenty = len(_COMMA.split(text)) >= _PLENTY
    if len(halves) == 2:  # noqa: PLR2004 - before and after the only "and"
        pieces = [*_COMMA.split(halves[0]), *_COMMA.split(halves[1])]
        plenty = plenty or "," not in halves[1]
    else:
        pieces = _COMMA.split(text)
    pieces = [piece for piece in pieces if piece.strip()]
    if not plenty or len(pieces) < 2:  # noqa: PLR2004 - one is no several
        return ()
    names = sum(map(_is_whole_name, pieces))
    enough = len(pieces) if len(pieces) < _LONG else _MOSTLY * len(pieces)
    return tuple(pieces) if names >= enough else ()


def _is_whole_name(piece: str) -> bool:
    piece = _BRACKETS.sub("", _MARKS.sub("", piece)).strip()
    if _IDEOGRAPHS.fullmatch(piece):
        return POST_WORDS.isdisjoint([piece])
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


def may_be_another(text: str) -> bool:
    """Whether what stands behind the comma of a name may be a second person."""
    return _is_whole_name(text) and len(text.split()) == 2  # noqa: PLR2004 - given and family name
