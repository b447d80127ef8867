"""Sign by an invitation: a signature of one's own, whose address the link has confirmed."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from undersigned.signing.actions.admit import create_signature
from undersigned.signing.actions.confirm import Came, Outcome, confirm_held
from undersigned.signing.actions.hold import hold_addresses, hold_with_others
from undersigned.signing.actions.invite import SIGNED, answer
from undersigned.signing.actions.links import open_session
from undersigned.signing.models import Invitation, Refusal, Signature
from undersigned.signing.states import STANDING

BY_INVITATION = "by the link of an invitation to its address"


@transaction.atomic
def sign_invited(invitation: Invitation, form: Mapping[str, Any], *, network: str) -> Outcome:
    """Take the form of somebody who was invited; the usual rules decide what comes of it.

    Args:
        invitation: Whose session is open.
        form: As `SignForm.intake` gives it, with the address that was invited.
        network: Keyed digest of the visitor's network.
    """
    letter, digest = invitation.letter, invitation.address_digest
    hold_addresses([digest])
    same = {"letter": letter, "address_digest": digest}
    if Refusal.objects.filter(**same).exists():
        return Outcome(Came.DEAD)
    if Signature.objects.filter(**same, state__in=STANDING).exists():
        return Outcome(Came.ALREADY)
    if not answer(invitation, SIGNED):
        return Outcome(Came.DEAD)
    made = create_signature(letter, form, digest, network=network, at=timezone.now())
    signature, others = hold_with_others(made.pk)
    failed = confirm_held(signature, others, how=BY_INVITATION)
    if failed:
        transaction.set_rollback(True)
        return failed
    return Outcome(Came.OPEN, session=open_session(signature))
