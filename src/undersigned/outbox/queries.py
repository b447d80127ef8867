"""What other rooms may ask about mail; never its text."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from undersigned.outbox.marks import address_digest
from undersigned.outbox.models import CameBack, Mail
from undersigned.outbox.states import COMPLAINT, NOT_WANTED


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
    return max((each.kind for each in came_back(address)), default="")


def is_unwanted(address: str, *, is_bulk: bool) -> bool:
    """Whether nothing is sent to this address: after a complaint, and in bulk after a bounce."""
    known = bounced(address)
    return known == COMPLAINT or bool(known and is_bulk)


def came_back(address: str) -> list[CameBack]:
    """That mail to this address came back: kind, status and time, oldest first."""
    rows = CameBack.objects.filter(address_digest=address_digest(address)) if address else ()
    return sorted(rows, key=lambda each: each.at)


@dataclass(frozen=True)
class Standing:
    """How sending stands, in numbers.

    Attributes:
        waiting: mails to leave, those put off among them.
        late: of these, those that were due a quarter of an hour ago and more.
        given_up: in the last week, after all retries or because they can't be delivered.
        came_back: of the mails of the last week, those that came back.
        doubtful: of the mails of the last week, those that may have been sent twice.
    """

    waiting: int
    late: int
    given_up: int
    came_back: int
    doubtful: int


def standing(letter: str = "") -> Standing:
    """How sending stands, of one letter or of all."""
    now = timezone.now()
    week = now - timedelta(days=7)
    rows = Mail.objects.filter(letter=letter) if letter else Mail.objects.all()
    waiting = rows.filter(sent_at=None, given_up_at=None)
    return Standing(
        waiting=waiting.count(),
        late=waiting.filter(due_at__lt=now - timedelta(minutes=15)).count(),
        given_up=rows.filter(given_up_at__gt=week, came_back_at=None)
        .exclude(last_error=NOT_WANTED)
        .count(),
        came_back=rows.filter(came_back_at__gt=week).count(),
        doubtful=rows.filter(created_at__gt=week, doubts__gt=0).exclude(sent_at=None).count(),
    )


def number_of_service(number: str) -> int | None:
    """The mail that a service knows by this number of its own; None where there is none."""
    rows = Mail.objects.filter(service_number=number) if number else Mail.objects.none()
    return rows.values_list("id", flat=True).first()


@dataclass(frozen=True)
class Became:
    """What became of some mails, in numbers: to leave, sent, come back, given up otherwise."""

    waiting: int
    sent: int
    came_back: int
    given_up: int


def became_of(key_prefix: str) -> Became:
    """What became of the mails whose keys begin so; those that were erased are in no number."""
    returned = Q(came_back_at__isnull=False)
    counted = Mail.objects.filter(key__startswith=key_prefix).aggregate(
        waiting=Count("pk", filter=Q(sent_at=None, given_up_at=None)),
        sent=Count("pk", filter=Q(sent_at__isnull=False) & ~returned),
        came_back=Count("pk", filter=returned),
        given_up=Count("pk", filter=Q(sent_at=None, given_up_at__isnull=False) & ~returned),
    )
    return Became(**counted)
