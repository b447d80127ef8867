"""Data that nests: JSON, JSON lines and YAML as one kind of tree, every scalar as it was typed.

`0x0000ff`, `1e3`, `no`, `null` and dates may be names, so no scalar is understood as anything but
text.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

DEEPEST: Final = 60  # levels of nesting
MOST_NODES: Final = 2_000_000


class Unreadable(Exception):  # noqa: N818 - named for what the text is
    """A text that is no JSON or no YAML.

    Attributes:
        line: Where it stops making sense, counted from 1; 0 where that is not known.
        why: What is wrong, without a full stop.
    """

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line
        self.why = why


@dataclass(slots=True)
class Tree:
    """A value: a text, a list, or an object whose members keep their order and may repeat a key.

    Attributes:
        line: Where it begins in the file; 0 where that is not known.
        text: Of a scalar; otherwise empty.
        items: Of a list.
        members: Of an object.
        kind: "text", "list" or "object".
    """

    line: int
    kind: str
    text: str = ""
    items: list["Tree"] = field(default_factory=list)
    members: list[tuple[str, "Tree"]] = field(default_factory=list)


def parse_json(text: str) -> Tree:
    """The tree of a JSON document.

    Raises:
        Unreadable: It is no JSON, or it is nested too deeply.
    """
    try:
        value = json.loads(
            text,
            parse_int=str,
            parse_float=str,
            parse_constant=str,
            object_pairs_hook=_Members,
        )
        return _of_json(value, 0)
    except json.JSONDecodeError as error:
        raise Unreadable(error.lineno, error.msg) from error
    except RecursionError as error:
        raise Unreadable(0, "it is nested too deeply") from error


def parse_toml(text: str) -> Tree:
    """The tree of a TOML document.

    Raises:
        Unreadable: It is no TOML.
    """
    try:
        value = tomllib.loads(text, parse_float=str)
        return _of_json(_plain(value), 0)
    except ValueError as error:  # also a number of more digits than Python reads
        raise Unreadable(0, str(error).rstrip(".")) from error
    except RecursionError as error:
        raise Unreadable(0, "it is nested too deeply") from error


def _plain(value: object) -> object:
    """A value of TOML as JSON has it: numbers, dates and truth values as texts."""
    if isinstance(value, dict):
        return _Members((key, _plain(member)) for key, member in value.items())
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value).lower() if isinstance(value, bool) else str(value)


def parse_json_lines(lines: tuple[str, ...]) -> Tree:
    """The tree of a file with one JSON document a line: a list.

    Raises:
        Unreadable: A line that is not blank is no JSON.
    """
    items = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                item = parse_json(line)
            except Unreadable as error:
                raise Unreadable(number, error.why) from error
            item.line = number
            items.append(item)
    return Tree(1, "list", items=items)


class _Members(list[tuple[str, Any]]):
    """The members of a JSON object, before they become a tree."""


def _of_json(value: Any, depth: int) -> Tree:
    if depth > DEEPEST:
        raise Unreadable(0, f"it is nested more than {DEEPEST} levels deep")
    if isinstance(value, _Members):
        members = [(key, _of_json(member, depth + 1)) for key, member in value]
        return Tree(0, "object", members=members)
    if isinstance(value, list):
        return Tree(0, "list", items=[_of_json(item, depth + 1) for item in value])
    if value is None:
        return Tree(0, "text")
    if isinstance(value, bool):
        return Tree(0, "text", "true" if value else "false")
    return Tree(0, "text", str(value))


def parse_yaml(text: str, first_line: int = 1) -> Tree:
    """The tree of a YAML document (the first, if there are several with one empty).

    Args:
        text: The document.
        first_line: The line of the file in which it begins.

    Raises:
        Unreadable: It is no YAML, is nested too deeply, or has several documents.
    """
    try:
        return _Grower(first_line).grow(YAML(typ="safe", pure=True).parse(text))
    except MarkedYAMLError as error:
        line = error.problem_mark.line if error.problem_mark is not None else 0
        why = str(error.problem or "it is no YAML")
        raise Unreadable(first_line + line, why) from error
    except YAMLError as error:
        raise Unreadable(0, "it holds characters that YAML does not allow") from error
    except RecursionError as error:
        raise Unreadable(0, "it is nested too deeply") from error
    except (ValueError, IndexError, AttributeError, TypeError) as error:
        # The parser stumbles over some malformed texts instead of saying so.
        raise Unreadable(0, "it is no YAML") from error


class _Grower:
    """Grows a tree from the events of a YAML document; aliases stay the texts they are."""

    def __init__(self, first_line: int) -> None:
        self._first_line = first_line
        self._roots: list[Tree] = []
        self._open: list[Tree] = []
        self._keys: list[str | None] = []
        self._count = 0

    def grow(self, events: Iterator[Event]) -> Tree:
        for event in events:
            if isinstance(event, DocumentStartEvent) and len(self._roots) > 1:
                break
            self._take(event)
        roots = [root for root in self._roots if root.kind != "text" or root.text] or [
            Tree(self._first_line, "text")
        ]
        if len(roots) > 1:
            return Tree(roots[0].line, "list", items=roots)
        return roots[0]

    def _take(self, event: Event) -> None:
        if isinstance(event, (MappingEndEvent, SequenceEndEvent)):
            self._open.pop()
            self._keys.pop()
            return
        line = self._first_line + event.start_mark.line
        if isinstance(event, ScalarEvent):
            self._place(Tree(line, "text", event.value))
        elif isinstance(event, AliasEvent):
            self._place(Tree(line, "text", f"*{event.anchor}"))
        elif isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            kind = "object" if isinstance(event, MappingStartEvent) else "list"
            tree = Tree(line, kind)
            self._place(tree)
            self._open.append(tree)
            self._keys.append(None)
            if len(self._open) > DEEPEST:
                raise Unreadable(line, f"it is nested more than {DEEPEST} levels deep")

    def _place(self, tree: Tree) -> None:
        self._count += 1
        if self._count > MOST_NODES:
            raise Unreadable(tree.line, f"it holds more than {MOST_NODES:,} values")
        if not self._open:
            self._roots.append(tree)
            return
        above = self._open[-1]
        if above.kind == "list":
            above.items.append(tree)
        elif self._keys[-1] is None:
            if tree.kind != "text":
                raise Unreadable(tree.line, "a key is no text")
            self._keys[-1] = tree.text
        else:
            above.members.append((self._keys[-1], tree))
            self._keys[-1] = None


_PLAIN_MEMBER: Final = re.compile(r"^\s*-?\s*(?P<key>[\w][\w -]{0,60}?)\s*:(?:\s+(?P<value>.*))?$")
_COMMENT: Final = re.compile(r"^\s*(?:#.*)?$")


def parse_plain_members(lines: tuple[str, ...], first_line: int = 1) -> Tree:
    """The object of lines `key: value`, for front matter that is meant as YAML and is none.

    Raises:
        Unreadable: A line is neither of that shape, nor blank, nor a comment.
    """
    members = []
    for number, line in enumerate(lines, start=first_line):
        if _COMMENT.match(line):
            continue
        match = _PLAIN_MEMBER.match(line)
        if match is None:
            raise Unreadable(number, "it is no YAML, and no line of the shape “key: value”")
        value = _unquoted((match["value"] or "").strip())
        members.append((match["key"].strip(), Tree(number, "text", value)))
    return Tree(first_line, "object", members=members)


def _unquoted(value: str) -> str:
    pair = value[:1]
    return value[1:-1] if len(value) > 1 and pair in "\"'" and value.endswith(pair) else value
