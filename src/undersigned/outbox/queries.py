"""What other rooms may ask about mail; never its text."""

from typing import Any

from undersigned.outbox.marks import address_digest
from undersigned.outbox.models import CameBack, Mail


def mails_to(recipient: str, letter: str) -> list[dict[str, Any]]:
    """Kind, subject and times of the mails to an address for one letter, oldest first."""
    rows = Mail.objects.filter(recipient__iexact=recipient, letter=letter).order_by("id")
    times = rows.values("kind", "subject", "created_at", "sent_at", "given_up_at")
    return [dict(each) for each in times]


def is_unsent(key_prefix: str) -> bool:
    """Whether a mail whose key begins so is still to leave."""
    return Mail.objects.filter(key__startswith=key_prefix, sent_at=None, given_up_at=None).exists()


def bounced(address: str) -> str:
    """Whether mail to this address came back.

    Returns:
        `bounce`, `complaint` (its owner wants no more mail, ever), or empty.
    """
    rows = CameBack.objects.filter(address_digest=address_digest(address))
    return max(rows.values_list("kind", flat=True), default="")
