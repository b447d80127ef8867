"""Folding texts so that spellings of the same word compare equal."""

import re
import unicodedata
from functools import lru_cache

# Letters that are a base letter with a stroke or a ligature, which Unicode does not decompose.
_STROKES = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"},
)
_ACCENTS = re.compile("[\u0300-\u036f]")
_WIDEST_GAP = 300  # characters; no page has that many columns
_GAP = re.compile(rf"[^\S\r\n]{{{_WIDEST_GAP + 1},}}")


def without_gaps(text: str) -> str:
    """The text with no run of spaces that is longer than any page is wide.

    Patterns that allow spaces go through a run of them from each of its places, which takes the
    square of its length.
    """
    return _GAP.sub(lambda gap: gap[0][:_WIDEST_GAP], text)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Returns the text in lower case, without accents, dots and marks, single spaces between words.

    Only the accents of Latin, Greek and Cyrillic letters go; the vowel signs of other scripts
    make other words and stay.
    """
    lower = unicodedata.normalize("NFKD", text.casefold()).translate(_STROKES)
    bare = unicodedata.normalize("NFC", _ACCENTS.sub("", lower))
    kept = (character if unicodedata.category(character)[0] in "LNM" else " " for character in bare)
    return " ".join("".join(kept).split())


def words_of(text: str) -> list[str]:
    """Returns the folded words of a text."""
    return fold(text).split()
