"""Correct one's line, or take the signature back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from undersigned.eligibility.claim import MOST_POSTS
from undersigned.letters.markdown import render_markdown
from undersigned.letters.models import Letter
from undersigned.signing.actions.own import Corrected, withdraw
from undersigned.signing.actions.own import correct as correct_line
from undersigned.signing.actions.reconfirm import reconfirm
from undersigned.signing.consents import SIGN, wordings
from undersigned.signing.forms import FIRST_POSTS, ClaimForm, blocks_typed, initial_of, kept
from undersigned.signing.models import Signature
from undersigned.signing.queries import is_listed, newer_edition, terms_signed
from undersigned.signing.states import State
from undersigned.signing.views.cookies import clear_own
from undersigned.signing.views.letter_page import SeeOther, letter_page, page
from undersigned.signing.views.mine import own_page, to_mine

_SAID = {
    Corrected.NOTHING: "Your line says this already, so nothing was changed.",
    Corrected.DONE: "Your line is corrected. In the record it changes within a minute.",
    Corrected.AT_DESK: "Your line is corrected. The organiser looks at it before it is listed.",
    Corrected.WAITS: "Your correction waits for the organiser. Until then your line stands as it "
    "was.",
}


@own_page("GET", "POST")
def correct(request: HttpRequest, signature: Signature) -> HttpResponse:
    """Show one's line as a form, or take its correction."""
    typed = request.POST if request.method == "POST" else None
    held = signature.correction or {"posts": signature.posts}
    blocks = blocks_typed(typed) if typed else max(FIRST_POSTS, len(held["posts"]))
    terms = terms_signed(signature)
    adding = typed is not None and "add-post" in typed
    if typed is None or adding:
        form = ClaimForm(
            initial=kept(typed) if typed else initial_of(signature),
            terms=terms,
            blocks=min(blocks + adding, MOST_POSTS),
            kind=signature.kind,
        )
    else:
        form = ClaimForm(typed, terms=terms, blocks=blocks, kind=signature.kind)
        if form.is_valid() and form.claim:
            messages.success(request, _SAID[correct_line(signature, form.claim)])
            return to_mine(signature.letter)
    return page(
        request,
        signature.letter,
        "correct.html",
        form=form,
        listed=is_listed(signature),
        more_posts=form.blocks < MOST_POSTS,
    )


@own_page("GET", "POST")
def take_back(request: HttpRequest, signature: Signature) -> HttpResponse:
    """Say what taking back means, with its button; or take back."""
    if request.method != "POST":
        in_record = signature.state == State.ACCEPTED
        return page(request, signature.letter, "withdraw.html", in_record=in_record)
    withdraw(signature)
    response = SeeOther(reverse("signing:withdrawn", args=[signature.letter.slug]))
    clear_own(response, signature.letter)
    return response


@own_page("GET", "POST")
def renew(request: HttpRequest, signature: Signature) -> HttpResponse:
    """Show the newest edition, with the button to sign it too; or sign it."""
    newest = newer_edition(signature)
    if newest is None:
        messages.info(request, "There is no newer edition that you could sign.")
        return to_mine(signature.letter)
    if request.method == "POST" and request.POST.get("edition") == str(newest.edition):
        reconfirm(signature, edition=newest.edition)
        messages.success(request, f"You have signed edition {newest.edition} too.")
        return to_mine(signature.letter)
    return page(
        request,
        signature.letter,
        "renew.html",
        newest=newest,
        wording=wordings(newest.edition)[SIGN],
        text=render_markdown(newest.manuscript.body),
    )


@letter_page("GET")
def withdrawn(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Say that it is done; nothing personal is left to be shown."""
    return page(request, letter, "withdrawn.html")
