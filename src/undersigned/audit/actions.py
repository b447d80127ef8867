"""The only writer of the trail."""

from undersigned.audit.actors import Actor
from undersigned.audit.models import Event


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
