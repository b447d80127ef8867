"""Sending by SMTP, with the patience that keeps a mail from being sent twice."""

import smtplib
from collections.abc import Callable
from typing import Any

from django.core.mail.backends.smtp import EmailBackend

# Whoever hangs up before the verdict on a mail that was handed over whole does not know whether it
# was taken, and sends it again (RFC 1047). So that answer is waited for as long as RFC 5321 says
# (4.5.3.2.6); every other one for a minute.
SECONDS_FOR_VERDICT = 600.0
YES = 250


class _Patient(smtplib.SMTP):
    """SMTP that waits long for the verdict, remembers it, and says at once when it is a yes."""

    verdict: tuple[int, bytes] = (0, b"")
    on_yes: Callable[[], None] | None = None

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the mail and wait for the verdict."""
        if self.sock is not None:
            self.sock.settimeout(SECONDS_FOR_VERDICT)
        self.verdict = super().data(msg)
        if self.on_yes is not None and self.verdict[0] == YES:
            self.on_yes()
        if self.sock is not None:
            self.sock.settimeout(self.timeout)
        return self.verdict


class _PatientOverTLS(_Patient, smtplib.SMTP_SSL):
    """The same where TLS is spoken from the start."""


class PatientBackend(EmailBackend):
    """Django's SMTP, waiting long for the verdict on a mail."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        """What speaks SMTP."""
        return _PatientOverTLS if self.use_ssl else _Patient

    def call_at_yes(self, call: Callable[[], None]) -> None:
        """Have something done the instant that the server says it has taken the next mail."""
        if isinstance(self.connection, _Patient):
            self.connection.on_yes = call
