"""What every page of a letter's desk has in common: its head, with what waits, and who looks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from undersigned.organisers.models import Membership
from undersigned.organisers.roles import permissions_of
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


def desk_page(
    request: HttpRequest,
    member: Membership,
    template: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page under the desk's head."""
    return render(request, f"review/{template}", desk_context(member) | context, status=status)


def desk_context(member: Membership) -> dict[str, Any]:
    """What the desk's head shows of a letter, and what this member may do."""
    held = counts(member.letter)
    return {
        "member": member,
        "letter": member.letter,
        "log": member.letter.log,
        "may": permissions_of(member.role),
        "shelves": [(shelf.value, name, held[shelf]) for shelf, name in SHELVES],
        "held": {shelf.value: number for shelf, number in held.items()},
        "all_held": sum(held.values()) - held[Shelf.CORRECTIONS],
    }
