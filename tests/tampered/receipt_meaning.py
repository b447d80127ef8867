"""What may change of a receipt without being refused, by the text of the record format."""

import base64
import json
from typing import Any

from tampered.meaning import Meant, checkpoint_excuse
from undersigned.tlog.errors import Malformed


def receipt_excuses(data: bytes, before: bytes) -> set[str] | None:
    """Return by which rules a receipt still says what it said; None where none do."""
    try:
        return _excuses(data, before)
    except (Meant, Malformed, ValueError, KeyError, IndexError, RecursionError):
        return None


def _excuses(data: bytes, before: bytes) -> set[str]:
    (head, _, note), (true_head, _, true_note) = data.partition(b"\n\n"), before.partition(b"\n\n")
    found = set()
    lines, true_lines = head.split(b"\n"), true_head.split(b"\n")
    if lines != true_lines:
        if lines[0] != true_lines[0] or lines[2:] != true_lines[2:]:
            raise Meant
        if _extra(lines[1]) != _extra(true_lines[1]):
            raise Meant
        found.add("a receipt's extra data, written otherwise with the same members")
    if note != true_note:
        found.add(checkpoint_excuse(note, true_note, witnesses=False))
    return found


def _extra(line: bytes) -> Any:
    word, encoded = line.split(b" ")
    if word != b"extra":
        raise Meant
    return json.loads(base64.b64decode(encoded, validate=True))
