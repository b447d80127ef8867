"""Proposing which entries may be the same signatory, and why. Nothing is merged here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from undersigned.lists.likeness import Party, compare, party_of
from undersigned.lists.model import Line, Proposal

_WINDOW: Final = 8  # neighbours that an entry is compared with where very many share a key
_LARGE: Final = 40  # entries under one key from which on only neighbours are compared


@dataclass(slots=True)
class _Group:
    parties: list[Party]
    posts: set[tuple[frozenset[str], str]]
    weight: float = 1.0
    reasons: dict[str, None] = field(default_factory=dict)


def propose_duplicates(lines: tuple[Line, ...]) -> tuple[tuple[int, ...], ...]:
    """Groups of line numbers, two at least each, in the order of their first lines."""
    return tuple(proposal.lines for proposal in propose(lines))


def propose(lines: tuple[Line, ...]) -> tuple[Proposal, ...]:
    """Groups of entries that may be one signatory, in the order of their first lines.

    Two entries are proposed when they are of the same kind and their names are equal but for case,
    spaces, accents, titles, word order, a middle name or a typo, weighed with post, place,
    country, link and mail address. One-word names are proposed only when they are equal and share
    link, mail address and place. Entries without a name ("Anonymous") never are. A group holds
    none of which the posts contradict each other.
    """
    parties = [party for line in lines if (party := party_of(line)) is not None]
    links = sorted(_links(parties), key=lambda link: (-link[0], link[1], link[2]))
    groups = {index: _Group([party], {party.post}) for index, party in enumerate(parties)}
    for weight, one, other, reasons in links:
        _join(groups, one, other, weight, reasons)
    distinct = {id(group): group for group in groups.values() if len(group.parties) > 1}
    proposals = (
        Proposal(
            tuple(sorted(party.line for party in group.parties)),
            round(group.weight, 2),
            tuple(group.reasons),
        )
        for group in distinct.values()
    )
    return tuple(sorted(proposals, key=lambda proposal: proposal.lines))


def _join(
    groups: dict[int, _Group], one: int, other: int, weight: float, reasons: tuple[str, ...]
) -> None:
    first, second = groups[one], groups[other]
    if first is second:
        return
    if len(first.parties) < len(second.parties):
        first, second = second, first
    if len(first.posts) > 1 or len(second.posts) > 1:
        pairs = ((a, b) for a in first.posts for b in second.posts)
        if not all(posts_agree(a, b) for a, b in pairs):
            return
    first.parties += second.parties
    first.posts |= second.posts
    first.weight = min(first.weight, second.weight, weight)
    first.reasons |= second.reasons | dict.fromkeys(reasons)
    for party in second.parties:
        groups[party.index] = first


def _links(parties: list[Party]) -> Iterator[tuple[float, int, int, tuple[str, ...]]]:
    blocks: dict[tuple[str, ...], list[int]] = {}
    for index, party in enumerate(parties):
        party.index = index
        for key in party.blocks():
            blocks.setdefault(key, []).append(index)
    seen: set[tuple[int, int]] = set()
    for members in blocks.values():
        for pair in _pairs(parties, members):
            if pair in seen:
                continue
            seen.add(pair)
            likeness = compare(parties[pair[0]], parties[pair[1]])
            if likeness is not None:
                yield (likeness.weight, *pair, likeness.reasons)


def _pairs(parties: list[Party], members: list[int]) -> Iterator[tuple[int, int]]:
    if len(members) <= 1:
        return
    reach = len(members)
    if reach > _LARGE:
        members = sorted(members, key=lambda index: parties[index].order)
        reach = _WINDOW
    for place, one in enumerate(members):
        for other in members[place + 1 : place + 1 + reach]:
            yield (one, other) if one < other else (other, one)


def posts_agree(one: tuple[frozenset[str], str], other: tuple[frozenset[str], str]) -> bool:
    """Whether two posts, each with its country, do not contradict each other."""
    (words, country), (other_words, other_country) = one, other
    if country and other_country and country != other_country and words != other_words:
        return False
    if not words or not other_words or words <= other_words or other_words <= words:
        return True
    return 2 * len(words & other_words) >= len(words | other_words)
