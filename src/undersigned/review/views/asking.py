"""Have the people of an imported list asked to confirm: begun, paused, gone on with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from undersigned.organisers.access import desk_required
from undersigned.organisers.models import Membership
from undersigned.organisers.queries import actor_of
from undersigned.organisers.roles import Permission
from undersigned.review.list_forms import Asking
from undersigned.review.views.imports import found_list, show_imported
from undersigned.signing.actions import invite as actions
from undersigned.signing.models import InvitationRound
from undersigned.signing.states import NotPossible


@require_POST
@desk_required(Permission.SHOW_LISTS)
def ask(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Begin; only the owner decides that."""
    found = found_list(member, number)
    form = Asking(request.POST)
    if not form.is_valid():
        return show_imported(request, member, found, asking_form=form, status=422)
    try:
        actions.begin_round(found, **form.cleaned_data, by=actor_of(member))
    except NotPossible as refused:
        form.add_error(None, str(refused))
        return show_imported(request, member, found, asking_form=form, status=422)
    messages.success(request, "The mails are on their way, as many an hour as you said.")
    return redirect("review:import", member.letter.slug, number)


@require_POST
@desk_required(Permission.SHOW_LISTS)
def pause(request: HttpRequest, member: Membership, number: int) -> HttpResponse:
    """Pause, or go on."""
    found = found_list(member, number)
    asking = InvitationRound.objects.filter(source=found).first()
    if asking is None:
        messages.warning(request, "Nobody of this list is being asked.")
    elif "go-on" in request.POST:
        actions.go_on_with_round(asking, by=actor_of(member))
        messages.success(request, "It goes on.")
    else:
        actions.pause_round(asking, by=actor_of(member))
        messages.success(request, "It is paused. Nobody more is asked until you go on.")
    return redirect("review:import", member.letter.slug, number)
