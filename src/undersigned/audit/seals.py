"""What chains the trail, so that a row that was changed, put in or taken out is found.

Rows are sealed in the order in which the worker finds them committed, which on PostgreSQL need not
be that of their numbers. A seal covers the row, its place and the seal before, and is keyed by the
instance's secret, which the database does not hold: whoever can write to the database alone can
make none. The newest one is kept apart from the database (`config.trail`), so that whoever takes
the last rows away is found too.
"""

import datetime as dt
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from undersigned.audit.models import Event

PURPOSE = b"trail\0"
COVERED = (
    *("id", "at", "actor_kind", "actor_name", "verb", "letter", "subject_kind", "subject"),
    "reason",
)


@dataclass(frozen=True)
class Head:
    """The newest sealed event: its place, and its seal in hex; place 0 before the first."""

    place: int = 0
    seal: str = ""

    def text(self) -> str:
        """As a person keeps it: `PLACE SEAL`."""
        return f"{self.place} {self.seal}"


def parse_head(text: str) -> Head:
    """Read what `Head.text` wrote.

    Raises:
        ValueError: when it is none.
    """
    place, seal = text.split()
    if len(bytes.fromhex(seal)) != 32:  # noqa: PLR2004 (the bytes of HMAC-SHA256)
        raise ValueError(text)
    return Head(int(place), seal)


def seal_of(before: Head, event: Event) -> Head:
    """The head once this event follows on `before`."""
    place = before.place + 1
    said = [place, before.seal, *(_written(getattr(event, name)) for name in COVERED)]
    message = PURPOSE + json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()
    return Head(place, hmac.digest(settings.INSTANCE.secret.encode(), message, "sha256").hex())


def broken_places(events: Iterator[Event]) -> Iterator[tuple[int, Event]]:
    """The places where the chain does not hold, each with the event that stands there now.

    Args:
        events: All sealed ones, by their places.
    """
    before = Head()
    for event in events:
        expected = seal_of(before, event)
        if event.place != expected.place or event.seal != expected.seal:
            yield expected.place, event
        before = Head(event.place or 0, event.seal)


def _written(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return value
