"""What every page of a letter has in common: its letter, its head, and that nobody keeps it."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render

from undersigned.letters.models import Letter
from undersigned.letters.queries import letter_by_slug
from undersigned.signing.queries import offer

Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Letter, Rest], HttpResponse]


class SeeOther(HttpResponseRedirect):
    """303: what was sent is taken, and here is a page to look at (RFC 9110, 15.4.4)."""

    status_code = 303


def letter_page(*methods: str) -> Callable[[View[Rest]], Callable[..., HttpResponse]]:
    """Make a view of a letter: the slug becomes the letter, no cache keeps the answer.

    Args:
        methods: Those that the page answers to; HEAD goes with GET.
    """
    allowed = [*methods, "HEAD"] if "GET" in methods else list(methods)

    def decorate(view: View[Rest]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def answer(
            request: HttpRequest, slug: str, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponse:
            letter = letter_by_slug(slug)
            if request.method not in allowed:
                response: HttpResponse = HttpResponseNotAllowed(allowed)
            elif letter is None:
                response = render(request, "404.html", status=404)
            else:
                response = view(request, letter, *args, **kwargs)
            response["Cache-Control"] = "no-store"
            response["X-Robots-Tag"] = "noindex"
            return response

        return answer

    return decorate


def page(
    request: HttpRequest,
    letter: Letter,
    template: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Render a page under the letter's head."""
    shown = offer(letter, "")
    manuscript = shown.manuscript if shown else None
    common = {
        "letter": letter,
        "letter_title": letter.title,
        "root": f"/{letter.slug}/",
        "organiser_name": manuscript.organiser.name if manuscript else "",
        "is_reviewed": manuscript is not None and "desk" in manuscript.checks,
        "organiser_contact": manuscript.organiser.contact if manuscript else "",
        "edition": shown.edition if shown else None,
    }
    return render(request, f"signing/{template}", common | context, status=status)
