"""The signer's own page: where the signature is, what is held, and the way out."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from undersigned.letters.checks import CHECKS
from undersigned.letters.models import Letter
from undersigned.record.queries import receipt as receipt_of
from undersigned.signing import consents, tokens
from undersigned.signing.actions.links import close_session
from undersigned.signing.actions.own import choose_mail
from undersigned.signing.actions.receive import LINK, receive
from undersigned.signing.forms import AddressForm, MailForm
from undersigned.signing.models import Signature
from undersigned.signing.queries import (
    everything_held,
    is_listed,
    newer_edition,
    receipt_name,
    signature_of_session,
)
from undersigned.signing.states import NotPossible
from undersigned.signing.views.cookies import clear_own, network_of, own_token, set_browser
from undersigned.signing.views.letter_page import SeeOther, letter_page, page

Rest = ParamSpec("Rest")


def own_page(
    *methods: str,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Signature, Rest], HttpResponse]],
    Callable[..., HttpResponse],
]:
    """Make a view of the signer whose session the cookie opens; others are asked for an address."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, Signature, Rest], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        @letter_page(*methods)
        @wraps(view)
        def answer(
            request: HttpRequest, letter: Letter, /, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponse:
            signature = signature_of_session(letter, own_token(request))
            if signature is None:
                return to_mine(letter)
            try:
                return view(request, signature, *args, **kwargs)
            except NotPossible as refused:
                messages.warning(request, str(refused))
                return to_mine(letter)

        return answer

    return decorate


def to_mine(letter: Letter) -> SeeOther:
    """Go to the own page."""
    return SeeOther(reverse("signing:mine", args=[letter.slug]))


@letter_page("GET", "POST")
def mine(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Show one's own page, or ask for the address that its link shall go to."""
    if request.method == "POST":
        return _ask_for_link(request, letter)
    signature = signature_of_session(letter, own_token(request))
    if signature is None:
        return page(request, letter, "ask_link.html", form=AddressForm())
    return page(
        request,
        letter,
        "mine.html",
        signature=signature,
        listed=is_listed(signature),
        renewable=newer_edition(signature),
        checks=[
            (CHECKS[code], dt.date.fromisoformat(day))
            for code, day in sorted(signature.checks.items())
            if code in CHECKS
        ],
        mail_form=MailForm(
            initial={
                "news": signature.consents.filter(kind=consents.MAIL).exists(),
                "receipt": signature.receipt_by_mail,
            }
        ),
        consents=signature.consents.order_by("id"),
    )


def _ask_for_link(request: HttpRequest, letter: Letter) -> HttpResponse:
    form = AddressForm(request.POST)
    if not form.is_valid():
        return page(request, letter, "ask_link.html", form=form)
    browser = tokens.new_token()
    receive(
        letter,
        kind=LINK,
        form={"address": form.cleaned_data["address"]},
        browser=tokens.token_digest(browser),
        network=network_of(request),
    )
    response = SeeOther(reverse("signing:link-sent", args=[letter.slug]))
    set_browser(response, letter, browser)
    return response


@letter_page("GET")
def link_sent(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Say "look in your mail", to everybody alike."""
    return page(request, letter, "link_sent.html", sender=settings.MAIL_SENDER_ADDRESS)


@letter_page("POST")
def leave(request: HttpRequest, letter: Letter) -> HttpResponse:
    """Log out."""
    close_session(own_token(request))
    response = to_mine(letter)
    clear_own(response, letter)
    return response


@own_page("POST")
def mailing(request: HttpRequest, signature: Signature) -> HttpResponse:
    """Take what may be mailed."""
    form = MailForm(request.POST)
    form.full_clean()
    choose_mail(signature, news=form.cleaned_data["news"], receipt=form.cleaned_data["receipt"])
    messages.success(request, "What we may mail you is kept as you said.")
    return to_mine(signature.letter)


@own_page("GET")
def data(request: HttpRequest, signature: Signature) -> HttpResponse:  # noqa: ARG001 (a view takes it)
    """Hand over all that is held, as JSON."""
    held = everything_held(signature)
    response = JsonResponse(held, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{signature.letter.slug}-data.json"'
    return response


@own_page("GET")
def receipt(request: HttpRequest, signature: Signature) -> HttpResponse:
    """Hand over the receipt, once the signature is listed."""
    text = _receipt(signature)
    if text is None:
        messages.warning(
            request,
            "There is no receipt just now: your signature, or its correction, is not listed yet. "
            "Try again in a minute.",
        )
        return to_mine(signature.letter)
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    name = receipt_name(signature)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _receipt(signature: Signature) -> bytes | None:
    if not is_listed(signature) or signature.entry is None:
        return None
    try:
        return receipt_of(signature.letter.log, signature.entry)
    except LookupError:  # it has ended, or is being corrected
        return None
