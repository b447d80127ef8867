"""What Django takes for text in a request: UTF-8 and nothing else.

Django decodes a form by whatever codec its sender names, and some of Python's make text of it that
no page and no record can hold, such as halves of surrogate pairs.
"""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request

UTF8 = frozenset({"utf-8", "utf8"})


def only_utf8(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a body that says it is of another encoding; every page here sends UTF-8."""

    def answer(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.strip().lower() not in UTF8:
            return bad_request(request, BadRequest("This is not UTF-8."))
        return get_response(request)

    return answer
