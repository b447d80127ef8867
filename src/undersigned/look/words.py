"""How numbers, days, lists and languages are written on a page."""

import datetime as dt
from collections.abc import Sequence

from django.utils.translation import get_language_info

SMALL_NUMBERS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


OWN_LANGUAGE = "en"
"""The language of everything that a page says itself, around what others wrote."""

_RIGHT_TO_LEFT = frozenset({
    "ar", "arc", "arz", "bal", "ckb", "dv", "fa", "he", "ks", "nqo", "pnb", "prs", "ps", "sd",
    "syr", "ug", "ur", "yi",
})  # fmt: skip
_RIGHT_TO_LEFT_SCRIPTS = frozenset({
    "adlm", "arab", "aran", "hebr", "nkoo", "rohg", "syrc", "thaa",
})  # fmt: skip
_SCRIPT_LENGTH = 4


def is_right_to_left(language: str) -> bool:
    """Tell whether a language is written from right to left, by its lower-case BCP 47 tag.

    A script in the tag counts before the language: ``az-arab`` is, ``ur-latn`` is not.
    """
    first, *others = language.split("-")
    script = others[0] if others and len(others[0]) == _SCRIPT_LENGTH else ""
    if script.isalpha():
        return script in _RIGHT_TO_LEFT_SCRIPTS
    return first in _RIGHT_TO_LEFT


def language_name(tag: str) -> str:
    """Return the name of a language in that language, the tag itself where it is not known."""
    try:
        return str(get_language_info(tag)["name_local"])
    except KeyError:
        return tag


def english_name(tag: str) -> str:
    """Return the English name of a language, for the pages' own sentences; the tag if unknown."""
    try:
        return str(get_language_info(tag)["name"])
    except KeyError:
        return tag


def grouped(number: int) -> str:
    """Write a whole number with a comma between groups of three digits: 1137 becomes ``1,137``."""
    return f"{number:,}"


def in_words(number: int) -> str:
    """Write a number up to twelve as a word, a larger one in grouped digits."""
    if 0 <= number < len(SMALL_NUMBERS):
        return SMALL_NUMBERS[number]
    return grouped(number)


def counted(number: int, one: str, many: str) -> str:
    """Write a number in words with its noun: of 2, ``two people``; of 1, ``one person``."""
    return f"{in_words(number)} {one if number == 1 else many}"


def listed(parts: Sequence[str]) -> str:
    """Join parts as a sentence does: ``A``, ``A and B``, ``A, B and C``; nothing gives nothing."""
    if len(parts) < 2:  # noqa: PLR2004 - two is where a conjunction begins
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def written_day(day: dt.date) -> str:
    """Write a day in full, without a leading zero: ``3 March 2026``."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
