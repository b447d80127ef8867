"""Names to look at twice. A reason to look is no reason to refuse: people have odd names."""

import re
import unicodedata
from collections.abc import Sequence

# Before a name and after it; they say nothing against it.
_BEFORE = frozenset(
    {
        *("dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "sir", "dame", "rev"),
        *("hon", "judge", "justice", "herr", "frau", "mag", "dipl", "ing"),
    }
)
_AFTER = frozenset(
    {"phd", "md", "jd", "ll", "llm", "m", "esq", "jr", "sr", "ii", "iii", "iv", "ret", "dr"}
)
# What people are and are not called; those that are common surnames too are left out.
_ROLES = frozenset(
    {
        *("doctor", "scientist", "professor", "minister", "president", "engineer", "lawyer"),
        *("prosecutor", "attorney", "official", "officer", "employee", "expert", "citizen"),
        *("person", "human", "man", "woman", "somebody", "someone", "nobody", "anonymous"),
        *("voter", "resident", "taxpayer", "student", "teacher", "nurse", "director"),
    }
)
_JOKES = frozenset(
    {
        *("banana", "bananas", "potato", "pizza", "cheese", "sausage", "mouse", "duck", "dodgy"),
        *("bogus", "hoax", "spam", "troll", "test", "tester", "testing", "example", "dummy"),
        *("foo", "foobar", "null", "none", "undefined", "unknown", "withheld", "name", "surname"),
        *("firstname", "lastname", "mustermann", "bloggs", "doe", "poop", "butt", "butts", "fart"),
    }
)
_WITHIN = ("fake", "asdf", "qwert", "lorem", "xxx", "banana")
_WHOLE = frozenset(
    {"i p freely", "ip freely", "hugh jass", "santa claus", "amanda hugginkiss", "ben dover"}
)
_VOWELS = "aeiouy"


def odd_about(name: str, posts: Sequence[str], watched: Sequence[str]) -> tuple[str, ...]:
    """Say why a person's line is to be looked at twice; nothing where it reads like others.

    Args:
        name: As it should stand on the list.
        posts: Titles and offices, as their holder gives them.
        watched: Names of people whom the letter speaks of, who would hardly sign it.
    """
    words = _words(name)
    bare = _bare(words)
    reasons = [
        _repeated(words),
        _spoken_of(bare, watched),
        _no_name(bare),
        _joke(bare, "The name"),
        _joke([word for post in posts for word in _words(post)], "A post"),
        "There is a digit in the name." if any(each.isdigit() for each in name) else "",
        "The name has only one word." if len(bare) == 1 else "",
        "Nothing but titles stands there." if not bare else "",
    ]
    return tuple(reason for reason in reasons if reason)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"\w+", "".join(each for each in plain if not unicodedata.combining(each)))


def _bare(words: list[str]) -> list[str]:
    """The words without titles before and after them."""
    first, end = 0, len(words)
    while first < end and words[first] in _BEFORE:
        first += 1
    while end > first and words[end - 1] in _AFTER:
        end -= 1
    return words[first:end]


def _repeated(words: list[str]) -> str:
    twice = [word for word in dict.fromkeys(words) if len(word) > 1 and words.count(word) > 1]
    return f"A word stands in the name twice: {', '.join(twice)}." if twice else ""


def _no_name(words: list[str]) -> str:
    found = [word for word in words if word in _ROLES]
    return f"Nobody is called so as a rule: {', '.join(found)}." if found else ""


def _joke(words: list[str], what: str) -> str:
    found = [word for word in words if word in _JOKES or any(part in word for part in _WITHIN)]
    if not found and " ".join(words) in _WHOLE:
        found = words
    return f"{what} reads like a joke: {' '.join(dict.fromkeys(found))}." if found else ""


def _spoken_of(words: list[str], watched: Sequence[str]) -> str:
    said = " ".join(words)
    for name in watched:
        other = _bare(_words(name))
        if len(other) > 1 and said == " ".join(other):
            return f"The letter speaks of somebody of this name: {name}."
        if len(other) > 1 and said == " ".join(_swapped(other)):
            return f"The name is that of {name} with its beginnings swapped."
    return ""


def _swapped(words: list[str]) -> list[str]:
    """The words with the consonants before the first vowel of the first and last swapped."""
    first, last = _split(words[0]), _split(words[-1])
    return [last[0] + first[1], *words[1:-1], first[0] + last[1]]


def _split(word: str) -> tuple[str, str]:
    start = next((place for place, each in enumerate(word) if each in _VOWELS), len(word))
    return word[:start], word[start:]
