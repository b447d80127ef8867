"""The parts that the letter file and the addendum file share: facts, sources, states, languages."""

import datetime as dt
import re
from decimal import Decimal
from typing import TypeVar
from urllib.parse import urlsplit

from undersigned.letters import letter_keys
from undersigned.letters.fields import (
    LONGEST_PASSAGE,
    Fields,
    Place,
    fields_of,
    nearest,
    read_string,
)
from undersigned.letters.front_matter import Scalar
from undersigned.letters.manuscript import DEMAND_STATES, DemandState, Fact, Quantity, Source
from undersigned.letters.problems import Problems
from undersigned.letters.slugs import RESERVED_IN_LETTER

MOST_FACTS = 200
"""Facts that one file may have."""
MOST_SOURCES = 20
"""Sources that one fact may have."""
LONGEST_URL = 2_000
"""Characters of the longest address."""

LANGUAGE = re.compile(r"[a-z]{2,8}(?:-[a-z0-9]{1,8})*")
"""BCP 47 in lower case (record-format.md, section 2)."""

_NUMBER = r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?"
_RANGE = re.compile(rf"({_NUMBER})(?:\s*(?:to|–)\s*({_NUMBER}))?")
_HOST = re.compile(r"[^\s/\\@<>\"'`{}|^]+")

_Word = TypeVar("_Word", bound=str)


def read_choice(
    fields: Fields, key: str, known: tuple[_Word, ...], default: _Word | None
) -> _Word | None:
    """Return one of the known words; the default where the key is left out.

    Returns:
        None where it is another word, or left out with no default; the problem is noted.
    """
    words = ", ".join(known)
    place = fields.place(key) if default else fields.needed(key, f"Write one of: {words}.")
    if place is None:
        return default
    value = read_string(place, fields.problems)
    if value is None:
        return None
    for word in known:
        if value == word:
            return word
    close = nearest(value, known)
    mend = f"Write {close}, if you meant that." if close else f"Write one of: {words}."
    fields.add(key, "This word is not known here.", mend)
    return None


def read_url(fields: Fields, key: str) -> str:
    """Return an http or https address, or the empty string."""
    value = fields.text(key, limit=LONGEST_URL)
    if not value:
        return ""
    fault = url_fault(value)
    if fault:
        fields.add(key, *fault)
        return ""
    return value


def url_fault(value: str) -> tuple[str, str] | None:
    """Return what is wrong with an address and how to mend it, or None where it is in order."""
    whole = "Write it whole, as https://example.org/page."
    if re.search(r"\s", value):
        return "There is a blank in this address.", "Write %20 for a blank that belongs to it."
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return "This is no address.", whole
    if parts.scheme not in {"http", "https"}:
        return "This address does not begin with https:// or http://.", whole
    if parts.username is not None or parts.password is not None:
        return "A name or password stands in this address.", "Delete all up to the @."
    if not host or not _HOST.fullmatch(host):
        return "This address has no host.", whole
    return None


def read_source(place: Place, problems: Problems) -> Source | None:
    """Return a source, written as its title alone or as title, url and archived."""
    if isinstance(place.node, Scalar):
        title = read_string(place, problems)
        if title is None:
            return None
        if not title or re.match(r"https?://", title):
            what = "A source needs a title; this is an address." if title else "This is empty."
            mend = "Write title: and url:, each on a line of its own."
            problems.add(place.node.line, place.path, what, mend)
        return Source(title)
    fields = fields_of(place, letter_keys.SOURCE, problems)
    if fields is None:
        return None
    title = fields.text("title", "Write what the source is: who published it, when, which page.")
    return Source(title, read_url(fields, "url"), read_url(fields, "archived"))


def read_facts(fields: Fields) -> tuple[Fact, ...]:
    """Return the facts of a file, in its order."""
    read = []
    for place in fields.places("facts", MOST_FACTS):
        inner = fields_of(place, letter_keys.FACT, fields.problems)
        if inner is not None:
            read.append(_fact(inner))
    return tuple(read)


def _fact(fields: Fields) -> Fact:
    sources = [
        read_source(place, fields.problems) for place in fields.places("sources", MOST_SOURCES)
    ]
    if fields.needed("sources", _NEEDS_SOURCE) and fields.is_empty_list("sources"):
        fields.add("sources", "The list has no item.", _NEEDS_SOURCE)
    return Fact(
        day=fields.needed_day("day"),
        who=fields.text("who", "Write who did or said it."),
        what=fields.text(
            "what",
            "Write what they did, in a sentence that stands alone.",
            limit=LONGEST_PASSAGE,
        ),
        quote=read_quote(fields, "quote"),
        quantity=_quantity(fields),
        sources=tuple(source for source in sources if source),
    )


_NEEDS_SOURCE = "Give at least one source: a fact that nobody can look up is an assertion."


def read_quote(fields: Fields, key: str) -> str:
    """Return quoted words; the page sets the quotation marks of its language around them."""
    quote = fields.text(key, limit=LONGEST_PASSAGE, lines=True)
    if quote[:1] in {"“", "„", "«", "»", '"'} and quote[-1:] in {"”", "“", "»", "«", '"'}:
        what = "The words stand in quotation marks, and the page adds its own."
        fields.add(key, what, "Leave out the outer quotation marks.")
    return quote


def _quantity(fields: Fields) -> Quantity | None:
    place = fields.place("quantity")
    inner = fields_of(place, letter_keys.QUANTITY, fields.problems) if place else None
    if inner is None:
        return None
    before, after = _range(inner, "before"), _range(inner, "after")
    return Quantity(
        inner.text("what", "Write what was counted or measured."),
        inner.text("unit", "Write in what it is counted, such as years."),
        *before,
        *after,
    )


def _range(fields: Fields, key: str) -> tuple[Decimal, Decimal]:
    nothing = (Decimal(0), Decimal(0))
    value = fields.text(key, "Write a number, or a range such as 7 to 9.")
    if not value:
        return nothing
    matched = _RANGE.fullmatch(value)
    if not matched:
        mend = "Write it as 9, as 7.5 or as 7 to 9; the unit has a key of its own."
        fields.add(key, "This is neither a number nor a range.", mend)
        return nothing
    low = Decimal(matched.group(1))
    high = Decimal(matched.group(2) or matched.group(1))
    if low > high:
        fields.add(
            key, f"The range begins with the larger number, {low}.", f"Write {high} to {low}."
        )
    return low, high


def read_state(
    fields: Fields, default: DemandState | None
) -> tuple[DemandState, dt.date | None, str, Source | None]:
    """Return a demand's state, its day, the reply and the reply's source.

    What is not open has its day, and quoted words have day and source. Without a default, as in an
    addendum's replies, there is an answer in any case, and so a day.
    """
    state = read_choice(fields, "state", DEMAND_STATES, default) or "open"
    day = fields.day("day")
    reply = read_quote(fields, "reply")
    place = fields.place("source")
    if fields.place("day") is None and (default is None or state != "open" or reply):
        mend = "Write the day on which it was answered, as 2026-03-18."
        fields.add("day", "The day of the answer is missing.", mend)
    if reply and place is None:
        fields.add(
            "source", "The reply has no source.", "Say where it can be read, or how it came."
        )
    return state, day, reply, read_source(place, fields.problems) if place else None


def read_language(fields: Fields, *, needed: bool) -> str:
    """Return the language of a file, or the empty string."""
    language = fields.text("language", _LANGUAGE_MEND if needed else "")
    fault = language_fault(language) if language else None
    if fault:
        fields.add("language", *fault)
        return ""
    return language


def language_fault(language: str) -> tuple[str, str] | None:
    """Return what is wrong with a language tag and how to mend it; None where nothing is."""
    if language in RESERVED_IN_LETTER:
        return f"The letter’s own pages need the address {language}.", _LANGUAGE_MEND
    if LANGUAGE.fullmatch(language):
        return None
    lowered = language.lower().replace("_", "-")
    if LANGUAGE.fullmatch(lowered):
        return "A language stands here in lower case.", f"Write {lowered}."
    return "This is no language tag.", _LANGUAGE_MEND


_LANGUAGE_MEND = "Write the tag of the language, such as en, de or pt-br."
