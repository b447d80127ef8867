"""One line of text as a record may hold it, or a sentence that says what is wrong with it."""

import re
import unicodedata
from dataclasses import dataclass

from undersigned.evidence.characters import check_text
from undersigned.tlog.errors import Malformed

# A formula in whoever's spreadsheet opens the list (OWASP ASVS 5.0, 1.2.10).
_FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LINK = re.compile(
    r"://|\bwww\.|@"
    r"|\b[\w-]{2,}\.(?:com|org|net|info|biz|io|dev|app|xyz|site|online|shop|link|top|click)\b",
    re.IGNORECASE,
)
_LOST = "\ufffd"
# Letters and signs that print nothing, though Unicode does not call them formatting: fillers of
# Hangul, the empty Braille cell, the joiner of no width.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
# Formatting that names are misspelt without, and the signs that are written around digits.
_FORMATTING_SEEN = frozenset(
    "\u200c\u200d\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
)
_MOST_MARKS = re.compile(r"[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]{4}")


@dataclass(frozen=True)
class Problem:
    """One thing to put right.

    Attributes:
        field: the field's name on the form.
        text: a whole sentence: what is wrong, and what mends it where that is not plain.
    """

    field: str
    text: str


def read_line(
    field: str,
    typed: str,
    longest: int,
    problems: list[Problem],
    *,
    missing: str = "",
    named: bool = False,
    links: bool = False,
) -> str:
    """Return the text in NFC with single spaces; a problem is added where it can't stand.

    Args:
        field: The field's name on the form.
        typed: What was typed.
        longest: Characters that it may have.
        problems: Where a problem is added.
        missing: What to say where nothing was typed; empty where it may be left empty.
        named: It is a name, so it has a letter in it.
        links: It may hold an address of a page.
    """
    text = " ".join(unicodedata.normalize("NFC", typed).split())
    fault = missing if not text else _fault(text, longest, named=named, links=links)
    if fault:
        problems.append(Problem(field, fault))
    return text


def _fault(text: str, longest: int, *, named: bool, links: bool) -> str:
    """The first thing wrong with a text that is not empty, or nothing."""
    lost = _LOST in text or any(unicodedata.category(each) in ("Co", "Cn") for each in text)
    faults = (
        (
            len(text) > longest,
            f"This has {len(text):,} characters; {longest} are the most. Shorten it.",
        ),
        (
            _unseen(text),
            "This holds a character that can’t be seen. Type it anew instead of pasting it.",
        ),
        (lost, "A character was lost on the way here. Type it anew."),
        (
            text.startswith(_FORMULA),
            f"This begins with {text[0]}, as a formula does. Leave that sign out.",
        ),
        (
            not links and _LINK.search(text),
            "A web or mail address can’t stand here. Leave it out.",
        ),
        (
            _MOST_MARKS.search(text),
            "There are more accents over one letter than any name has. Leave some out.",
        ),
        (
            named and not any(unicodedata.category(each)[0] == "L" for each in text),
            "There is no letter in this. Write the name.",
        ),
    )
    return next((said for wrong, said in faults if wrong), "")


def _unseen(text: str) -> bool:
    if any(each in _BLANK or _is_formatting(each) for each in text):
        return True
    try:
        check_text("text", text)
    except Malformed:
        return True
    return False


def _is_formatting(character: str) -> bool:
    """Marks that print nothing: soft hyphens, tags that spell out of sight, and the like."""
    return unicodedata.category(character) == "Cf" and character not in _FORMATTING_SEEN
