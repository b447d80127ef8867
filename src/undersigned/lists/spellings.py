"""Folding countries and terms to one spelling each, with what was folded listed."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from babel import Locale

from undersigned.lists.folding import fold
from undersigned.lists.model import Folded, Line

_LANGUAGES: Final = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "sk", "sl", "hr", "hu", "ro", "sv"),
    *("da", "nb", "fi", "et", "lv", "lt", "tr", "el", "bg", "ru", "uk", "ca", "eu", "ga", "is"),
    *("ar", "he", "fa", "hi", "ja", "ko", "zh", "zh_Hant", "vi", "id"),
)
# Spellings in use that the tables of names do not have. Codes of two letters are not among them,
# save those that stand for no state of a federation: "CA" is California as often as Canada.
_USUAL: Final = {
    "US": ("usa", "us", "u s", "u s a", "united states of america", "etats unis d amerique"),
    "GB": ("uk", "u k", "great britain", "britain", "united kingdom of great britain"),
    "NL": ("holland", "the netherlands"),
    "CZ": ("czech republic", "the czech republic"),
    "TR": ("turkey", "turkiye", "republic of turkey"),
    "AE": ("uae", "u a e"),
    "KR": ("south korea", "republic of korea", "korea south"),
    "MK": ("macedonia", "north macedonia", "republic of macedonia"),
    "RU": ("russian federation",),
    "CI": ("ivory coast",),
    "CV": ("cape verde",),
    "SZ": ("swaziland", "eswatini"),
    "MM": ("burma", "myanmar"),
    "DE": ("federal republic of germany", "brd", "bundesrepublik deutschland"),
    "IE": ("republic of ireland",),
    "CN": ("pr china", "people s republic of china"),
    "VA": ("vatican", "holy see"),
    "PS": ("palestine",),
    "TW": ("taiwan",),
    "HK": ("hong kong",),
}
_NOT_COUNTRIES: Final = frozenset({"EU", "EZ", "UN", "ZZ", "QO", "XA", "XB"})
_CODE_LENGTH: Final = 2
_AROUND_TERM: Final = re.compile(
    r"^(?:the )?(?:presidents?|prime ministers?|chancellors?) |^the "
    r"| (?:administrations?|governments?|cabinets?|presidency)$"
)


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Codes of countries by their folded names; a name that two countries share is left out."""
    codes: dict[str, set[str]] = defaultdict(set)
    for language in _LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == _CODE_LENGTH and code.isalpha() and code not in _NOT_COUNTRIES:
                codes[fold(name)].add(code)
    names = {name: found.pop() for name, found in codes.items() if len(found) == 1}
    return names | {name: code for code, usual in _USUAL.items() for name in usual}


@lru_cache(maxsize=4096)
def country_code(name: str) -> str:
    """The ISO 3166 code of a country by its name in some forty languages; empty if unknown.

    The abbreviation of a state ("CA", "GA"), a city or a region is no country.
    """
    folded = fold(name)
    names = _countries()
    return names.get(folded) or names.get(folded.removeprefix("the "), "")


def fold_spellings(lines: Iterable[Line]) -> tuple[tuple[Line, ...], tuple[Folded, ...]]:
    """The lines with each country and each term in the spelling that most lines give it.

    Where several are as frequent, a country has its English name if it is among them, otherwise
    the one that comes first. What no library knows is folded over case, accents and spaces only.
    """
    taken = tuple(lines)
    countries = _choose((line.country for line in taken), country_key)
    terms = _choose((term for line in taken for term in line.served), _term_key)
    if not countries and not terms:
        return taken, ()
    counts: Counter[tuple[str, str, str]] = Counter()
    folded = tuple(_fold_line(line, countries, terms, counts) for line in taken)
    listed = (Folded(*which, count) for which, count in sorted(counts.items()))
    return folded, tuple(listed)


def _fold_line(
    line: Line,
    countries: dict[str, str],
    terms: dict[str, str],
    counts: Counter[tuple[str, str, str]],
) -> Line:
    country = countries.get(line.country, line.country)
    served = tuple(terms.get(term, term) for term in line.served)
    if country == line.country and served == line.served:
        return line
    if country != line.country:
        counts["country", line.country, country] += 1
    for before, after in zip(line.served, served, strict=True):
        if before != after:
            counts["served", before, after] += 1
    return replace(line, country=country, served=served)


def _choose(spellings: Iterable[str], key: Callable[[str], str]) -> dict[str, str]:
    """The spelling to be used, by each spelling that is to be changed."""
    seen = Counter(spelling for spelling in spellings if spelling)
    alike: dict[str, list[str]] = defaultdict(list)
    for spelling in seen:
        alike[key(spelling)].append(spelling)
    chosen: dict[str, str] = {}
    for each in alike.values():
        if len(each) > 1:
            best = max(each, key=lambda spelling: (seen[spelling], _is_english(spelling)))
            chosen |= {spelling: best for spelling in each if spelling != best}
    return chosen


def country_key(name: str) -> str:
    """What is equal for all spellings of one country."""
    return country_code(name) or fold(name)


def _term_key(term: str) -> str:
    return _AROUND_TERM.sub("", _AROUND_TERM.sub("", fold(term)))


def _is_english(name: str) -> bool:
    return bool(Locale.parse("en").territories.get(country_code(name)) == name)
