"""What every page of a letter's desk has in common: its head, with what waits, and who looks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from undersigned.organisers.access import DECIDERS, OWNERS
from undersigned.organisers.models import Membership
from undersigned.signing.queue import Shelf, counts

# How the head of the desk names the shelves, in the order in which they are worked.
SHELVES = (
    (Shelf.WAITING, "Waiting"),
    (Shelf.CORRECTIONS, "Corrections"),
    (Shelf.ACCEPTED, "On the way"),
    (Shelf.LISTED, "Listed"),
    (Shelf.DECLINED, "Declined"),
    (Shelf.UNCONFIRMED, "Not confirmed"),
    (Shelf.ENDED, "Ended"),
)


def decides(member: Membership) -> bool:
    """Whether this role decides about signatures, and so sees addresses."""
    return member.role in DECIDERS


def owns(member: Membership) -> bool:
    """Whether this role decides what is shown of imported lists."""
    return member.role in OWNERS


def desk_page(
    request: HttpRequest,
    member: Membership,
    template: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page under the desk's head."""
    held = counts(member.letter)
    common = {
        "member": member,
        "letter": member.letter,
        "log": member.letter.log,
        "decides": decides(member),
        "owns": owns(member),
        "shelves": [(shelf.value, name, held[shelf]) for shelf, name in SHELVES],
        "held": {shelf.value: number for shelf, number in held.items()},
        "all_held": sum(held.values()) - held[Shelf.CORRECTIONS],
    }
    return render(request, f"review/{template}", common | context, status=status)
