"""Parting lines that hold several people, each of whom becomes an entry of their own."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby
from typing import Final

from undersigned.lists.blocks import Block
from undersigned.lists.model import Found, Line, Outcome
from undersigned.lists.people import SEVERAL, may_be_another, people_in

_WITHOUT_NAME: Final = "A name of the line above ends in it and was read there."
_ANOTHER: Final = "Behind the comma a second person may stand."


def part_people(
    blocks: list[Block], places: Mapping[int, str]
) -> tuple[list[Block], dict[int, str]]:
    """Parts lines with several people, one block each; the further ones are numbered on.

    Args:
        blocks: In the order of the source.
        places: Where blocks stand, where that is more than a line.
    """
    parted: list[Block] = []
    told: dict[int, str] = {}
    further = max((block.line for block in blocks), default=0)
    for _, run in groupby(blocks, key=lambda block: (block.shape, block.paragraph)):
        for block, names in _names_of(list(run)):
            place = places.get(block.line) or f"line {block.line}"
            for index, name in enumerate(names):
                further += index > 0
                number = further if index else block.line
                told[number] = f"{place}, name {index + 1}"
                parted.append(replace(block, line=number, content=name))
            parted += [] if names else [block]
    return parted, told


def _names_of(run: list[Block]) -> list[tuple[Block, tuple[str, ...]]]:
    may = run[0].shape in {"item", "bare"} and run[0].signed is not False
    if not may or run[0].kind == "organisation":
        return [(block, ()) for block in run]
    each = [(block, people_in(block.content)) for block in run]
    if run[0].shape == "bare" and len(run) > 1 and not all(names for _, names in each):
        return _wrapped(run) or each
    return each


def _wrapped(run: list[Block]) -> list[tuple[Block, tuple[str, ...]]]:
    """Names of a paragraph that goes on over the ends of its lines, told to where each begins."""
    commas = sum(block.content.count(",") + block.content.count(";") for block in run)
    if commas < 2 * len(run):
        return []
    names = people_in(" ".join(block.content for block in run))
    if not names:
        return []
    result: list[tuple[Block, tuple[str, ...]]] = []
    waiting = list(names)
    for block in run:
        here: list[str] = []
        position = 0
        while waiting and (found := _begins(block.content, waiting[0], position)) >= 0:
            position = found + min(len(waiting[0]), len(block.content) - found)
            here.append(waiting.pop(0))
        if here:
            result.append((block, tuple(here)))
        else:
            result.append((replace(block, shape="other", why=_WITHOUT_NAME), ()))
    return [] if waiting else result


def _begins(content: str, name: str, position: int) -> int:
    """Where a name begins in a line, of which it may run out; -1 if it does not."""
    found = content.find(name, position)
    if found >= 0:
        return found
    tail = content[position:].lstrip(" ,;")
    return len(content) - len(tail) if tail and name.startswith(tail) else -1


def with_doubts(found: Found, told: Mapping[int, str]) -> Found:
    """Says of each entry that was parted, or perhaps should be, that it is to be looked at."""
    offices = Counter(line.organisation for line in found.outcomes if isinstance(line, Line))
    return replace(
        found, outcomes=tuple(_doubted(outcome, told, offices) for outcome in found.outcomes)
    )


def _doubted(outcome: Outcome, told: Mapping[int, str], offices: Counter[str]) -> Outcome:
    if not isinstance(outcome, Line):
        return outcome
    if outcome.line in told:
        return replace(outcome, doubt=f"{outcome.doubt} {SEVERAL}".strip())
    office = outcome.organisation
    pair = not outcome.role and not outcome.doubt and offices[office] == 1
    if pair and f", {office}" in outcome.text and may_be_another(office):
        return replace(outcome, doubt=_ANOTHER)
    return outcome
