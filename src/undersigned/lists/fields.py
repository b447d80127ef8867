"""The fields of a record in nested data: its members as columns, named as headings would."""

import re
from typing import Final

from undersigned.lists.folding import fold
from undersigned.lists.trees import Tree
from undersigned.lists.vocabulary import COLUMN_NAMES

Fields = dict[str, str]
"""Of one record: what a column would be headed, and its text."""

# "affiliation: {name: Zenda}" is an affiliation, and "name: {first: Anna}" a first name.
_GENERAL: Final = frozenset(
    {"name", "title", "text", "value", "label", "full", "display", "rendered", "raw", "plain"}
)
_HUMP: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def heading_of(key: str) -> str:
    """A key as the heading of a column: "firstName" and "first_name" are "first Name"."""
    return " ".join(_HUMP.sub(" ", key).replace("_", " ").split()) or key


def fields_of(record: Tree) -> Fields:
    """The fields of an object, those of objects inside it among them; keys that repeat are told."""
    fields: Fields = {}
    for key, member in record.members:
        _add(fields, heading_of(key), member)
    return fields


def _add(fields: Fields, heading: str, member: Tree) -> None:
    if member.kind == "object":
        for key, inner in member.members:
            _add(fields, _inner_heading(fields, heading, heading_of(key)), inner)
        return
    value = member.text if member.kind == "text" else joined(member)
    place, number = heading, 2
    while place in fields and fields[place] and value:
        place, number = f"{heading} {number}", number + 1
    if value or place not in fields:
        fields[place] = value


def _inner_heading(fields: Fields, outer: str, inner: str) -> str:
    if fold(inner) in _GENERAL and fold(outer) in COLUMN_NAMES:
        return outer
    if fold(inner) in COLUMN_NAMES and not fields.get(inner):
        return inner
    return f"{outer} {inner}"


def joined(tree: Tree) -> str:
    """All texts of a value in one: members behind commas, items behind semicolons."""
    if tree.kind == "text":
        return tree.text
    if tree.kind == "object":
        return ", ".join(text for _, member in tree.members if (text := joined(member)))
    return "; ".join(text for item in tree.items if (text := joined(item)))


def as_it_stood(tree: Tree) -> str:
    """A value in one line: "name: Anna; role: Clerk"."""
    if tree.kind == "object":
        return "; ".join(f"{key}: {joined(member)}" for key, member in tree.members)
    return joined(tree)
