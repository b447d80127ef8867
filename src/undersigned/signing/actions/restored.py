"""What a restored backup must not bring back: people who ended it, and whom to leave alone."""

import datetime as dt

from django.utils import timezone

from undersigned.audit.actors import Actor
from undersigned.record import actions as record
from undersigned.signing.actions.entries import ending_of, entry_of
from undersigned.signing.actions.erase import erase
from undersigned.signing.models import InvitationRound, NeverAgain, Refusal, Signature
from undersigned.signing.queries import subject_of
from undersigned.signing.states import NotPossible, State

ASKED_FOR = ("signed", "amended", "reconfirmed")
TOLD_TO_THE_SECOND = dt.timedelta(seconds=1)


def end_again(number: int, state: str, at: dt.datetime, *, by: Actor) -> bool:
    """Erase a signature once more.

    Args:
        number: Of the row.
        state: In which it ended.
        at: When it was erased. A younger one only has its number, given again after a restoring.
        by: Who restores.

    Returns:
        Whether it had come back.

    Raises:
        NotPossible: when it stands in the record, whose end was published before it was erased: so
            the world has seen more than the backup holds.
    """
    found = Signature.objects.filter(
        pk=number, erased_at=None, created_at__lt=at + TOLD_TO_THE_SECOND
    )
    signature = found.select_related("letter__log").first()
    if signature is None:
        return False
    for event in ASKED_FOR:
        record.cancel(signature.letter.log, subject_of(signature), event)
    if entry_of(signature) is not None and ending_of(signature) is None:
        raise NotPossible(
            f"{signature.letter.slug}: somebody who is listed in this backup was taken off "
            "the list after it, and the world has seen that."
        )
    signature.state = State(state)
    signature.ended_at = signature.ended_at or timezone.now()
    erase(signature, by=by)
    return True


def never_again(address_digest: str) -> None:
    """Keep an address from being invited, as its owner wanted."""
    NeverAgain.objects.get_or_create(address_digest=address_digest)


def refuse_address(letter_number: int, address_digest: str) -> None:
    """Keep an address from being used under a letter, as its owner wanted."""
    Refusal.objects.get_or_create(letter_id=letter_number, address_digest=address_digest)


def pause_rounds() -> int:
    """Pause asking the people of lists, since who was asked after the backup is unknown.

    Returns how many rounds that were.
    """
    going_on = InvitationRound.objects.filter(paused_at=None, finished_at=None)
    return going_on.update(paused_at=timezone.now())
