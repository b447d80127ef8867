"""The only writer of the trail."""

from django.db import transaction

from undersigned.audit.actors import Actor
from undersigned.audit.models import Event
from undersigned.audit.queries import head, unsealed
from undersigned.audit.seals import seal_of

ROWS_A_TRANSACTION = 500


def note(
    verb: str,
    *,
    by: Actor,
    letter: str = "",
    subject_kind: str = "",
    subject: int | None = None,
    reason: str = "",
) -> Event:
    """Write one event, in the transaction of what it tells of.

    Args:
        verb: What was done, in the past tense: `accepted`, `withdrew`.
        by: Who did it.
        letter: The letter's slug, where there is one.
        subject_kind: What it was done to: `signature`, `letter`, `import`.
        subject: Its number.
        reason: Why, in words that name no signer.
    """
    return Event.objects.create(
        verb=verb,
        actor_kind=by.kind,
        actor_name=by.name,
        letter=letter,
        subject_kind=subject_kind,
        subject=subject,
        reason=reason,
    )


@transaction.atomic
def seal_some() -> int:
    """Chain some hundred events that are committed and not sealed yet. Returns how many.

    One at a time does it, who holds the trail's lock; of two, the database refuses the second.
    """
    last = head()
    events = list(unsealed().order_by("id")[:ROWS_A_TRANSACTION])
    for event in events:
        last = seal_of(last, event)
        event.place, event.seal = last.place, last.seal
    Event.objects.bulk_update(events, ["place", "seal"], batch_size=100)
    return len(events)
