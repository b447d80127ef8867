"""Proposing which entries may be the same signatory. Nothing is merged here."""

from dataclasses import dataclass, field
from typing import Final

from undersigned.lists.folding import fold
from undersigned.lists.model import Line
from undersigned.lists.vocabulary import NAMELESS

_ENOUGH_POSTS: Final = 50  # different posts under one name, above which only equal ones are grouped
_ALIKE: Final = 0.5  # share of words that two posts have in common, from which on they agree


@dataclass(slots=True)
class _Group:
    lines: list[int] = field(default_factory=list)
    posts: set[tuple[frozenset[str], str]] = field(default_factory=set)


def propose_duplicates(lines: tuple[Line, ...]) -> tuple[tuple[int, ...], ...]:
    """Groups of line numbers, two at least each, in the order of their first lines.

    Two entries are proposed when they are of the same kind, their names are equal but for case,
    spaces, accents and dots, and their posts agree: one says nothing, or they share half of their
    words. Two entries of one-word names are proposed only when they share link, mail address and
    place, given or not. Entries without a name ("Anonymous") never are.
    """
    by_name: dict[tuple[str, str, str], list[Line]] = {}
    for line in lines:
        folded = fold(line.name)
        if folded not in NAMELESS:
            single = "" if " " in folded else _whereabouts(line)
            key = (line.kind, folded.replace(" ", ""), single)
            by_name.setdefault(key, []).append(line)
    groups = [
        tuple(group.lines)
        for same in by_name.values()
        if len(same) > 1
        for group in _by_post(same)
        if len(group.lines) > 1
    ]
    return tuple(sorted(groups))


def _whereabouts(line: Line) -> str:
    return f"{line.link.casefold()} {line.address.casefold()} {fold(line.place)}"


def _by_post(same: list[Line]) -> list[_Group]:
    groups: list[_Group] = []
    known: dict[tuple[frozenset[str], str], _Group] = {}
    for line in same:
        post = (frozenset(fold(f"{line.role} {line.organisation}").split()), fold(line.country))
        group = known.get(post)
        if group is None and len(known) < _ENOUGH_POSTS:
            group = next((g for g in groups if all(_agree(post, p) for p in g.posts)), None)
        if group is None:
            group = _Group()
            groups.append(group)
        known.setdefault(post, group)
        group.posts.add(post)
        group.lines.append(line.line)
    return groups


def _agree(one: tuple[frozenset[str], str], other: tuple[frozenset[str], str]) -> bool:
    (words, country), (other_words, other_country) = one, other
    if country and other_country and country != other_country and words != other_words:
        return False
    if not words or not other_words or words <= other_words or other_words <= words:
        return True
    return len(words & other_words) >= _ALIKE * len(words | other_words)
