"""What becomes of waiting mail when a backup is restored."""

from django.utils import timezone

from undersigned.outbox.models import Mail

RESTORED = "it waited in a backup"


def give_up_waiting() -> int:
    """Give up all mail that waits: it may have left after the backup. Returns how many."""
    waiting = Mail.objects.filter(sent_at=None, given_up_at=None)
    return waiting.update(given_up_at=timezone.now(), text="", attachment=b"", last_error=RESTORED)
