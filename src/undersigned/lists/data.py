"""Reading files of data: JSON, one JSON document a line, YAML, and YAML in front of a text."""

import re
from dataclasses import replace
from typing import Final

from undersigned.lists.harvest import read_tree
from undersigned.lists.model import Found, ListRefused
from undersigned.lists.trees import (
    Tree,
    Unreadable,
    parse_json,
    parse_json_lines,
    parse_plain_members,
    parse_toml,
    parse_yaml,
)

_COMMENT: Final = re.compile(r"^\s*#")
_TOP_ITEM: Final = re.compile(r"^-(?:\s|$)")
_FENCE: Final = re.compile(r"^---\s*$")
_END: Final = re.compile(r"^(?:---|\.\.\.)\s*$")
LONGEST_FRONT_MATTER: Final = 50_000  # lines
MENDED: Final = "It is no YAML; its lines were read as “key: value”, one by one."

Note = tuple[int, str, str]


def read_json(lines: tuple[str, ...], name: str) -> Found:
    """Reads a JSON document, or one a line.

    Raises:
        ListRefused: It is neither.
    """
    try:
        return read_tree(parse_json("\n".join(lines)))
    except Unreadable as error:
        try:
            return read_tree(parse_json_lines(lines))
        except Unreadable:
            where = f"Line {error.line} of {name}" if error.line else name
            raise ListRefused(
                f"{where} is no JSON: {error.why}.",
                "Mend it there, or save the list as CSV.",
            ) from error


def read_toml(lines: tuple[str, ...], name: str) -> Found:
    """Reads a TOML document.

    Raises:
        ListRefused: It is none.
    """
    notes = [
        (number, line, "It is a comment.")
        for number, line in enumerate(lines, start=1)
        if _COMMENT.match(line)
    ]
    try:
        return read_tree(parse_toml("\n".join(lines)), notes)
    except Unreadable as error:
        raise ListRefused(
            f"{name} is no TOML: {error.why}.", "Mend it there, or save the list as CSV."
        ) from error


def read_yaml(lines: tuple[str, ...], name: str) -> Found:
    """Reads a YAML document; of a list whose items are not all YAML, each item by itself.

    Raises:
        ListRefused: It is no YAML, and no list of items that could be told apart.
    """
    notes = [
        (number, line, "It is a comment.")
        for number, line in enumerate(lines, start=1)
        if _COMMENT.match(line)
    ]
    try:
        return read_tree(parse_yaml("\n".join(lines)), notes)
    except Unreadable as error:
        starts = [index for index, line in enumerate(lines) if _TOP_ITEM.match(line)]
        if not starts or any(_is_told(line) for line in lines[: starts[0]]):
            where = f"Line {error.line} of {name}" if error.line else name
            raise ListRefused(
                f"{where} is no YAML: {error.why}.",
                "Mend it there, with quotes around the text for example, and try again.",
            ) from error
        return _read_items(lines, starts, notes)


def _is_told(line: str) -> bool:
    return bool(line.strip()) and not _COMMENT.match(line) and not _FENCE.match(line)


def _read_items(lines: tuple[str, ...], starts: list[int], notes: list[Note]) -> Found:
    items: list[Tree] = []
    mended: list[int] = []
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        piece = lines[start:end]
        try:
            tree = parse_yaml("\n".join(piece), start + 1)
            items += tree.items
            continue
        except Unreadable as error:
            why = f"It is no YAML: {error.why}."
        try:
            items.append(parse_plain_members(piece, start + 1))
            mended.append(start + 1)
        except Unreadable:
            notes = [*notes, (start + 1, "\n".join(piece).strip(), why)]
    found = read_tree(Tree(1, "list", items=items), notes)
    if not mended:
        return found
    where = ", ".join(map(str, mended[:20])) + (" and further" if len(mended) > 20 else "")  # noqa: PLR2004
    remark = (
        f"Some items are no YAML; their lines were read one by one. They begin in line {where}."
    )
    return replace(found, remarks=(*found.remarks, remark))


def split_front_matter(lines: tuple[str, ...]) -> tuple[int, int] | None:
    """Where front matter begins and ends, without its fences, as indices; None if there is none."""
    start = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if not lines or not _FENCE.match(lines[start].strip()):
        return None
    for index in range(start + 1, min(len(lines), start + LONGEST_FRONT_MATTER)):
        if _END.match(lines[index]):
            return start + 1, index
    return None


def parse_front_matter(lines: tuple[str, ...], start: int, end: int) -> tuple[Tree, str]:
    """The tree of front matter, and what was mended in it.

    Raises:
        Unreadable: It is no YAML, and no lines of the shape "key: value" either.
    """
    piece = lines[start:end]
    try:
        return parse_yaml("\n".join(piece), start + 1), ""
    except Unreadable as error:
        try:
            return parse_plain_members(piece, start + 1), MENDED
        except Unreadable:
            raise error from None
