"""The figures of a letter at one size, and `count.json`. Source: record format, section 6."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from undersigned.evidence.grammar import REMOVAL_REASONS
from undersigned.evidence.json_text import read_object
from undersigned.evidence.origins import check_origin
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import HASH_LENGTH
from undersigned.tlog.wire import encode_base64, parse_base64

_NUMBERS = (
    *("edition", "total", "named", "organisations", "withheld", "imported", "earlier"),
    *("withdrawn", "amended"),
)
_MEMBERS = ("letter", "size", "root", *_NUMBERS[:-1], "removed", "amended")
LARGEST_COUNT = 65_536
"""Bytes of the longest count.json that is read; one takes some 400."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is counted.

    Attributes:
        total: named, organisations and withheld together.
        named: active signed persons of the current edition.
        organisations: active signed organisations of the current edition.
        withheld: active signatures with the name withheld, of the current edition.
        imported: active imported names; they are in no other figure.
        earlier: active signatures of earlier editions.
        withdrawn: entries of that kind.
        removed: entries of that kind by reason; only reasons that occur.
        amended: entries of that kind.
        edition: the current edition's number; 0 before the first.
    """

    total: int = 0
    named: int = 0
    organisations: int = 0
    withheld: int = 0
    imported: int = 0
    earlier: int = 0
    withdrawn: int = 0
    removed: Mapping[str, int] = field(default_factory=dict)
    amended: int = 0
    edition: int = 0


@dataclass(frozen=True, slots=True)
class Count:
    """A `count.json`: the figures of the letter at `size`, whose root is `root` (32 bytes)."""

    letter: str
    size: int
    root: bytes
    figures: Figures


def encode_count(letter: str, size: int, root: bytes, figures: Figures) -> bytes:
    """Return `count.json`, one line with its newline.

    Raises:
        Malformed: `parse_count` would not read these values back.
    """
    members: dict[str, Any] = {"letter": letter, "size": size, "root": encode_base64(root)}
    members |= {name: getattr(figures, name) for name in _NUMBERS[:-1]}
    members["removed"] = {
        reason: figures.removed[reason] for reason in REMOVAL_REASONS if reason in figures.removed
    }
    members["amended"] = figures.amended
    data = json.dumps(members).encode() + b"\n"
    if parse_count(data) != Count(letter, size, root, figures):
        raise Malformed("count.json", "values that read back as they are", figures)
    return data


def parse_count(data: bytes) -> Count:
    """Return what a `count.json` says; whether it is so is another question.

    Raises:
        Malformed: not exactly the members of section 6, or one of another kind.
    """
    if len(data) > LARGEST_COUNT:
        raise Malformed("count.json", f"at most {LARGEST_COUNT} bytes", f"{len(data)} bytes")
    members = read_object(data, "count.json")
    missing, unknown = set(_MEMBERS) - set(members), set(members) - set(_MEMBERS)
    if missing:
        raise Malformed("count.json", f"a member {', '.join(sorted(missing))}", "none")
    if unknown:
        raise Malformed("count.json", f"no member but {', '.join(_MEMBERS)}", sorted(unknown))
    removed = members["removed"]
    if not isinstance(removed, dict) or not set(removed) <= set(REMOVAL_REASONS):
        raise Malformed("removed of count.json", "an object of reasons of section 2", removed)
    reasons = {reason: _number(count, f"removed, {reason}", 1) for reason, count in removed.items()}
    numbers = {name: _number(members[name], name) for name in _NUMBERS}
    return Count(
        check_origin(_text(members["letter"], "letter")),
        _number(members["size"], "size"),
        parse_base64(_text(members["root"], "root"), "root of count.json", HASH_LENGTH),
        Figures(removed=reasons, **numbers),
    )


def _number(value: Any, name: str, least: int = 0) -> int:
    # True and False are integers to Python, not to JSON.
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise Malformed(f"{name} of count.json", f"an integer from {least}", repr(value))
    return value


def _text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise Malformed(f"{name} of count.json", "text", repr(value))
    return value
