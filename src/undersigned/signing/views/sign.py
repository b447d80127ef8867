"""The page where one signs. Its answer is the same whoever asks: it looks nobody up."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from undersigned.eligibility.claim import MOST_POSTS
from undersigned.letters.markdown import render_markdown
from undersigned.letters.models import Letter
from undersigned.signing import tokens
from undersigned.signing.actions.receive import SIGN, receive
from undersigned.signing.consents import PUBLISH
from undersigned.signing.consents import SIGN as SIGNED
from undersigned.signing.forms import SignForm, blocks_typed, kept, shown
from undersigned.signing.queries import Offer, offer
from undersigned.signing.views.cookies import network_of, set_browser
from undersigned.signing.views.letter_page import SeeOther, letter_page, page


@letter_page("GET", "POST")
def sign(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Show the form, or take it in."""
    data = request.POST
    language = data.get("language") or request.GET.get("language", "")
    offered = offer(letter, language) if letter.is_open else None
    if offered is None:
        status = 200 if request.method != "POST" else 409
        return page(request, letter, "closed.html", status=status)
    if request.method != "POST":
        return _form_page(request, letter, offered, SignForm(offer=offered))
    if any(data.get(name) != value for name, value in shown(offered).items()):
        return _show_newer(request, letter, offered)
    blocks = blocks_typed(data)
    if "add-post" in data:
        blocks = min(blocks + 1, MOST_POSTS)
        form = SignForm(offer=offered, initial=kept(data), blocks=blocks)
        return _form_page(request, letter, offered, form)
    form = SignForm(data, offer=offered, blocks=blocks)
    if not form.is_valid():
        return _form_page(request, letter, offered, form)
    return _take(request, letter, form)


def _take(request: HttpRequest, letter: Letter, form: SignForm) -> HttpResponse:
    browser = tokens.new_token()
    receive(
        letter,
        kind=SIGN,
        form=form.intake(),
        browser=tokens.token_digest(browser),
        network=network_of(request),
    )
    response = SeeOther(reverse("signing:sent", args=[letter.slug]))
    set_browser(response, letter, browser)
    return response


def _show_newer(request: HttpRequest, letter: Letter, offered: Offer) -> HttpResponse:
    """Show what was typed under the edition that is new: to be read, and agreed to again."""
    data = request.POST
    initial = kept(data) | shown(offered)
    for kind in (SIGNED, PUBLISH):
        initial.pop(f"agree-{kind}", None)
    form = SignForm(offer=offered, initial=initial, blocks=blocks_typed(data))
    text = render_markdown(offered.manuscript.body)
    return _form_page(request, letter, offered, form, newer_text=text)


def _form_page(
    request: HttpRequest, letter: Letter, offered: Offer, form: SignForm, newer_text: str = ""
) -> HttpResponse:
    return page(
        request,
        letter,
        "sign.html",
        form=form,
        offer=offered,
        manuscript=offered.manuscript,
        newer_text=newer_text,
        more_posts=form.blocks < MOST_POSTS,
    )


@letter_page("GET")
def sent(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Say "look in your mail", to everybody alike."""
    return page(request, letter, "sent.html", sender=settings.MAIL_SENDER_ADDRESS)
