"""Reading plain text and Markdown: front matter that holds a list, lines that hold several."""

import re
from dataclasses import replace
from typing import Final

from undersigned.lists.beside import columns_beside
from undersigned.lists.data import parse_front_matter, split_front_matter
from undersigned.lists.dialects import ASIDE, as_markdown
from undersigned.lists.gathering import Gathering
from undersigned.lists.harvest import read_tree
from undersigned.lists.layout import is_full_name
from undersigned.lists.model import Found, Line, Outcome, Refusal
from undersigned.lists.stanzas import PART
from undersigned.lists.texts import read_text
from undersigned.lists.trees import Unreadable

# Breaks inside a line, as word processors write them where a line ends and no paragraph does.
_BREAK: Final = re.compile("[\v\f\x85\u2028\u2029]+")


def read_paper(lines: tuple[str, ...]) -> Found:
    """Reads a text; every line that is not blank gives one outcome.

    Only where a line holds several people behind soft breaks, each gives one; and front matter
    that holds a list of signatories gives what the list gives.
    """
    front = _front_matter(lines)
    written = as_markdown(lines) if front is None else None
    if written is not None:
        return _as_it_stood(read_text(written), lines, written)
    if front is None:
        return _read_parted(lines)
    found, end = front
    gathering = Gathering()
    gathering.add(found)
    # The numbers of the lines below stay what they are.
    below = _read_parted(("",) * (end + 1) + lines[end + 1 :])
    gathering.add(below)
    return gathering.found(below.format)


def _as_it_stood(found: Found, lines: tuple[str, ...], written: tuple[str, ...]) -> Found:
    """What was read of lines that were written anew, each outcome with its line as it stands."""
    outcomes: list[Outcome] = [
        Refusal(number, line, ASIDE)
        for number, (line, text) in enumerate(zip(lines, written, strict=True), start=1)
        if line.strip() and not text.strip()
    ]
    for outcome in found.outcomes:
        stood = lines[outcome.line - 1] if outcome.line <= len(lines) else outcome.text
        outcomes.append(replace(outcome, text=stood))
    outcomes.sort(key=lambda outcome: outcome.line)
    return replace(found, read=len(outcomes), outcomes=tuple(outcomes))


def _front_matter(lines: tuple[str, ...]) -> tuple[Found, int] | None:
    """What a list in the front matter gives, and where the front matter ends; None without one."""
    fence = split_front_matter(lines)
    if fence is None:
        return None
    try:
        tree, _ = parse_front_matter(lines, *fence)
    except Unreadable:
        return None
    if tree.kind == "object" and all(member.kind == "text" for _, member in tree.members):
        return None
    found = read_tree(tree)
    return (found, fence[1]) if any(isinstance(each, Line) for each in found.outcomes) else None


def _read_parted(lines: tuple[str, ...]) -> Found:
    parted: list[str] = []
    places: list[str] = []
    side_by_side, below = columns_beside(lines)
    for number, line in enumerate(lines, start=1):
        parts = side_by_side.get(number - 1) or _parts("" if number - 1 in below else line)
        parted += parts
        several = len(parts) > 1
        places += [
            f"line {number}, part {part}" if several else f"line {number}"
            for part in range(1, len(parts) + 1)
        ]
    found = read_text(tuple(parted))
    if len(parted) == len(lines):
        return found
    gathering = Gathering()
    numbered = {
        outcome.line: found.places.get(outcome.line) or places[outcome.line - 1]
        for outcome in found.outcomes
    }
    gathering.add(Found(found.read, found.outcomes, found.repairs, "", "", found.remarks, numbered))
    for index in sorted(below):
        gathering.refuse(lines[index].strip(), PART, f"line {index + 1}")
    return gathering.found(found.format)


def _parts(line: str) -> list[str]:
    """The parts of a line between soft breaks, if each of them begins like a full name."""
    parts = [part for part in _BREAK.split(line) if part.strip()]
    names = (re.split(r"[,;(–—]", part, maxsplit=1)[0].strip(" *-•") for part in parts)
    return parts if len(parts) > 1 and all(map(is_full_name, names)) else [line]
