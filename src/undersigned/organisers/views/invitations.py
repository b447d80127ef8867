"""The pages behind an invitation's link: what is asked and by whom, and the buttons yes and no.

The link itself shows nothing but a button: mail scanners open links, and some run their scripts.
Only the button puts the invitation into this browser's session and leads to a page whose address
holds no token. A link that ended, was withdrawn or never was gets one answer.
"""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from undersigned.organisers.actions import team
from undersigned.organisers.forms import NewAccount
from undersigned.organisers.models import Invitation, Organiser
from undersigned.organisers.queries import account_of, live_invitation
from undersigned.organisers.roles import ROLE_IN_WORDS, Permission, Role, may
from undersigned.organisers.tokens import token_digest

_INVITATION = "invitation"  # in the session: the digest of the link whose button was pressed
_MOST = {"invitation": "30/m/ip"}


@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button: the same page for every link, whether it holds or not."""
    return render(request, "organisers/invitation_link.html", {"token": token})


@never_cache
@require_POST
def open_invitation(request: HttpRequest) -> HttpResponse:
    """Take the press of the button; the token comes in the body."""
    too_often: HttpResponse | None = ratelimit.consume_or_429(
        request, app="allauth.account", action="invitation", config=_MOST
    )
    if too_often is not None:
        return too_often
    invitation = live_invitation(token_digest(request.POST.get("token", "")))
    if invitation is None:
        return _dead(request)
    request.session[_INVITATION] = invitation.digest
    return redirect("invitation")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest) -> HttpResponse:
    """Show what is asked, and take the answer."""
    found = live_invitation(request.session.get(_INVITATION, ""))
    if found is None:
        return _dead(request)
    if request.method != "POST":
        return _offer(request, found)
    if "no" in request.POST:
        team.decline(found)
        del request.session[_INVITATION]
        return render(request, "organisers/invitation_declined.html")
    user = request.user
    if isinstance(user, Organiser):
        return _join(request, found, user)
    return _join_new(request, found)


def _join(request: HttpRequest, found: Invitation, organiser: Organiser) -> HttpResponse:
    if organiser.email != found.email:
        return _offer(request, found, status=409)
    if not team.join(found, organiser):
        return _dead(request)
    return _welcome(request, found)


def _join_new(request: HttpRequest, found: Invitation) -> HttpResponse:
    if account_of(found.email) is not None:
        return redirect(f"{reverse('account_login')}?next={reverse('invitation')}")
    form = NewAccount(request.POST, email=found.email)
    if not form.is_valid():
        return _offer(request, found, form, status=422)
    name, password = form.cleaned_data["name"], form.cleaned_data["password1"]
    organiser = team.join_new(found, name=name, password=password)
    if organiser is None:
        return _dead(request)
    request.session.pop(_INVITATION, None)
    login = Login(user=organiser, email=organiser.email, redirect_url=reverse("mfa_index"))
    response: HttpResponse = perform_password_login(request, {"email": organiser.email}, login)
    messages.success(request, _said(found))
    return response


def _welcome(request: HttpRequest, found: Invitation) -> HttpResponse:
    request.session.pop(_INVITATION, None)
    messages.success(request, _said(found))
    return redirect("review:letters")


def _said(found: Invitation) -> str:
    return f"You are {found.role} of “{found.letter.title}” now."


def _offer(
    request: HttpRequest, found: Invitation, form: NewAccount | None = None, *, status: int = 200
) -> HttpResponse:
    user = request.user
    theirs = isinstance(user, Organiser) and user.email == found.email
    context = {
        "invitation": found,
        "role_in_words": ROLE_IN_WORDS[Role(found.role)],
        "permissions": [each.value for each in Permission if may(found.role, each)],
        "theirs": theirs,
        "other": isinstance(user, Organiser) and not theirs,
        "has_account": account_of(found.email) is not None,
        "form": form or NewAccount(email=found.email),
    }
    return render(request, "organisers/invitation.html", context, status=status)


def _dead(request: HttpRequest) -> HttpResponse:
    return render(request, "organisers/invitation_dead.html", status=404)
