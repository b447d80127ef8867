"""What a failed attempt to send means: for the mail, for the address, for the rest of the queue."""

import re
import smtplib
from dataclasses import dataclass
from enum import Enum

from anymail.exceptions import (
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
    AnymailSerializationError,
)

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")  # RFC 3463
PERMANENT = 500  # RFC 5321, 4.2.1
TOO_LARGE = 552
# Refusals of a recipient that are about us: not logged in, no relaying, bad sequence.
ABOUT_US = frozenset({503, 521, 530, 535, 554, 571})
CLOSED_TO_US = frozenset({401, 402, 403, 429})
SERVICE_BROKEN = 500
FAILURES = (smtplib.SMTPException, AnymailError, OSError, ValueError)
"""What sending raises where it fails; everything else is a fault of ours."""


class Meaning(Enum):
    """What is done after a failed attempt."""

    BOUNCE = "the address takes no mail"
    LATER = "tried again by the order of retries"
    IN_DOUBT = "nobody knows whether it was taken; tried again, and the rest waits a moment"
    NEVER = "can't be written as a mail"
    SERVER = "not this mail's fault: it is not counted, and the rest waits"


@dataclass(frozen=True)
class Failure:
    """One failed attempt.

    Attributes:
        meaning: what is done.
        words: what is kept of it; the server's own words may repeat the address and are not.
        status: the enhanced status, where there was one.
    """

    meaning: Meaning
    words: str
    status: str = ""


def failure_of(error: Exception) -> Failure:
    """Read what was raised while one mail was sent; one of `FAILURES`."""
    if isinstance(error, AnymailError):
        return _of_service(error)
    if isinstance(error, (smtplib.SMTPServerDisconnected, TimeoutError)):
        return Failure(Meaning.IN_DOUBT, f"the server broke off ({type(error).__name__})")
    if isinstance(error, smtplib.SMTPException):
        return _of_server(error)
    if isinstance(error, OSError):
        return Failure(Meaning.IN_DOUBT, f"the connection broke ({type(error).__name__})")
    return Failure(Meaning.NEVER, f"it can't be written ({type(error).__name__})")


def _of_server(error: smtplib.SMTPException) -> Failure:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (0, b""))
        return _of_recipient(code, text)
    if isinstance(error, smtplib.SMTPDataError):
        return _of_mail(error)
    if isinstance(error, smtplib.SMTPSenderRefused):
        about_this = error.smtp_code == TOO_LARGE
        meaning = Meaning.LATER if about_this else Meaning.SERVER
        return _answered(meaning, "the sender was refused", error)
    if isinstance(error, smtplib.SMTPResponseException):
        return _answered(Meaning.SERVER, "the server refused", error)
    return Failure(Meaning.LATER, type(error).__name__)


def _of_mail(error: smtplib.SMTPDataError) -> Failure:
    """A mail refused whole: tried again, since what it fails on is often ours to mend."""
    status = status_in(error.smtp_error)
    if error.smtp_code >= PERMANENT and status.startswith("5.1."):
        return Failure(Meaning.BOUNCE, f"refused with {error.smtp_code} {status}", status)
    return _answered(Meaning.LATER, "the mail was refused", error)


def _of_recipient(code: int, text: bytes | str) -> Failure:
    """A refused recipient: for good only where that is about the address, and not about us."""
    status = status_in(text)
    words = f"the address was refused with {code} {status}".strip()
    about_us = status.startswith("5.7.") or (code in ABOUT_US and not status.startswith("5.1."))
    if code < PERMANENT or status.startswith("4.") or about_us:
        return Failure(Meaning.LATER, words, status)
    return Failure(Meaning.BOUNCE, words, status)


def _of_service(error: AnymailError) -> Failure:
    if isinstance(error, (AnymailRecipientsRefused, AnymailInvalidAddress)):
        return Failure(Meaning.BOUNCE, "the service refused the address")
    if isinstance(error, (AnymailSerializationError, ValueError)):
        return Failure(Meaning.NEVER, f"it can't be written ({type(error).__name__})")
    code = getattr(error, "status_code", None)
    if code is None:
        return Failure(Meaning.IN_DOUBT, "the service did not answer")
    if code in CLOSED_TO_US or code >= SERVICE_BROKEN:
        return Failure(Meaning.SERVER, f"the service answered {code}")
    return Failure(Meaning.LATER, f"the service answered {code}")


def _answered(meaning: Meaning, words: str, error: smtplib.SMTPResponseException) -> Failure:
    status = status_in(error.smtp_error)
    return Failure(meaning, f"{words} with {error.smtp_code} {status}".strip(), status)


def status_in(text: bytes | str) -> str:
    """The first enhanced status in a server's answer, such as `5.1.1`; empty without one."""
    found = ENHANCED.search(text.decode("ascii", "replace") if isinstance(text, bytes) else text)
    return found[0] if found else ""
