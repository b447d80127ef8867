"""What becomes of mail when a backup is restored."""

import datetime as dt

from django.utils import timezone

from undersigned.outbox.models import CameBack, Mail
from undersigned.outbox.states import COMPLAINT

RESTORED = "it waited in a backup"


def give_up_waiting() -> int:
    """Give up all mail that waits: it may have left after the backup. Returns how many."""
    waiting = Mail.objects.filter(sent_at=None, given_up_at=None)
    return waiting.update(given_up_at=timezone.now(), text="", attachment=b"", last_error=RESTORED)


def complained(address_digest: str, at: dt.datetime) -> None:
    """Keep a complaint that came after the backup: no more mail to this address."""
    CameBack.objects.get_or_create(
        address_digest=address_digest, kind=COMPLAINT, defaults={"at": at}
    )
