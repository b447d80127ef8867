"""Mail: does it leave, and what of it never arrived."""

import datetime as dt
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from undersigned.config.doctor.findings import Finding, Verdict, good, look, wrong
from undersigned.outbox.dns_checks import Sender, check_sender
from undersigned.outbox.models import Mail

LATE = dt.timedelta(hours=1)
LATELY = dt.timedelta(days=7)


def look_at_outbox() -> Iterator[Finding]:
    """What waits for long, and what was given up."""
    now = timezone.now()
    waiting = Mail.objects.filter(sent_at=None, given_up_at=None)
    late = waiting.filter(created_at__lt=now - LATE).count()
    if late:
        yield wrong(
            "Outbox",
            f"{late:,} mails have waited for more than an hour.",
            "Look at the mail server and whether a worker runs; they leave by themselves then.",
        )
    given_up = Mail.objects.filter(given_up_at__gt=now - LATELY).count()
    if given_up:
        yield look(
            "Outbox",
            f"{given_up:,} mails were given up within a week: no server would take them.",
            "A few are addresses with a slip of the finger. Many mean that the sender is blocked.",
        )
    if not late and not given_up:
        yield good("Outbox", f"{waiting.count():,} mails wait, none of them for long.")


def look_at_mail_server() -> Iterator[Finding]:
    """Whether the mail server takes our login; nothing is sent."""
    if settings.INSTANCE.settings.mail == "mailbox":
        return
    connection = get_connection(timeout=20)
    try:
        connection.open()
        connection.close()
    except Exception as error:  # noqa: BLE001 (a server or a service fails in its own ways)
        words = _words_of(error)
        yield wrong(
            "Mail server",
            f"It does not let us in: {words}.",
            "Look at the setting mail: server, port, user, password.",
        )
    else:
        yield good("Mail server", "It answers and takes our login.")


def _words_of(error: Exception) -> str:
    """What the other side said; a server of mail says a number and bytes (RFC 5321, 4.2)."""
    code, said = getattr(error, "smtp_code", None), getattr(error, "smtp_error", b"")
    if code is None:
        return str(error) or type(error).__name__
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return f"{code} {' '.join(text.split())}".rstrip(".")


def look_at_sender() -> Iterator[Finding]:
    """Whether the name system lets this sender send: SPF, DKIM and DMARC."""
    chosen = settings.INSTANCE.settings
    if chosen.mail == "mailbox":
        return
    domain = settings.MAIL_SENDER_ADDRESS.rpartition("@")[2]
    sender = Sender(
        domain=domain,
        bounce_domain=chosen.mail_bounces_to.rpartition("@")[2] or domain,
        server="" if settings.MAIL_WAY.service else settings.MAIL_WAY.host,
        service=settings.MAIL_WAY.service.name if settings.MAIL_WAY.service else "",
        selector=chosen.mail_dkim_selector,
    )
    for each in check_sender(sender):
        yield Finding(each.subject, Verdict(each.verdict), each.what, each.mend)
