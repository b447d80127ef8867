"""Where somebody is logged in, and the buttons that end it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from undersigned.organisers.access import known
from undersigned.organisers.actions.logins import end_one, end_others
from undersigned.organisers.models import Organiser
from undersigned.organisers.queries import logins_of


@require_safe
@known
def logins(request: HttpRequest, organiser: Organiser) -> HttpResponse:
    """All logins of the account that hold now."""
    found = logins_of(organiser, request.session.session_key)
    return render(request, "organisers/logins.html", {"logins": found})


@require_POST
@known
def end(request: HttpRequest, organiser: Organiser) -> HttpResponse:
    """End one; which one comes in the body."""
    wanted = request.POST.get("login", "")
    found = [
        each
        for each in logins_of(organiser, request.session.session_key)
        if each.mark == wanted and not each.is_this
    ]
    ended = bool(found) and end_one(organiser, found[0].key)
    messages.success(request, "That login has ended." if ended else "That login had ended already.")
    return redirect("logins")


@require_POST
@known
def end_all_others(request: HttpRequest, organiser: Organiser) -> HttpResponse:
    """End all but this one."""
    ended = end_others(organiser, but=request.session.session_key)
    said = {0: "There was no other login.", 1: "One login has ended."}
    messages.success(request, said.get(ended, f"{ended} logins have ended."))
    return redirect("logins")
