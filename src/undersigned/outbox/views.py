"""The page /mailbox: what would have been mailed, where the setting `mail` is `mailbox`.

It shows links that open signatures, so it answers this machine alone, and nobody behind a proxy.
"""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from string import ascii_letters, digits
from typing import Concatenate, ParamSpec

from csp.constants import NONE, SELF, UNSAFE_INLINE
from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from undersigned.outbox.models import MailboxMessage

Rest = ParamSpec("Rest")
MESSAGES_A_PAGE = 50
# How proxies and tunnels say that they ask for somebody else.
PASSED_ON = (
    *("HTTP_FORWARDED", "HTTP_X_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA", "HTTP_CF_"),
    *("HTTP_TRUE_CLIENT_IP", "HTTP_X_CLIENT_IP", "HTTP_X_ORIGINAL", "HTTP_FLY_", "HTTP_TAILSCALE_"),
)
PLAIN = frozenset(f"{ascii_letters}{digits}.-_")


def from_this_machine(request: HttpRequest) -> bool:
    """Whether a program on this machine asks, and not a proxy on it for somebody elsewhere."""
    if any(name.startswith(PASSED_ON) for name in request.META):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def mailbox_page(
    view: Callable[Concatenate[HttpRequest, Rest], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Answer 404 to everybody else, and everywhere where mail really leaves."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if not settings.INSTANCE.settings.shows_mailbox or not from_this_machine(request):
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(asked))


@mailbox_page
def messages(request: HttpRequest) -> HttpResponse:
    """All messages, newest first."""
    found = MailboxMessage.objects.defer("text", "attachment")
    page = Paginator(found, MESSAGES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "outbox/messages.html", {"page": page})


@csp_update({"frame-src": [SELF]})
@mailbox_page
def message(request: HttpRequest, number: int) -> HttpResponse:
    """One message, its links ready to be opened, its HTML part in a frame that may do nothing."""
    found = get_object_or_404(MailboxMessage.objects.defer("attachment"), id=number)
    return render(request, "outbox/message.html", {"mail": found})


@csp_replace(
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "frame-ancestors": [SELF],
        "base-uri": [SELF],
        "form-action": [NONE],
    }
)
@xframe_options_sameorigin
@mailbox_page
def html(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 (a view)
    """The HTML part of a message, its links opening beside the frame."""
    found = get_object_or_404(MailboxMessage.objects.exclude(html=""), id=number)
    return HttpResponse(found.html.replace("<head>", '<head>\n<base target="_top">', 1))


@mailbox_page
def attachment(request: HttpRequest, number: int) -> HttpResponse:  # noqa: ARG001 (a view)
    """What was attached to a message, as a file."""
    found = get_object_or_404(MailboxMessage.objects.exclude(attachment_name=""), id=number)
    return HttpResponse(
        bytes(found.attachment),
        content_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="{_plain(found.attachment_name)}"'},
    )


def _plain(name: str) -> str:
    return "".join(
        each if each.isascii() and (each.isalnum() or each in ".-_") else "-" for each in name
    )
