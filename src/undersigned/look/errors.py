"""Pages for what went wrong. None looks at what was sent: that may be what went wrong.

Django's own ask for the form's token, and so read the body once more; one that nobody can read
broke them in turn, and the answer was 500 or none.
"""

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string


def not_understood(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what can't be read with 400."""
    del request, exception
    return HttpResponse(render_to_string("400.html"), status=400)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer for a page that is not there with 404."""
    del exception
    return HttpResponse(render_to_string("404.html", request=request), status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer for a fault of ours with 500."""
    del request
    return HttpResponse(render_to_string("500.html"), status=500)
