"""Take in that a mail came back, or that its recipient complained."""

import logging

from django.db import transaction
from django.utils import timezone

from undersigned.outbox.bounces import Bounce, read_bounce
from undersigned.outbox.marks import address_digest
from undersigned.outbox.models import CameBack, Mail

log = logging.getLogger(__name__)


@transaction.atomic
def came_back(number: int, *, kind: str, status: str = "") -> bool:
    """Take in that a mail came back. What was still to be sent to the address by the way is left.

    Args:
        number: The mail's, known by its mark and never by an address: addresses can be forged.
        kind: `states.BOUNCE` or `states.COMPLAINT`.
        status: The reason as the other server gave it, such as `5.1.1` (RFC 3463), or empty.

    Returns:
        Whether there is such a mail; one that was erased is nobody's any more.
    """
    mail = Mail.objects.filter(id=number).first()
    if mail is None:
        return False
    now = timezone.now()
    status = status if len(status) <= 20 and status.isascii() else ""  # noqa: PLR2004 (its column)
    Mail.objects.filter(id=number).update(
        came_back_at=now,
        came_back_as=kind,
        last_error=f"{kind} {status}".strip(),
        given_up_at=mail.given_up_at if mail.sent_at else (mail.given_up_at or now),
        text="",
        attachment=b"",
    )
    CameBack.objects.update_or_create(
        address_digest=address_digest(mail.recipient),
        kind=kind,
        defaults={"status": status, "at": now},
    )
    log.info("mail %s (%s) came back: %s %s", mail.id, mail.kind, kind, status or "")
    return True


def take_in(data: bytes) -> Bounce | None:
    """Take in a message that came to the address of bounces, as its bytes.

    Returns:
        What it says; None where it is about no mail of ours, or of one that was erased.
    """
    found = read_bounce(data)
    if found is None:
        return None
    if found.kind and not came_back(found.number, kind=found.kind, status=found.status):
        return None
    return found
