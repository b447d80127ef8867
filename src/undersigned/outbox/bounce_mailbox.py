"""The mailbox that bounces come to, looked at over IMAP (RFC 3501)."""

import imaplib
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings

from undersigned.outbox.actions import take_in
from undersigned.outbox.bounces import LARGEST

SECONDS_BETWEEN_LOOKS = 300.0
SECONDS_FOR_AN_ANSWER = 30.0
MOST_AT_ONCE = 200


@dataclass
class BounceMailbox:
    """Looks into the mailbox of the settings every few minutes; where there is none, never.

    Attributes:
        clock: seconds that only go up.
        opens: makes a connection, as `imaplib.IMAP4_SSL` does.
    """

    clock: Callable[[], float] = time.monotonic
    opens: Callable[..., imaplib.IMAP4] = imaplib.IMAP4_SSL
    _next: float = field(default=float("-inf"))

    def look(self) -> int:
        """Take in what came since the last look. Returns how many messages were read.

        Raises:
            OSError: when the mailbox can't be opened; messages stay there.
        """
        if settings.BOUNCE_MAILBOX is None or self.clock() < self._next:
            return 0
        self._next = self.clock() + SECONDS_BETWEEN_LOOKS
        host, port, user, password, folder = settings.BOUNCE_MAILBOX
        try:
            with self.opens(host, port, timeout=SECONDS_FOR_AN_ANSWER) as mailbox:
                mailbox.login(user, password)
                mailbox.select(f'"{folder}"')
                return _read_new(mailbox)
        except imaplib.IMAP4.error as error:
            # The server's words may name the user; they are not repeated.
            raise OSError(
                "The mailbox of bounces can't be opened or read. Look at the setting "
                "mail_bounce_mailbox in undersigned.toml: user, password and folder."
            ) from error


def _read_new(mailbox: imaplib.IMAP4) -> int:
    """Read each message that nobody has seen, and mark it as seen once it is taken in."""
    _, found = mailbox.search(None, "UNSEEN")
    numbers = (found[0] or b"").split()[:MOST_AT_ONCE]
    for number in numbers:
        _, parts = mailbox.fetch(number.decode("ascii"), f"(BODY.PEEK[]<0.{LARGEST}>)")
        data = next((part[1] for part in parts if isinstance(part, tuple)), b"")
        take_in(data)
        mailbox.store(number.decode("ascii"), "+FLAGS", "\\Seen")
    return len(numbers)
