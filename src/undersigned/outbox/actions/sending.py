"""Send what is due: claim a mail, send it, note the yes, mark it (docs/decisions/0012)."""

import logging
import os
import secrets
import socket
from datetime import datetime, timedelta
from functools import partial, reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import connection as database
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from undersigned.outbox import taken
from undersigned.outbox.actions.coming_back import came_back
from undersigned.outbox.clocks import CLOCKS_DIFFER
from undersigned.outbox.failures import FAILURES, Failure, Meaning, failure_of
from undersigned.outbox.messages import message_of
from undersigned.outbox.models import Mail
from undersigned.outbox.queries import is_unwanted
from undersigned.outbox.smtp import PatientBackend
from undersigned.outbox.states import BOUNCE, NOT_WANTED

log = logging.getLogger(__name__)

# How long to wait after each failed attempt; after the last the mail is given up and says so.
RETRIES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 480, 1440))
# Longer than the longest attempt (smtp.SECONDS_FOR_VERDICT and a minute for each other answer). A
# claim past it is of a process that is gone.
CLAIM = timedelta(minutes=20)
# What is put off without being counted is looked at again then.
MOMENT = timedelta(minutes=1)
_SENT = {"text": "", "attachment": b"", "claimed_at": None, "claimed_by": ""}
# Of the mails that may leave in an hour, those that nobody waits for leave this many alone.
KEPT_FREE = 5


class PostClosed(OSError):  # noqa: N818 (what it means for who waits)
    """The server or service can't be used at the moment; the message says how. Mails wait."""


def process_name() -> str:
    """This process, as claims name it; no other process ever had the name."""
    return _NAME


_NAME = f"{socket.gethostname()[:30]}.{os.getpid()}.{secrets.token_hex(6)}"


def settle() -> int:
    """Mark what a server has taken while the process was killed, or the database was away.

    Returns how many mails that were.
    """
    numbers = taken.noted()
    if not numbers:
        return 0
    claimed = _open().filter(id__in=numbers).exclude(claimed_at=None)
    found = claimed.update(**_SENT, sent_at=timezone.now(), attempts=F("attempts") + 1)
    taken.forget()
    return found


def take_over() -> int:
    """Free what a process that is gone had claimed, where there can be but one sender.

    That is on SQLite, whose home admits one worker. Elsewhere claims end by their time. A mail that
    was claimed may have been taken by the server, or not: nobody knows. It is sent again, with the
    Message-ID that it had, so that none is lost. Returns how many those were.
    """
    if database.vendor != "sqlite":
        return 0
    claimed = _open().exclude(claimed_at=None).exclude(claimed_by=process_name())
    if not claimed.exists():
        return 0
    return claimed.update(claimed_at=None, claimed_by="", doubts=F("doubts") + 1)


def send_due(*, at_most: int = 100) -> int:
    """Send what is due over one connection, what somebody waits for first. Returns how many left.

    Any number of processes may do this at once on PostgreSQL. A server that can't be reached is no
    mail's fault: nothing is counted against them.

    Raises:
        PostClosed: when the server can't be used, or broke off; the rest stays due.
    """
    settle()
    take_over()
    post: BaseEmailBackend | None = None
    sent = 0
    try:
        for _ in range(at_most):
            mail = _claim_next()
            if mail is None:
                break
            post = post or _open_post(mail)
            sent += _send(mail, post)
    finally:
        if post is not None:
            post.close()
    return sent


def _open_post(waits: Mail) -> BaseEmailBackend:
    post = get_connection()
    try:
        post.open()
    except OSError as error:
        _end_claim(waits)
        raise PostClosed(
            f"The mail server can't be used ({error.strerror or type(error).__name__}). Look at "
            "the setting mail in undersigned.toml. Mails wait, and leave by themselves."
        ) from error
    return post


def _open() -> QuerySet[Mail]:
    return Mail.objects.filter(sent_at=None, given_up_at=None)


def _due(now: datetime) -> QuerySet[Mail]:
    free = Q(claimed_at=None) | Q(claimed_at__lte=now - CLAIM)
    return _open().filter(free, Q(due_at__lte=now) | _of_a_clock_ahead(now))


def _of_a_clock_ahead(now: datetime) -> Q:
    """What is due later than any attempt until now can have put it off: the clock was set back."""
    pauses = enumerate((MOMENT, *RETRIES))
    late = (Q(attempts=made, due_at__gt=now + pause + CLOCKS_DIFFER) for made, pause in pauses)
    return reduce(or_, late)


def _claim_next() -> Mail | None:
    """Take the next mail for this process alone; None where nothing may leave now."""
    now = timezone.now()
    due = _within_the_hour(_due(now), now)
    if due is None or not due.exists():
        return None  # asked without a lock: most turns find nothing
    with transaction.atomic():
        locked = due.select_for_update(
            skip_locked=database.features.has_select_for_update_skip_locked
        )
        mail = locked.order_by("is_bulk", "due_at", "id").first()
        if mail is not None:
            mail.doubts += mail.claimed_at is not None
            mail.claimed_at, mail.claimed_by = now, process_name()
            mail.save(update_fields=["doubts", "claimed_at", "claimed_by"])
    return mail


def _within_the_hour(due: QuerySet[Mail], now: datetime) -> QuerySet[Mail] | None:
    """Leave out what would go past `mail_per_hour`; None where that is everything."""
    most = settings.INSTANCE.settings.mail_per_hour
    if not most:
        return due
    lately = (now - timedelta(hours=1), now + CLOCKS_DIFFER)
    left = most - Mail.objects.filter(sent_at__range=lately).count()
    if left <= 0:
        return None
    return due if left > most // KEPT_FREE else due.filter(is_bulk=False)


def _send(mail: Mail, post: BaseEmailBackend) -> int:
    if is_unwanted(mail.recipient, is_bulk=mail.is_bulk):
        now = timezone.now()
        _change(mail, given_up_at=now, text="", attachment=b"", last_error=NOT_WANTED)
        return 0
    try:
        message = message_of(mail, post)
        if isinstance(post, PatientBackend):
            post.call_at_yes(partial(taken.note, mail.id))
        message.send()
        if not isinstance(post, PatientBackend):
            taken.note(mail.id)
    except FAILURES as error:
        failure = failure_of(error)
        _failed(mail, failure)
        if failure.meaning in {Meaning.SERVER, Meaning.IN_DOUBT}:
            raise PostClosed(f"Mail does not leave: {failure.words}. Mails wait.") from error
        return 0
    except Exception:
        _change(mail, due_at=timezone.now() + MOMENT)  # a fault of ours must not hold up the others
        raise
    status = getattr(message, "anymail_status", None)
    number = getattr(status, "message_id", None)
    _change(
        mail,
        sent_at=timezone.now(),
        text="",
        attachment=b"",
        attempts=F("attempts") + 1,
        service_number=number[:200] if isinstance(number, str) else "",
    )
    taken.forget()
    return 1


def _failed(mail: Mail, failure: Failure) -> None:
    now = timezone.now()
    log.warning("mail %s (%s) could not be sent: %s", mail.id, mail.kind, failure.words)
    if failure.meaning is Meaning.SERVER:
        _change(mail, due_at=now + MOMENT, last_error=failure.words)
        return
    attempts = mail.attempts + 1
    doubts = mail.doubts + (failure.meaning is Meaning.IN_DOUBT)
    counted = {"attempts": attempts, "doubts": doubts, "last_error": failure.words}
    if failure.meaning is Meaning.BOUNCE:
        _change(mail, given_up_at=now, **counted)
        came_back(mail.id, kind=BOUNCE, status=failure.status)
    elif failure.meaning is Meaning.NEVER or attempts > len(RETRIES):
        _change(mail, given_up_at=now, text="", attachment=b"", **counted)
    else:
        _change(mail, due_at=now + RETRIES[attempts - 1], **counted)


def _end_claim(mail: Mail) -> None:
    _change(mail)


def _change(mail: Mail, **members: Any) -> None:
    """Write what became of a claimed mail, and let go of it.

    An update and no save: a mail that was erased while it was being sent must not come back; and
    only under our own claim: one that was taken over is another's to mark.
    """
    Mail.objects.filter(id=mail.id, claimed_by=process_name()).update(
        claimed_at=None, claimed_by="", **members
    )
