"""The pages behind an invitation: nothing personal at first, then one's line as a form.

Opening the link changes nothing. Its button opens the form in this browser for two hours, at an
address without the token.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from undersigned.eligibility.claim import MOST_POSTS
from undersigned.letters.markdown import render_markdown
from undersigned.letters.models import Letter
from undersigned.signing.actions.confirm import Came
from undersigned.signing.actions.invite import never_again, open_invitation, say_no
from undersigned.signing.actions.sign_invited import sign_invited
from undersigned.signing.consents import PUBLISH, SIGN
from undersigned.signing.forms import (
    FIRST_POSTS,
    SignForm,
    blocks_typed,
    initial_of_imported,
    kept,
    shown,
)
from undersigned.signing.invitations import (
    invitation_of_session,
    is_invitation,
    live_invitation,
)
from undersigned.signing.models import Invitation
from undersigned.signing.queries import Offer, offer
from undersigned.signing.views.cookies import (
    clear_invited,
    invited_token,
    network_of,
    set_invited,
    set_own,
)
from undersigned.signing.views.letter_page import SeeOther, letter_page, page


@letter_page("GET")
def link(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """Show the button. Changes nothing: mail scanners open links."""
    if live_invitation(letter, token) is None:
        known = is_invitation(letter, token)
        return page(request, letter, "invitation_dead.html", status=404, known=known, token=token)
    return page(request, letter, "invitation.html", token=token)


@letter_page("GET", "POST")
def invited(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Open the form by the button, show it, and take what is sent."""
    if "token" in request.POST:
        return _open(request, letter, request.POST["token"])
    invitation = invitation_of_session(letter, invited_token(request))
    if invitation is None:
        status = 409 if request.method == "POST" else 404
        return page(request, letter, "invitation_dead.html", status=status)
    if "no" in request.POST:
        say_no(invitation)
        response = page(request, letter, "taken_off.html")
        clear_invited(response, letter)
        return response
    offered = offer(letter, request.POST.get("language", "")) if letter.is_open else None
    if offered is None:
        return page(request, letter, "closed.html", status=409)
    if request.method != "POST":
        return _form(request, invitation, offered)
    return _take(request, invitation, offered)


def _open(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    session = open_invitation(letter, token)
    if not session:
        return page(request, letter, "invitation_dead.html", status=409)
    response = SeeOther(reverse("signing:invited", args=[letter.slug]))
    set_invited(response, letter, session)
    return response


def _take(request: HttpRequest, invitation: Invitation, offered: Offer) -> HttpResponse:
    data, letter = request.POST, invitation.letter
    address = invitation.name.address
    blocks = blocks_typed(data)
    if any(data.get(name) != value for name, value in shown(offered).items()):
        initial = kept(data) | shown(offered)
        for kind in (SIGN, PUBLISH):
            initial.pop(f"agree-{kind}", None)
        form = SignForm(offer=offered, invited_at=address, initial=initial, blocks=blocks)
        text = render_markdown(offered.manuscript.body)
        return _page(request, letter, offered, form, newer_text=text)
    if "add-post" in data:
        blocks = min(blocks + 1, MOST_POSTS)
        form = SignForm(offer=offered, invited_at=address, initial=kept(data), blocks=blocks)
        return _page(request, letter, offered, form)
    form = SignForm(data, offer=offered, invited_at=address, blocks=blocks)
    if not form.is_valid():
        return _page(request, letter, offered, form)
    outcome = sign_invited(invitation, form.intake(), network=network_of(request))
    if outcome.came is not Came.OPEN:
        template = {Came.ALREADY: "already.html", Came.CLOSED: "too_late.html"}
        chosen = template.get(outcome.came, "invitation_dead.html")
        return page(request, letter, chosen, status=409)
    response = SeeOther(reverse("signing:mine", args=[letter.slug]))
    set_own(response, letter, outcome.session)
    clear_invited(response, letter)
    return response


def _form(request: HttpRequest, invitation: Invitation, offered: Offer) -> HttpResponse:
    row = invitation.name
    form = SignForm(
        offer=offered,
        invited_at=row.address,
        initial=initial_of_imported(row),
        blocks=max(FIRST_POSTS, min(len(row.posts), MOST_POSTS)),
    )
    return _page(request, invitation.letter, offered, form)


def _page(
    request: HttpRequest, letter: Letter, offered: Offer, form: SignForm, newer_text: str = ""
) -> HttpResponse:
    return page(
        request,
        letter,
        "sign.html",
        invited=True,
        form=form,
        offer=offered,
        manuscript=offered.manuscript,
        newer_text=newer_text,
        more_posts=form.blocks < MOST_POSTS,
    )


# A mail program presses this button by itself, without cookies (RFC 8058, section 3.2).
@csrf_exempt
@letter_page("GET", "POST")
def never(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """Ask whether no such mail shall come any more; or take that."""
    if request.method != "POST":
        if not is_invitation(letter, token):
            return page(request, letter, "invitation_dead.html", status=404)
        return page(request, letter, "never_again.html", token=token)
    if not never_again(letter, token):
        return page(request, letter, "invitation_dead.html", status=404)
    return page(request, letter, "never_again_done.html")
