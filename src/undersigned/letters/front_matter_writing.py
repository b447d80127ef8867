"""Front matter written: values as the YAML that reads back as exactly them.

What a form changes is written into the text that is there, key by key: a key whose value stays the
same keeps its lines, with the comments around it, byte for byte.
"""

import json
import re
import textwrap
from collections.abc import Iterator
from collections.abc import Mapping as Members
from typing import TypeAlias

from undersigned.letters.front_matter import (
    Mapping,
    Node,
    Scalar,
    Sequence,
    read_front_matter,
    split_file,
)
from undersigned.letters.problems import Problems

Value: TypeAlias = "str | list[Value] | dict[str, Value]"
"""A value of the front matter: text, a list, or keys with values."""

WIDTH = 98
"""Characters of a line that long values are folded at."""
SHORT = 76
"""Characters of a value that stays on its key's line."""

# Safe without quotes: begins with a letter or digit, and holds nothing that YAML could take for its
# own. All else is quoted; what is quoted needlessly reads the same.
_PLAIN = re.compile(r"[^\W_](?:[^\n:#]|:(?=\S)|(?<=\S)#)*", re.UNICODE)
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


def plain(node: Node) -> Value:
    """Return what a node of the front matter says; of a key that comes twice, the first."""
    if isinstance(node, Scalar):
        return node.value
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    members: dict[str, Value] = {}
    for key, value in node.entries:
        members.setdefault(key.value, plain(value))
    return members


def values_of(text: str) -> dict[str, Value] | None:
    """Return the front matter of a file's text; None where it cannot be read as keys and values."""
    problems = Problems("")
    parts = split_file(text, problems)
    mapping = read_front_matter(parts.front, problems) if parts else None
    found = plain(mapping) if mapping else None
    return found if isinstance(found, dict) else None


def body_of(text: str) -> str:
    """Return what stands after the front matter; all of it where there is none."""
    parts = split_file(text, Problems(""))
    return parts.text.strip("\n") if parts else text


def file_text(front: str, body: str) -> str:
    """Return the text of a file that has this front matter and this body."""
    return f"---\n{front.strip(chr(10))}\n---\n\n{body.strip(chr(10))}\n"


def with_values(text: str, values: Members[str, Value], order: tuple[str, ...]) -> str:
    """Return a file's text with these keys changed; a key with an empty value is left out.

    Args:
        text: of a file whose front matter can be read.
        values: the keys to change, at the top of the front matter.
        order: of the keys, for those that are new.

    Raises:
        ValueError: when the front matter cannot be read as keys and values.
    """
    problems = Problems("")
    parts = split_file(text, problems)
    mapping = read_front_matter(parts.front, problems) if parts else None
    if parts is None or mapping is None:
        raise ValueError("This text has no front matter that can be read.")
    lines = _lines_of_keys(parts.front, mapping)
    now = plain(mapping)
    assert isinstance(now, dict)  # noqa: S101 - a mapping says keys with values
    blocks = lines or {key: written({key: value}) for key, value in now.items()}
    for key, value in values.items():
        wanted = without_empty(value)
        if wanted == without_empty(now.get(key, "")):
            continue
        trailing = _trailing_notes(blocks.get(key, ""))
        changed = _with_items(lines[key], key, mapping, wanted) if lines and key in lines else ""
        blocks[key] = (changed or written({key: wanted}) if wanted else "") + trailing
    front = "".join(blocks[key] for key in sorted(blocks, key=lambda key: _rank(key, order, now)))
    head = "---\n" + (front if front.endswith("\n") or not front else front + "\n")
    return f"{head}---\n{parts.text}"


def with_body(text: str, body: str) -> str:
    """Return a file's text with another body; as it is where that says the same."""
    parts = split_file(text, Problems(""))
    if parts is None or parts.text.strip("\n") == body.strip("\n"):
        return text
    return file_text(parts.front, body)


def written(values: Members[str, Value]) -> str:
    """Return keys with values as YAML that reads back as exactly them."""
    return "".join(f"{line}\n" for line in _members(values, 0))


def without_empty(value: Value) -> Value:
    """Return a value without its empty members: what a form left empty says nothing."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [item for item in map(without_empty, value) if item]
    kept = ((key, without_empty(item)) for key, item in value.items())
    return {key: item for key, item in kept if item}


def _rank(key: str, order: tuple[str, ...], now: Members[str, Value]) -> tuple[float, int]:
    """The place of a key: where it stands, or, for a new one, after the one that goes before it."""
    stands = list(now)
    if key == "":
        return (-1, 0)
    if key in stands:
        return (stands.index(key), 0)
    place = order.index(key) if key in order else len(order)
    before = [stands.index(each) for each in order[:place] if each in stands]
    return (max(before, default=-0.5), place + 1)


def _lines_of_keys(front: str, mapping: Mapping) -> dict[str, str]:
    """The lines of each key, from its own up to the next; those before the first under ``""``.

    Empty where keys share a line or come twice.
    """
    lines = front.split("\n")
    starts = [(key.line - 2, key.value) for key, _ in mapping.entries]
    places = [line for line, _ in starts]
    alone = all(lines[line].startswith(_beginnings(key)) for line, key in starts)
    if not alone or not len(starts) == len(set(places)) == len({key for _, key in starts}):
        return {}
    blocks = {"": "".join(f"{line}\n" for line in lines[: places[0]])} if places else {}
    for (line, key), end in zip(starts, [*places[1:], len(lines)], strict=True):
        blocks[key] = "".join(f"{each}\n" for each in lines[line:end])
    return blocks


def _with_items(block: str, key: str, mapping: Mapping, wanted: Value) -> str:
    """The lines of a list in which each item that stays the same keeps its own.

    Empty where that cannot be done: where it is no list, or not one item a line.
    """
    first, node = next((name.line, node) for name, node in mapping.entries if name.value == key)
    if not isinstance(wanted, list) or not isinstance(node, Sequence):
        return ""
    lines = block.removesuffix(_trailing_notes(block)).splitlines(keepends=True)
    starts = [item.line - first for item in node.items]
    if not starts or starts[0] < 1 or starts != sorted(set(starts)) or starts[-1] >= len(lines):
        return ""
    indents = {re.match(r" *- ", lines[start]) for start in starts}
    marks = {mark.group() if mark else "" for mark in indents}
    if len(marks) != 1 or "" in marks:
        return ""
    ends = [*starts[1:], len(lines)]
    kept = [
        (without_empty(plain(item)), "".join(lines[start:end]))
        for item, start, end in zip(node.items, starts, ends, strict=True)
    ]
    depth = len(marks.pop()) - 2
    parts = ["".join(lines[: starts[0]])]
    for place, item in enumerate(wanted):
        own = next((text for value, text in kept if value == item), "")
        was = kept[place][1] if place < len(kept) else ""
        apart = was[len(was.rstrip()) + 1 :]  # the empty lines before the next one
        parts.append(own or "".join(f"{line}\n" for line in _item(item, depth)) + apart)
    return "".join(parts)


def _beginnings(key: str) -> tuple[str, ...]:
    return (key, f'"{key}"', f"'{key}'")


def _trailing_notes(block: str) -> str:
    """The blank lines and comments at the end of a key's lines: they speak of what comes next."""
    lines = block.splitlines(keepends=True)
    end = len(lines)
    while end > 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return "".join(lines[end:])


def _members(values: Members[str, Value], depth: int) -> Iterator[str]:
    for key, value in values.items():
        name = " " * depth + (key if _WORD.fullmatch(key) else _quoted(key))
        yield from _after(f"{name}:", value, depth)


def _after(head: str, value: Value, depth: int) -> Iterator[str]:
    """The lines of a value after its key and colon."""
    if isinstance(value, str):
        yield from _text(head, value, depth)
    elif not value:
        yield f"{head} {'[]' if isinstance(value, list) else '{}'}"
    elif isinstance(value, dict):
        yield head
        yield from _members(value, depth + 2)
    elif all(isinstance(item, str) and _WORD.fullmatch(item) for item in value):
        yield f"{head} [{', '.join(str(item) for item in value)}]"
    else:
        yield head
        for item in value:
            yield from _item(item, depth + 2)


def _item(item: Value, depth: int) -> Iterator[str]:
    mark = " " * depth + "- "
    if isinstance(item, dict) and item:
        first, *others = _members(item, depth + 2)
        yield mark + first[depth + 2 :]
        yield from others
    else:
        yield from _after(mark.rstrip(), item, depth)


def _text(head: str, value: str, depth: int) -> Iterator[str]:
    indent = " " * (depth + 2)
    printable = all(each.isprintable() or each == "\n" for each in value)
    lines = value.split("\n")
    if "\n" in value and printable and all(line == line.strip() for line in lines):
        yield f"{head} |-"
        yield from (indent + line if line else "" for line in lines)
    elif printable and "\n" not in value and len(value) > SHORT and _folds(value):
        yield f"{head} >-"
        yield from textwrap.wrap(
            value, WIDTH, initial_indent=indent, subsequent_indent=indent,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
    elif printable and value == value.strip() and _PLAIN.fullmatch(value):
        yield f"{head} {value}"
    else:
        yield f"{head} {_quoted(value)}"


def _folds(value: str) -> bool:
    """Whether folding at blanks loses nothing: every blank is one, and between two words."""
    return value.split() == value.split(" ")


def _quoted(value: str) -> str:
    """A double-quoted string: JSON's, with what YAML's lines cannot hold escaped too."""
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08x}" for each in quoted)
