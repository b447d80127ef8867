"""The two cookies of a letter: which browser sent a form, and who is on their own page."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from undersigned.letters.models import Letter
from undersigned.organisers.network import client_address
from undersigned.signing import tokens

BROWSER = "browser"
OWN = "own"
INVITED = "invited"


def set_browser(response: HttpResponse, letter: Letter, plain: str) -> None:
    """Let this browser be known again, as long as a link to confirm is good."""
    _set(response, letter, BROWSER, plain, tokens.CONFIRM)


def browser_digest(request: HttpRequest) -> str:
    """The digest of this browser's cookie; empty where there is none."""
    plain = request.COOKIES.get(_name(BROWSER), "")
    return tokens.token_digest(plain) if plain else ""


def set_own(response: HttpResponse, letter: Letter, plain: str) -> None:
    """Open the signer's own page for half an hour."""
    _set(response, letter, OWN, plain, tokens.SESSION)


def own_token(request: HttpRequest) -> str:
    """What the cookie of the own page holds; empty where there is none."""
    return request.COOKIES.get(_name(OWN), "")


def clear_own(response: HttpResponse, letter: Letter) -> None:
    """Close the signer's own page in this browser."""
    response.delete_cookie(_name(OWN), path=f"/{letter.slug}/", samesite="Lax")


def set_invited(response: HttpResponse, letter: Letter, plain: str) -> None:
    """Open the form behind an invitation in this browser."""
    _set(response, letter, INVITED, plain, tokens.INVITED)


def invited_token(request: HttpRequest) -> str:
    """What the cookie of an invitation's form holds; empty where there is none."""
    return request.COOKIES.get(_name(INVITED), "")


def clear_invited(response: HttpResponse, letter: Letter) -> None:
    """Close the form behind an invitation in this browser."""
    response.delete_cookie(_name(INVITED), path=f"/{letter.slug}/", samesite="Lax")


def network_of(request: HttpRequest) -> str:
    """The keyed digest of the visitor's network, also where a web server stands in front."""
    return tokens.network_digest(client_address(request))


def _name(name: str) -> str:
    """Over TLS browsers take a cookie named so over TLS alone (RFC 6265bis, section 4.1.3.1).

    `__Host-` would need the path `/`, and these are each letter's own.
    """
    return f"__Secure-{name}" if settings.SESSION_COOKIE_SECURE else name


def _set(response: HttpResponse, letter: Letter, name: str, plain: str, purpose: str) -> None:
    response.set_cookie(
        _name(name),
        plain,
        max_age=tokens.LIFETIMES[purpose],
        path=f"/{letter.slug}/",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )
