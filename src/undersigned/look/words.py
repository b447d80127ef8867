"""How numbers and lists are written on a page: grouped digits, small numbers as words."""

import datetime as dt
from collections.abc import Sequence

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
