"""Filters of the desk's pages: ``{% load review %}``."""

import datetime as dt
import re
from collections.abc import Sequence

from django import template
from django.utils import timezone

from undersigned.audit.models import Event
from undersigned.look.words import written_day
from undersigned.record.models import Log
from undersigned.signing.models import Signature
from undersigned.signing.states import State

register = template.Library()

HEADINGS = {
    "waiting": "Waiting for the desk",
    "corrections": "Corrections that wait",
    "accepted": "Accepted, on the way to the record",
    "listed": "Listed",
    "declined": "Declined",
    "unconfirmed": "Not confirmed by their owners yet",
    "ended": "Ended",
}
MOST_LINES = 30
_ADDRESS = re.compile(r"[^\s<>(),;:\"\[\]]+@[^\s<>(),;:\"\[\]]+")


@register.filter
def shelf_heading(shelf: str) -> str:
    """The heading of a shelf's page."""
    return HEADINGS.get(shelf, "All signatures")


@register.filter
def age(signature: Signature) -> str:
    """How long ago it was confirmed, or came in: ``3 h``, ``2 d``."""
    return _since(signature.confirmed_at or signature.created_at)


def _since(moment: dt.datetime) -> str:
    passed = timezone.now() - moment
    if passed >= dt.timedelta(days=1):
        return f"{passed.days} d"
    minutes = int(passed.total_seconds() // 60)
    return f"{minutes // 60} h" if minutes >= 60 else f"{minutes} min"  # noqa: PLR2004 (minutes)


@register.filter
def standing(signature: Signature, log: Log) -> str:
    """Where a signature stands, in a sentence or two."""
    entry = signature.entry
    if signature.state == State.ACCEPTED:
        if entry is None or entry >= log.published_size:
            return "Accepted, and on its way to the record. Not listed yet."
        return f"Listed as entry {entry:,} in a record of {log.published_size:,}."
    return {
        State.WAITING: "As it was typed. Its owner has not confirmed it; nothing can be decided.",
        State.CONFIRMED: "As it will be printed. Confirmed by its owner, not listed.",
        State.DECLINED: f"Declined{_on(signature.decided_at)}. Not listed.",
    }.get(State(signature.state), f"Ended: {signature.state}{_on(signature.ended_at)}.")


def _on(moment: dt.datetime | None) -> str:
    return f" on {written_day(moment)}" if moment else ""


@register.filter
def who(event: Event) -> str:
    """Who acted; a signer is named by no more than that."""
    return "the signer" if event.actor_kind == "signer" else event.actor_name


@register.filter
def some_lines(lines: Sequence[int]) -> str:
    """Line numbers, the first thirty of them."""
    said = f"{'line' if len(lines) == 1 else 'lines'} {', '.join(map(str, lines[:MOST_LINES]))}"
    return f"{said} and {len(lines) - MOST_LINES:,} more" if len(lines) > MOST_LINES else said


@register.filter
def without_addresses(text: str) -> str:
    """A line as it stood, for those on the team who see no addresses."""
    return _ADDRESS.sub("(address)", text)
