"""Entries taken by a history, whole runs at once where they begin signatures.

A letter of a million takes some seconds so, where one entry after the other takes half a minute.
"""

from collections.abc import Sequence

from undersigned.evidence.entries import parse_entry
from undersigned.evidence.history import History
from undersigned.evidence.shapes import Shapes


def take_all(history: History, shapes: Shapes, entries: Sequence[bytes]) -> None:
    """Have a history take entries, in order.

    Args:
        history: What is before them.
        shapes: Those met so far; the same for all of a letter.
        entries: Some thousands at most, since they are looked at together.

    Raises:
        Malformed, NewerVersion: an entry can't be read.
        Refused: an entry breaks a rule. In each case the history has what came before it.
    """
    shaped, place = shapes.read(entries), 0
    while place < len(entries):
        run = shaped.run(place, len(entries))
        end = place + max(len(run.shapes), 1)
        if not run.shapes or not history.take_run(run):
            for data in entries[place:end]:
                history.apply(parse_entry(data))
        place = end
