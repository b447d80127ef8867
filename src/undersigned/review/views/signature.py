"""One signature with all that is known, and the decisions about it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from undersigned.audit.models import Event
from undersigned.audit.queries import events_of
from undersigned.organisers.access import desk_required
from undersigned.organisers.models import Membership
from undersigned.organisers.queries import actor_of
from undersigned.organisers.roles import Permission
from undersigned.outbox.queries import came_back
from undersigned.review import actions
from undersigned.review.corrections import changes
from undersigned.review.dossier import findings_of, seen_mark
from undersigned.review.forms import Decision, Removal
from undersigned.review.views.desk_page import desk_page
from undersigned.review.views.queue import next_waiting
from undersigned.signing.models import Signature
from undersigned.signing.queries import is_listed
from undersigned.signing.queue import Shelf, shelved, signature_of
from undersigned.signing.states import ENDED, NotPossible, State

BESIDE = 12  # of those that wait, shown beside the one that is open


@require_safe
@desk_required(Permission.READ)
def signature(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Show one signature."""
    return _show(request, member, _found(member, number))


@require_POST
@desk_required(Permission.DECIDE)
def accept(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Accept it."""
    return _decide(request, member, number, actions.accept, "Accepted")


@require_POST
@desk_required(Permission.DECIDE)
def decline(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Decline it."""
    return _decide(request, member, number, actions.decline, "Declined")


@require_POST
@desk_required(Permission.DECIDE)
def accept_correction(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Accept the correction that waits."""
    return _decide(request, member, number, actions.accept_correction, "Corrected")


@require_POST
@desk_required(Permission.DECIDE)
def decline_correction(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Decline the correction that waits."""
    return _decide(request, member, number, actions.decline_correction, "The line stands as it was")


@require_POST
@desk_required(Permission.DECIDE)
def remove(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Take it off the list."""
    found = _found(member, number)
    form = Removal(request.POST)
    if not form.is_valid():
        return _show(request, member, found, removal=form, status=422)
    try:
        actions.remove(member.letter, number, by=actor_of(member), **form.cleaned_data)
    except NotPossible as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Signature {number} is taken off. The record says why.")
    return redirect("review:signature", member.letter.slug, number)


def _decide(
    request: HttpRequest,
    member: Membership,
    number: int,
    action: Callable[..., None],
    done: str,
) -> HttpResponse:
    found = _found(member, number)
    form = Decision(request.POST)
    if not form.is_valid():
        return _show(request, member, found, decision=form, status=422)
    try:
        action(member.letter, number, by=actor_of(member), **form.cleaned_data)
    except NotPossible as refused:
        messages.warning(request, str(refused))
        return redirect("review:signature", member.letter.slug, number)
    # Without the name: until it is shown, this stands in a cookie.
    messages.success(request, f"{done}: signature {number}.")
    following = next_waiting(member.letter, number)
    if following is None:
        return redirect("review:queue", member.letter.slug)
    return redirect("review:signature", member.letter.slug, following.pk)


def _found(member: Membership, number: int) -> Signature:
    found = signature_of(member.letter, number)
    if found is None:
        raise Http404
    found.letter = member.letter
    return found


def _show(
    request: HttpRequest,
    member: Membership,
    found: Signature,
    *,
    decision: forms.Form | None = None,
    removal: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    history = list(events_of("signature", found.pk))
    mark = {"seen": seen_mark(found)}
    context: dict[str, Any] = {
        "signature": found,
        "listed": is_listed(found),
        "ended": found.state in ENDED,
        "findings": () if found.state in ENDED else findings_of(found, _how(history)),
        "changes": changes(found) if found.correction else (),
        "consents": found.consents.order_by("pk"),
        "history": history,
        "came_back": came_back(found.address),
        "decision": decision or Decision(initial=mark),
        "removal": removal or Removal(initial=mark),
        "can_accept": found.state in (State.CONFIRMED, State.DECLINED),
        "can_decline": found.state == State.CONFIRMED,
        "can_remove": found.state == State.ACCEPTED,
        "beside": shelved(member.letter, Shelf.WAITING, "")[:BESIDE],
    }
    return desk_page(request, member, "signature.html", status=status, **context)


def _how(history: list[Event]) -> str:
    """How it was confirmed, as the trail says."""
    return next((event.reason for event in history if event.verb == "confirmed"), "")
