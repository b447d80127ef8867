"""From an affiliation to a post and its organisation, and the lines of former officials."""

import re
from dataclasses import dataclass
from typing import Final

from undersigned.lists.folding import words_of
from undersigned.lists.vocabulary import AT_WORDS, NAME_SUFFIXES, ORGANISATION_WORDS, POST_WORDS

_AT: Final = re.compile(rf"\s+(?:{'|'.join(map(re.escape, AT_WORDS))}|@)\s+", re.IGNORECASE)
_PIECES: Final = re.compile(r"\s*[,，、،]\s*")
_SEVERAL: Final = re.compile(r";|；|[,，].*\s[&|]\s.*[,，]")
_SERVED: Final = re.compile(
    r"(?<![^\s,;])(?:who\s+|has\s+|having\s+)?served\s+(?:for\s+)?"
    r"(?:(?P<about>about|over|more\s+than|nearly|almost|some|around|approximately)\s+)?"
    r"(?P<years>\d{1,3})(?P<plus>\s?\+)?\s+years?\b(?:\s*,?\s*under\s+(?P<terms>.*))?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_SERVED_UNDER: Final = re.compile(
    r"(?<![^\s,;])served\s+under\s+(?P<terms>.*)$", re.IGNORECASE | re.DOTALL
)
_BETWEEN_TERMS: Final = re.compile(r"\s*[,;]\s*(?:and\s+|&\s*)?|\s+(?:and|&)\s+", re.IGNORECASE)
_LONGEST_SHORT: Final = 5  # capitals of a short form like "UNESCO"; a longer word may be a post
_MOST_YEARS: Final = 80


@dataclass(frozen=True, slots=True)
class Post:
    """A post, its organisation, and what is doubtful about the split."""

    role: str = ""
    organisation: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """What stands before "served for N years under A, B, and C", the years, and the terms."""

    before: str
    years: int | None
    served: tuple[str, ...]
    doubt: str = ""


def split_post(affiliation: str) -> Post:
    """Splits "Professor, ETH Zurich" and the like; what cannot be told apart stays whole.

    A text that is not split is the role if a word of it names a post, else the organisation.
    """
    if not affiliation:
        return Post()
    if _SEVERAL.search(affiliation):
        return Post(role=affiliation, doubt="Several posts stand in one field; it was kept whole.")
    at = _AT.split(affiliation, maxsplit=1)
    if len(at) == 2 and _is_post(at[0]) and at[1]:  # noqa: PLR2004 - before and after "at"
        return Post(role=at[0], organisation=at[1])
    pieces = _PIECES.split(affiliation)
    if len(pieces) == 1:
        return _of_one(affiliation)
    return _of_pieces(affiliation, pieces)


def _of_one(text: str) -> Post:
    words = words_of(text)
    if _is_office(text) and words[-1] in ORGANISATION_WORDS:
        return Post(organisation=text)
    if _is_post(text):
        return Post(role=text)
    if text.islower() or (text.isupper() and " " not in text and len(text) > _LONGEST_SHORT):
        return Post(organisation=text, doubt="This may be a nickname, a post or an organisation.")
    return Post(organisation=text)


def _of_pieces(affiliation: str, pieces: list[str]) -> Post:
    first, rest = pieces[0], affiliation[len(pieces[0]) :].lstrip(" ,，、،")
    rest_posts = [_is_post(piece) and not _is_office(piece) for piece in pieces[1:]]
    if _is_post(first):
        if not any(rest_posts):
            return Post(role=first, organisation=rest)
        if all(rest_posts):
            return Post(role=affiliation)
        return Post(role=affiliation, doubt="Post and organisation could not be told apart.")
    if len(pieces) == 2 and rest_posts[0]:  # noqa: PLR2004 - "Techlore, Owner"
        # "Techlore, Owner" is plain; in "Neovim, NixOS contributor" the post is elsewhere.
        plain = all(word in POST_WORDS for word in words_of(rest))
        doubt = "" if plain else "The post may belong to another organisation."
        return Post(role=rest, organisation=first, doubt=doubt)
    if any(rest_posts):
        return Post(role=affiliation, doubt="Post and organisation could not be told apart.")
    return Post(
        organisation=affiliation,
        doubt="Several organisations, or parts of one, stand in one field.",
    )


def _is_post(text: str) -> bool:
    return not POST_WORDS.isdisjoint(words_of(text)) or words_of(text)[:1] == ["co"]


def _is_office(text: str) -> bool:
    """Whether a text that holds a word of a post is the name of an organisation all the same."""
    words = words_of(text)
    return not ORGANISATION_WORDS.isdisjoint(words) and words[0] not in POST_WORDS


def find_service(text: str) -> Service | None:
    """Reads the end of "Anna Ruritan, former Clerk, served for 12 years under Ott and Weil".

    Returns None where the text does not end so.
    """
    match = _SERVED.search(text)
    if match is None:
        match = _SERVED_UNDER.search(text)
        if match is None:
            return None
        return Service(_before(text, match), None, _terms(match["terms"]))
    years = int(match["years"])
    doubts = []
    if match["about"] or match["plus"]:
        doubts.append("The years of service are not exact.")
    if years > _MOST_YEARS:
        doubts.append(f"{years} years of service are more than a life holds.")
    return Service(_before(text, match), years, _terms(match["terms"] or ""), " ".join(doubts))


def _before(text: str, match: re.Match[str]) -> str:
    return text[: match.start()].rstrip().rstrip(",;").rstrip()


def _terms(text: str) -> tuple[str, ...]:
    return tuple(term for term in _BETWEEN_TERMS.split(text.strip()) if term.strip())


def is_suffix(text: str) -> bool:
    """Whether a piece after a comma belongs to the name before it: "Jr.", "PhD"."""
    words = words_of(text)
    if " ".join(words) in NAME_SUFFIXES:
        return True
    return bool(words) and all(word in NAME_SUFFIXES for word in words)
