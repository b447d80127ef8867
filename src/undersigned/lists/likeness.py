"""How much two entries are alike: their names, weighed with post, place, link and address."""

from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import OSA

from undersigned.lists.folding import fold
from undersigned.lists.model import Line
from undersigned.lists.vocabulary import HONORIFICS, NAME_SUFFIXES, NAMELESS

ENOUGH: Final = 0.6  # weight from which on a pair is proposed
_GENERATIONS: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})
_LETTERS: Final = ((7, 1), (13, 2))  # letters of a name, and how many of them may differ
_LONG: Final = 14  # letters of a name from which on one typo needs nothing beside it
_LONG_PLACE: Final = 6  # letters of a place from which on two may differ
_TWO: Final = 2


@dataclass(frozen=True, slots=True)
class Likeness:
    """A weight from 0 to 1, and what speaks for it, as whole sentences."""

    weight: float
    reasons: tuple[str, ...]


@dataclass(slots=True, kw_only=True)
class Party:
    """An entry as it is compared.

    Attributes:
        index: Its place among those compared.
        line: Its number.
        kind: As in `Line`.
        words: Of the name, folded, without titles.
        full: The name folded, with titles.
        post: The folded words of post and organisation, and the country.
        place, link, address: Folded.
    """

    index: int = 0
    line: int
    kind: str
    words: tuple[str, ...]
    full: str
    post: tuple[frozenset[str], str]
    place: str
    link: str
    address: str
    joined: str
    sorted_words: str
    order: tuple[str, str, str]

    def blocks(self) -> list[tuple[str, ...]]:
        """Entries without a common key are not compared: what a typo or another order leaves."""
        words = self.words
        if len(words) == 1:
            return [(self.kind, "one", self.joined, self.link, self.address, self.place)]
        first, last = words[0], words[-1]
        keys = [
            (self.kind, "joined", self.joined),
            (self.kind, "sorted", self.sorted_words),
            (self.kind, "ends", *sorted((first, last))),
            (self.kind, "last", last, first[0]),
            (self.kind, "last", first, last[0]),
            (self.kind, "starts", *sorted((first[:3], last[:3]))),
        ]
        if self.place:
            keys += [
                (self.kind, "place", self.place, first),
                (self.kind, "place", self.place, last),
            ]
        if self.address:
            keys.append((self.kind, "address", self.address))
        return list(dict.fromkeys(keys))


def party_of(line: Line) -> Party | None:
    """The entry as it is compared; None where it has no name ("Anonymous")."""
    full = fold(line.name)
    if not full or full in NAMELESS:
        return None
    words = _without_titles(full.split()) if line.kind == "person" else full.split()
    post = fold(f"{line.role} {line.organisation}")
    joined = "".join(words)
    return Party(
        line=line.line,
        kind=line.kind,
        words=tuple(words),
        full=full,
        post=(frozenset(post.split()), fold(line.country)),
        place=fold(line.place),
        link=line.link.casefold().rstrip("/"),
        address=line.address.casefold(),
        joined=joined,
        sorted_words=" ".join(sorted(words)),
        order=(joined, post, fold(line.place)),
    )


def _without_titles(words: list[str]) -> list[str]:
    while len(words) > _TWO and words[0] in HONORIFICS:
        words = words[1:]
    while len(words) > _TWO:
        if len(words) > _TWO + 1 and " ".join(words[-2:]) in NAME_SUFFIXES:
            words = words[:-2]
        elif words[-1] in NAME_SUFFIXES - _GENERATIONS:
            words = words[:-1]
        else:
            break
    return words


def compare(one: Party, other: Party) -> Likeness | None:
    """How much two entries of one kind are alike; None where it is not enough to be proposed."""
    if (len(one.words) == 1 or len(other.words) == 1) and _whole(one) != _whole(other):
        return None
    weight, reason, typos = _compare_names(one, other)
    if not weight:
        return None
    reasons, gain, against = _compare_rest(one, other)
    alone = not gain and (typos > 1 or len(one.joined) < _LONG)
    if typos and (against or alone):
        return None
    total = min(1.0, weight + gain - against)
    if total < ENOUGH:
        return None
    return Likeness(total, (reason, *reasons))


def _whole(party: Party) -> tuple[str, str, str, str]:
    return party.joined, party.link, party.address, party.place


def _compare_names(one: Party, other: Party) -> tuple[float, str, int]:
    if one.joined == other.joined:
        if one.full.replace(" ", "") != other.full.replace(" ", ""):
            return 0.85, "The names differ only in titles.", 0
        return 0.9, "The names are equal but for case, spaces, accents and dots.", 0
    if one.sorted_words == other.sorted_words:
        return 0.85, "The names hold the same words in another order.", 0
    initials = [{word for word in each.words if len(word) == 1} for each in (one, other)]
    generation = _GENERATIONS & (set(one.words) ^ set(other.words))
    if generation or (initials[0] - initials[1] and initials[1] - initials[0]):
        return 0.0, "", 0
    if _is_shorter(one.words, other.words) or _is_shorter(other.words, one.words):
        return 0.65, "One name has a middle name or an initial that the other lacks.", 0
    return _compare_letters(one, other)


def _is_shorter(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether "Anna Ott" or "Anna R. Ott" is "Anna Rosa Ott" with less of the middle."""
    if len(short) < _TWO or len(long) < len(short) or short == long:
        return False
    if (short[0], short[-1]) != (long[0], long[-1]):
        return False
    middle, rest = list(short[1:-1]), list(long[1:-1])
    for word in middle:
        while rest and not (rest[0] == word or (len(word) == 1 and rest[0].startswith(word))):
            rest.pop(0)
        if not rest:
            return False
        rest.pop(0)
    return True


def _compare_letters(one: Party, other: Party) -> tuple[float, str, int]:
    length = min(len(one.joined), len(other.joined))
    most = next((allowed for least, allowed in reversed(_LETTERS) if length >= least), 0)
    if not most or not one.joined.isalpha() or one.joined[:1] > "\u1fff":
        return 0.0, "", 0
    typos = OSA.distance(one.joined, other.joined, score_cutoff=most)
    if typos > most:
        ordered = one.sorted_words.replace(" ", ""), other.sorted_words.replace(" ", "")
        typos = OSA.distance(*ordered, score_cutoff=most)
        if typos > most:
            return 0.0, "", 0
    if typos == 1:
        return 0.7, "The names differ in one letter.", 1
    return 0.6, f"The names differ in {typos} letters.", typos


def _compare_rest(one: Party, other: Party) -> tuple[list[str], float, float]:
    """What else is alike, as sentences, and what that weighs for and against."""
    reasons: list[str] = []
    gain = against = 0.0
    for same, what in (
        (one.address and one.address == other.address, "mail address"),
        (one.link and one.link == other.link, "link"),
        (_is_same_place(one.place, other.place), "place"),
    ):
        if same:
            reasons.append(f"They have the same {what}.")
            gain += 0.1
    (words, country), (other_words, other_country) = one.post, other.post
    if words and other_words:
        common = len(words & other_words)
        subset = words <= other_words or other_words <= words
        if not subset and 2 * common < len(words | other_words):
            against += 0.5
        else:
            reasons.append("Their posts agree.")
            gain += 0.1
    if country and other_country and country != other_country:
        reasons.append("Their countries differ.")
        against += 0.2 if words and words == other_words else 0.5
    if one.place and other.place and not _is_same_place(one.place, other.place):
        reasons.append("Their places differ.")
        against += 0.1
    return reasons, gain, against


def _is_same_place(one: str, other: str) -> bool:
    """Whether two places are one but for spaces and, in long ones, two letters."""
    one, other = one.replace(" ", ""), other.replace(" ", "")
    if not one or one == other:
        return bool(one)
    most = 2 if min(len(one), len(other)) >= _LONG_PLACE else 0
    return OSA.distance(one, other, score_cutoff=most) <= most
