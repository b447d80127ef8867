"""Reading typed values out of front matter, and saying of each what is wrong with it."""

import datetime as dt
import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass

from undersigned.letters.characters import refused_character
from undersigned.letters.front_matter import Mapping, Node, Scalar, Sequence
from undersigned.letters.problems import Problems

LONGEST_LINE = 300
"""Characters of a value that is shown on one line."""
LONGEST_PASSAGE = 3_000
"""Characters of a value that may have several lines."""

PLACEHOLDER = re.compile(r"\{\{.*?(?:\}\}|$)", re.DOTALL)
"""What `undersigned letter new` leaves for the writer to fill in."""

UNSET_DAY = dt.date(1, 1, 1)
"""Stands in for a day that was refused, until the file is."""

_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_PARTIAL_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


@dataclass(frozen=True, slots=True)
class Place:
    """A node and the path that names it to the writer."""

    node: Node
    path: str


def read_string(
    place: Place, problems: Problems, *, limit: int = LONGEST_LINE, lines: bool = False
) -> str | None:
    """Return a plain-text value, possibly empty; None where a problem with it is noted.

    Args:
        place: the value.
        problems: where a problem is noted.
        limit: characters it may have.
        lines: whether it may have more than one line.
    """
    node = place.node
    if not isinstance(node, Scalar):
        kind = "stands a list" if isinstance(node, Sequence) else "stand keys with values"
        what = f"Here {kind}, and text is expected."
        problems.add(node.line, place.path, what, "Write the text after the colon.")
        return None
    found = node.fault or _fault(node.value, limit, lines=lines)
    if found:
        problems.add(node.line, place.path, *found)
        return None
    return node.value


def _fault(value: str, limit: int, *, lines: bool) -> tuple[str, str] | None:
    if placeholder := PLACEHOLDER.search(value):
        return _placeholder_fault(placeholder.group())
    if name := refused_character(value.replace("\n", "")):
        return f"It holds {name}, which is not seen when read.", "Delete it."
    if "\n" in value and not lines:
        return "It runs over more than one line.", "Write it on one line."
    if len(value) > limit:
        return f"It has {len(value):,} characters; {limit:,} are the most.", "Shorten it."
    return None


def _placeholder_fault(placeholder: str) -> tuple[str, str]:
    shown = placeholder if len(placeholder) <= LONGEST_LINE else placeholder[:80] + "…"
    return (
        f"The placeholder {' '.join(shown.split())} still stands here.",
        "Replace it, braces and all, or delete the key if it is optional.",
    )


class Fields:
    """One mapping of the front matter, of which only some keys are known."""

    def __init__(
        self, mapping: Mapping, path: str, known: tuple[str, ...], problems: Problems
    ) -> None:
        self.line = mapping.line
        self.path = path
        self.problems = problems
        self._nodes: dict[str, Node] = {}
        self._lines: dict[str, int] = {}
        for key, node in mapping.entries:
            if key.fault:
                problems.add(key.line, path, *key.fault)
            else:
                self._take(key, node, known)

    def place(self, key: str) -> Place | None:
        """Return the value of a key; None where the key is left out or has nothing after it."""
        node = self._nodes.get(key)
        if node is None or (isinstance(node, Scalar) and not node.value and not node.fault):
            return None
        return Place(node, self._path(key))

    def needed(self, key: str, mend: str) -> Place | None:
        """Return the value of a key; None, with the problem noted, where there is none."""
        place = self.place(key)
        if place is None:
            node = self._nodes.get(key)
            what = "This has no value." if node else "This key is missing."
            self.add(key, what, mend)
        return place

    def text(
        self, key: str, mend: str = "", *, limit: int = LONGEST_LINE, lines: bool = False
    ) -> str:
        """Return a text, or the empty string.

        Args:
            key: the key that it stands under.
            mend: what to write there, for a key that must be there; empty for an optional one.
            limit: characters it may have.
            lines: whether it may have more than one line.
        """
        place = self.needed(key, mend) if mend else self.place(key)
        return (read_string(place, self.problems, limit=limit, lines=lines) or "") if place else ""

    def day(self, key: str) -> dt.date | None:
        """Return a day, or None where there is none; a problem is noted where it is no day."""
        place = self.place(key)
        value = read_string(place, self.problems) if place else None
        if not value:
            return None
        matched = _DAY.fullmatch(value)
        if not matched:
            self.add(key, f"“{_shown(value)}” is not a day.", "Write it as 2026-03-09.")
            return None
        try:
            return dt.date(*(int(part) for part in matched.groups()))
        except ValueError:
            self.add(key, f"There is no day {value}.", "Look at the month and the day.")
            return None

    def needed_day(self, key: str) -> dt.date:
        """Return a day that must be there; any day, with the problem noted, where it is not."""
        if self.needed(key, "Write the day as 2026-03-09.") is None:
            return UNSET_DAY
        return self.day(key) or UNSET_DAY

    def partial_day(self, key: str) -> str:
        """Return ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or the empty string."""
        value = self.text(key)
        if not value:
            return ""
        matched = _PARTIAL_DAY.fullmatch(value)
        if not matched:
            mend = "Write a year (1998), a month (1998-05) or a day (1998-05-31)."
            self.add(key, f"“{_shown(value)}” is no year, month or day.", mend)
            return ""
        try:
            dt.date(*(int(part or 1) for part in matched.groups()))
        except ValueError:
            self.add(key, f"There is no {value}.", "Look at the month and the day.")
            return ""
        return value

    def places(self, key: str, most: int) -> list[Place]:
        """Return the items of a list, none where the key is left out."""
        place = self.place(key)
        if place is None:
            return []
        if not isinstance(place.node, Sequence):
            mend = "Write each item on a line of its own, beginning with “- ”."
            fault = place.node.fault if isinstance(place.node, Scalar) else None
            self.add(key, *(fault or ("A list is expected here.", mend)))
            return []
        items = place.node.items
        if len(items) > most:
            self.add(key, f"The list has {len(items):,} items; {most} are the most.", "Shorten it.")
        return [
            Place(item, f"{place.path}[{number}]")
            for number, item in enumerate(items[:most], start=1)
        ]

    def texts(
        self,
        key: str,
        most: int,
        *,
        lines: bool = False,
        fault: Callable[[str], tuple[str, str] | None] = lambda _: None,
    ) -> tuple[str, ...]:
        """Return a list of texts, each of them once.

        Args:
            key: the key that the list stands under.
            most: items it may have.
            lines: whether an item may have more than one line.
            fault: says what is wrong with an item and how to mend it, or None.
        """
        limit = LONGEST_PASSAGE if lines else LONGEST_LINE
        read: list[str] = []
        for place in self.places(key, most):
            value = read_string(place, self.problems, limit=limit, lines=lines)
            if value is None:
                continue
            if not value:
                found: tuple[str, str] | None = ("This item is empty.", "Delete it.")
            elif value in read:
                found = (f"“{_shown(value)}” is listed twice.", "Delete one of the two.")
            else:
                found = fault(value)
            if found:
                self.problems.add(place.node.line, place.path, *found)
            read.append(value)
        return tuple(read)

    def is_empty_list(self, key: str) -> bool:
        """Tell whether a list stands here that has no item."""
        node = self._nodes.get(key)
        return isinstance(node, Sequence) and not node.items

    def add(self, key: str, what: str, mend: str) -> None:
        """Note a problem of one key of this mapping."""
        node = self._nodes.get(key)
        if node is None or (isinstance(node, Scalar) and not node.value):
            # An empty value has a line after its key's, where YAML went on looking.
            line = self._lines.get(key, self.line)
        else:
            line = node.line
        self.problems.add(line, self._path(key), what, mend)

    def _take(self, key: Scalar, node: Node, known: tuple[str, ...]) -> None:
        name = key.value
        if name not in known:
            mend = _nearest(name, known)
            self.problems.add(key.line, self._path(_shown(name)), "There is no such key.", mend)
        elif name in self._nodes:
            what = f"This key stands here a second time; the first is on line {self._lines[name]}."
            self.problems.add(key.line, self._path(name), what, "Delete one of the two.")
        else:
            self._nodes[name] = node
            self._lines[name] = key.line

    def _path(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key


def fields_of(place: Place, known: tuple[str, ...], problems: Problems) -> Fields | None:
    """Return the keys and values at a place; None, with the problem noted, where there are none."""
    node = place.node
    if isinstance(node, Mapping):
        return Fields(node, place.path, known, problems)
    what = "Keys with values are expected here."
    mend = f"Write, indented, each on a line of its own: {', '.join(known)}."
    fault = node.fault if isinstance(node, Scalar) else None
    problems.add(node.line, place.path, *(fault or (what, mend)))
    return None


def nearest(word: str, known: tuple[str, ...]) -> str | None:
    """Return the known word that one was probably meant to be, if any comes near."""
    close = difflib.get_close_matches(word[:LONGEST_LINE].lower(), known, n=1, cutoff=0.6)
    return close[0] if close else None


def _nearest(name: str, known: tuple[str, ...]) -> str:
    close = nearest(name, known)
    if close:
        return f"Write {close}, if you meant that."
    return f"The keys here are: {', '.join(known)}."


def _shown(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= 60 else line[:59] + "…"  # noqa: PLR2004 - what fits a line
