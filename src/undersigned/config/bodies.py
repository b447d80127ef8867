"""What Django takes for text in a request: UTF-8 and nothing else, and no more than a form.

Django decodes a form by whatever codec its sender names, and some of Python's make text of it that
no page and no record can hold, such as halves of surrogate pairs.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from undersigned.look.errors import not_understood

UTF8 = frozenset({"utf-8", "utf8"})
LARGEST_FORM = 128 * 1024
"""Bytes of the largest form of a visitor: a name, posts, a sentence. Letters are written at the
desk, and a mail service reports many bounces at once; there alone larger bodies are taken
(`DATA_UPLOAD_MAX_MEMORY_SIZE`)."""
LARGER_AT = ("/desk/", "/mail/events/")


def only_utf8(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a body that says it is of another encoding; every page here sends UTF-8."""

    def answer(request: HttpRequest) -> HttpResponse:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.strip().lower() not in UTF8:
            return not_understood(request)
        return get_response(request)

    return answer


def only_forms(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Refuse a body that is larger than any form, but where larger ones are due."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        small = length.isdecimal() and int(length) <= LARGEST_FORM
        if not small and not request.path.startswith(LARGER_AT):
            return not_understood(request)
        return get_response(request)

    return answer
