"""The page behind the link of a mail: nothing personal, a button, and one that says "not me"."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from undersigned.letters.models import Letter
from undersigned.look.words import counted
from undersigned.signing import tokens
from undersigned.signing.actions import confirm as actions
from undersigned.signing.actions.confirm import Came
from undersigned.signing.forms import CodeForm
from undersigned.signing.models import Token
from undersigned.signing.queries import live_token
from undersigned.signing.states import State
from undersigned.signing.views.cookies import browser_digest, clear_own, set_own
from undersigned.signing.views.letter_page import SeeOther, letter_page, page


@letter_page("GET")
def link(request: HttpRequest, letter: Letter, token: str) -> HttpResponse:
    """Show the button. Changes nothing: mail scanners open links."""
    found = live_token(letter, token, tokens.CONFIRM, tokens.OWN)
    if found is None:
        return page(request, letter, "dead_link.html", status=404)
    return _button(request, letter, found, token)


@letter_page("GET", "POST")
def press(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Take the press of a button; the token comes in the body, not in the address."""
    if request.method != "POST":
        return SeeOther(reverse("signing:mine", args=[letter.slug]))
    plain = request.POST.get("token", "")
    act = actions.disown if "disown" in request.POST else actions.confirm
    outcome = act(letter, plain, code=request.POST.get("code", ""), browser=browser_digest(request))
    if outcome.came is Came.OPEN:
        response: HttpResponse = SeeOther(reverse("signing:mine", args=[letter.slug]))
        set_own(response, letter, outcome.session)
        return response
    if outcome.came is Came.WRONG_CODE and outcome.attempts_left:
        return _ask_again(request, letter, plain, outcome.attempts_left)
    response = page(
        request,
        letter,
        _ANSWERS[outcome.came],
        status=200 if outcome.came is Came.DISOWNED else 409,
        spent=outcome.came is Came.WRONG_CODE,
    )
    if outcome.came is Came.DISOWNED:
        clear_own(response, letter)
    return response


_ANSWERS = {
    Came.DISOWNED: "disowned.html",
    Came.DEAD: "dead_link.html",
    Came.WRONG_CODE: "dead_link.html",
    Came.CLOSED: "too_late.html",
    Came.ALREADY: "already.html",
}


def _ask_again(
    request: HttpRequest, letter: Letter, plain: str, attempts_left: int
) -> HttpResponse:
    found = live_token(letter, plain, tokens.CONFIRM, tokens.OWN)
    if found is None:
        return page(request, letter, "dead_link.html", status=409)
    form = CodeForm(request.POST)
    form.full_clean()
    tries = counted(attempts_left, "try is", "tries are").capitalize()
    what = "is not the code" if request.POST.get("code", "").strip() else "needs the code"
    form.add_error("code", f"This {what} of the mail that brought you here. {tries} left.")
    return _button(request, letter, found, plain, form)


def _button(
    request: HttpRequest,
    letter: Letter,
    token: Token,
    plain: str,
    form: CodeForm | None = None,
) -> HttpResponse:
    known = tokens.same(token.browser, browser_digest(request))
    signature = token.signature
    return page(
        request,
        letter,
        "confirm.html",
        token=plain,
        form=None if known else form or CodeForm(),
        to_sign=signature.state == State.WAITING,
        too_late=signature.state == State.WAITING and not letter.is_open,
        signed_edition=signature.edition,
        until=token.expires_at.date(),
    )
