"""Entries of a letter's log: what happened, as bytes. Source: record format, section 2.

An entry is a few ASCII lines, and there is exactly one way to write it::

    undersigned/v1 signed
    letter letters.example.org/fair-courts
    day 2026-01-29
    edition 2
    language de
    as person
    record 59fa963e...
    checks mail,roster
"""

import re
from typing import TypeAlias

from undersigned.evidence.events import (
    Addendum,
    Amended,
    Closed,
    Delivered,
    Edition,
    Imported,
    Issued,
    Reconfirmed,
    Removed,
    Reopened,
    Rules,
    Signed,
    Struck,
    Successor,
    Withdrawn,
    Withheld,
)
from undersigned.evidence.forms import LARGEST_ENTRY, Event, form_of
from undersigned.evidence.grammar import REMOVAL_REASONS
from undersigned.tlog.errors import Malformed

__all__ = [
    "EVENTS",
    "LARGEST_ENTRY",
    "REMOVAL_REASONS",
    "Addendum",
    "Amended",
    "Closed",
    "Delivered",
    "Edition",
    "Entry",
    "Event",
    "Imported",
    "Issued",
    "NewerVersion",
    "Reconfirmed",
    "Removed",
    "Reopened",
    "Rules",
    "Signed",
    "Struck",
    "Successor",
    "Withdrawn",
    "Withheld",
    "parse_entry",
]


class NewerVersion(Exception):  # noqa: N818 - what it says, not a fault
    """An entry of another version of the format, or of an event that this one doesn't know."""


Entry: TypeAlias = (
    Rules
    | Edition
    | Addendum
    | Delivered
    | Signed
    | Imported
    | Amended
    | Reconfirmed
    | Withdrawn
    | Removed
    | Struck
    | Closed
    | Reopened
    | Successor
    | Issued
    | Withheld
)


EVENTS: dict[str, type[Entry]] = {
    made.event: made
    for made in (
        Rules,
        Edition,
        Addendum,
        Delivered,
        Signed,
        Imported,
        Amended,
        Reconfirmed,
        Withdrawn,
        Removed,
        Struck,
        Closed,
        Reopened,
        Successor,
        Issued,
        Withheld,
    )
}
"""The class of each event, by its name in the first line."""

_FIRST_LINE = re.compile(rb"undersigned/v([1-9][0-9]{0,8})(?: ([!-~]+))?(?: .*)?")
_EVENT = re.compile(r"[a-z][a-z0-9-]*")


def parse_entry(data: bytes) -> Entry:
    """Return the entry that these bytes are; encoding it gives the same bytes back.

    Raises:
        Malformed: they break the grammar of section 2; the message names the line.
        NewerVersion: the first line is another version's, or names an event not known here.
    """
    first, newline, _ = data.partition(b"\n")
    made = EVENTS.get(_event(first)) if newline else None
    if made is None:
        raise Malformed("first line of the entry", "undersigned/v1, an event, a newline", first)
    return form_of(made).parse(data)


def _event(first: bytes) -> str:
    """Return the event that a first line of this version names, known here; else an empty string.

    Raises:
        NewerVersion: the line is another version's, or its event isn't known.
    """
    event = first.removeprefix(b"undersigned/v1 ").decode("ascii", "replace")
    if event in EVENTS and first.startswith(b"undersigned/v1 "):
        return event
    found = _FIRST_LINE.fullmatch(first)
    if found is None:
        return ""
    if found.group(1) != b"1":
        raise NewerVersion(
            f"This entry is of version {found.group(1).decode()} of the format, and this program "
            "knows version 1: it was written for a newer verifier."
        )
    if _EVENT.fullmatch(event):
        raise NewerVersion(
            f"This program doesn't know the event {event!r}: the entry was written for a newer "
            "verifier."
        )
    return ""
