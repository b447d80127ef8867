"""What was typed into a form that is refused goes back to its writer: it stands nowhere else."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

log = logging.getLogger(__name__)

UNSHOWN = ("csrfmiddlewaretoken", "password", "oldpassword", "password1", "password2", "token")


@dataclass(frozen=True)
class Typed:
    """A field as it was sent.

    Attributes:
        name: as the form has it.
        text: what was sent.
        is_shown: whether it holds words; the others are only sent once more.
        rows: the height to show it in.
    """

    name: str
    text: str
    is_shown: bool
    rows: int


def typed_in(request: HttpRequest) -> Sequence[Typed]:
    """The fields of a form that holds words; none where only a button was pressed.

    Nothing is returned of a form that another site sent: it could put words into this one's mouth.
    """
    if request.method != "POST" or not _is_own(request):
        return ()
    fields = [
        Typed(name, text, len(text.split()) > 1, min(text.count("\n") + 2, 20))
        for name, texts in request.POST.lists()
        if name not in UNSHOWN
        for text in map(str, texts)
    ]
    return fields if any(each.is_shown for each in fields) else ()


@never_cache
def form_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is not this browser's; logging in meanwhile makes it so."""
    del reason  # it may repeat what was sent
    log.warning("a form was refused: it did not come from a page of this browser")
    return render(request, "403_csrf.html", {"typed": typed_in(request)}, status=403)


@never_cache
def page_refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer somebody whose role falls short, perhaps since a moment: their words stay theirs."""
    del exception
    return render(request, "403.html", {"typed": typed_in(request), "only_shown": True}, status=403)


def _is_own(request: HttpRequest) -> bool:
    own = {f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS}
    return request.headers.get("Origin", "") in own
