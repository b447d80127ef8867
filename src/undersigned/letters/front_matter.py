"""The front matter of a file: YAML read as mappings, lists and strings, each with its line.

Every scalar stays the string that was typed: `no`, `2020-02-11` and `1_000` are words here,
whatever YAML's schemas make of them. Anchors, aliases, tags and further documents have no place in
a letter and are refused, and with them every way of making a small file large.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from undersigned.letters.problems import Problems
from undersigned.letters.yaml_errors import explain

LONGEST_FRONT_MATTER = 200_000
"""Characters of the longest front matter that is read."""
DEEPEST = 8
"""Levels of nesting that are read; a letter needs five."""
LONGEST_KEY = 100
"""Characters of the longest key; YAML ends at 1,024, of which an escaped one takes up to ten."""

_FENCE = "---"


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value as it was typed, in NFC and without outer blanks.

    Attributes:
        value: the text.
        line: line of the file.
        fault: where YAML did not take it as text: what is wrong and how to mend it. Whoever reads
            the value notes it, since only then its field has a name.
    """

    value: str
    line: int
    fault: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with their values, in the order of the file; a key may come twice here."""

    line: int
    entries: list[tuple[Scalar, "Node"]] = field(default_factory=list)


Node = Scalar | Sequence | Mapping


@dataclass(frozen=True, slots=True)
class Parts:
    """A file taken apart at its fences.

    Attributes:
        front: the lines between the fences; the first of them is line 2 of the file.
        text: everything after the second fence.
        text_line: line of the file on which `text` begins, from 1.
    """

    front: str
    text: str
    text_line: int


def split_file(content: str, problems: Problems) -> Parts | None:
    """Return front matter and text, or None (with the problem noted) where a fence is missing."""
    lines = content.split("\n")
    if lines[0].rstrip() != _FENCE:
        problems.add(
            1,
            "",
            "The file does not begin with a line of three hyphens, so it has no front matter.",
            "Write --- on the first line, then the keys, then --- again, then the text.",
        )
        return None
    for number, line in enumerate(lines[1:], start=2):
        if line.rstrip() == _FENCE:
            front = "\n".join(lines[1 : number - 1])
            return Parts(front, "\n".join(lines[number:]), number + 1)
    problems.add(
        1,
        "",
        "The front matter begins here and does not end.",
        "Write --- on a line of its own after the last key, before the text.",
    )
    return None


def read_front_matter(front: str, problems: Problems) -> Mapping | None:
    """Return the keys and values of a front matter that begins on line 2 of its file.

    Returns:
        None where it cannot be read at all; the reason is then among the problems.
    """
    if len(front) > LONGEST_FRONT_MATTER:
        problems.add(
            2,
            "",
            f"The front matter has {len(front):,} characters, more than {LONGEST_FRONT_MATTER:,}.",
            "Shorten the facts, or add some of them later as addenda.",
        )
        return None
    untabbed = _without_tabs(front, problems)
    builder = _Builder(untabbed.split("\n"), problems)
    try:
        for event in _events(untabbed):
            builder.take(event)
    except _Unreadable:
        return None
    except (YAMLError, ValueError, OverflowError) as error:
        # A file with tabs has been told so; what they do to YAML is no news.
        if untabbed == front:
            _add_yaml_error(error, problems)
        return None
    return builder.root()


def _events(front: str) -> Iterator[Event]:
    events: Iterator[Event] = YAML(typ="safe", pure=True).parse(front)
    yield from events


def _without_tabs(front: str, problems: Problems) -> str:
    if "\t" not in front:
        return front
    for number, line in enumerate(front.split("\n"), start=2):
        if "\t" in line:
            problems.add(
                number,
                "",
                "This line holds a tab, which YAML does not take for blanks.",
                "Indent with spaces, two for each level.",
            )
    return front.replace("\t", "  ")


def _add_yaml_error(error: Exception, problems: Problems) -> None:
    if isinstance(error, MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = mark.line + 2 if mark else 2
        started = error.context_mark.line + 2 if error.context_mark else line
        explained = explain(str(error.problem), str(error.context or ""))
        problems.add(started if explained.at_start else line, "", explained.what, explained.mend)
    else:
        explained = explain(str(error), "")
        problems.add(2, "", explained.what, explained.mend)


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    pass


class _Builder:
    """Builds the tree from YAML's events, without recursion."""

    def __init__(self, lines: list[str], problems: Problems) -> None:
        self._lines = lines
        self._problems = problems
        self._open: list[Sequence | Mapping] = []
        self._keys: list[Scalar | None] = []
        self._root: Node | None = None
        self._documents = 0

    def take(self, event: Event) -> None:
        """Add what one event says."""
        if isinstance(event, DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                what = "The front matter holds more than one document."
                self._problems.add(_line(event), "", what, _ONE_DOCUMENT)
        elif isinstance(event, SequenceEndEvent | MappingEndEvent):
            self._open.pop()
            self._keys.pop()
        elif isinstance(event, NodeEvent) and self._documents == 1:
            self._take_node(event)

    def root(self) -> Mapping | None:
        """Return the whole, or None (with the problem noted) where it is not keys and values."""
        if isinstance(self._root, Mapping):
            return self._root
        self._problems.add(
            1,
            "",
            "The front matter has no keys.",
            "Write lines such as title: and from: between the two lines of hyphens.",
        )
        return None

    def _take_node(self, event: NodeEvent) -> None:
        line = _line(event)
        fault = _fault(event)
        if isinstance(event, ScalarEvent):
            value = unicodedata.normalize("NFC", str(event.value)).strip()
            if not fault and event.style is None and value:
                fault = self._lost_comment(event)
            self._place(Scalar(value, line, fault))
        elif isinstance(event, AliasEvent):
            self._place(Scalar("", line, fault))
        elif isinstance(event, SequenceStartEvent | MappingStartEvent):
            if fault:
                self._problems.add(line, "", *fault)
            self._open_branch(
                Sequence(line) if isinstance(event, SequenceStartEvent) else Mapping(line)
            )

    def _open_branch(self, branch: Sequence | Mapping) -> None:
        if len(self._open) >= DEEPEST:
            what = f"This is nested deeper than {DEEPEST} levels."
            self._problems.add(branch.line, "", what, _FLATTEN)
            raise _Unreadable
        self._place(branch)
        self._open.append(branch)
        self._keys.append(None)

    def _place(self, node: Node) -> None:
        if not self._open:
            self._root = node
            return
        branch = self._open[-1]
        if isinstance(branch, Sequence):
            branch.items.append(node)
        elif (key := self._keys[-1]) is not None:
            branch.entries.append((key, node))
            self._keys[-1] = None
        elif isinstance(node, Scalar):
            if len(node.value) > LONGEST_KEY:
                what = f"A key has {len(node.value):,} characters, more than {LONGEST_KEY}."
                self._problems.add(node.line, "", what, _QUOTE_WHOLE)
                raise _Unreadable
            self._keys[-1] = node
        else:
            what = "A list or mapping stands where a key is expected."
            self._keys[-1] = Scalar("", node.line, (what, "Begin the line with a key and a colon."))

    def _lost_comment(self, event: ScalarEvent) -> tuple[str, str] | None:
        """Tell of a value that YAML ends at a # the writer may have meant as text."""
        end = event.end_mark
        if end.line < len(self._lines) and re.match(r"\s*#", self._lines[end.line][end.column :]):
            return "A # begins a comment here, and what follows it would be lost.", _OWN_LINE
        return None


def _fault(event: NodeEvent) -> tuple[str, str] | None:
    """Tell of an alias, an anchor or a tag: most of them are values that lack their quotes."""
    if isinstance(event, AliasEvent):
        return "A value that begins with * is a YAML alias.", _QUOTE
    if event.anchor is not None:
        return "A value that begins with & is a YAML anchor.", _QUOTE
    if getattr(event, "tag", None) is not None:
        return "A value that begins with ! is a YAML tag.", _QUOTE
    return None


_OWN_LINE = 'Put the whole value in quotes ("…"), or the comment on a line of its own.'
_QUOTE = 'Put the value in quotes: "…".'
_ONE_DOCUMENT = "Delete the line of dots or the directive that ends the first."
_QUOTE_WHOLE = 'If this is a text with a colon in it, put the whole text in quotes: "…".'
_FLATTEN = "Look at the indentation, and at brackets that were not closed."


def _line(event: Event) -> int:
    return int(event.start_mark.line) + 2
