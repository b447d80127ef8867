"""503 where database or disk can't take or give anything: full, locked, read-only, away.

That is no fault in a page: the visitor is told that nothing was taken and when to come again, and
whoever runs the instance is told what the database or the system says.
"""

import errno
import logging
import sqlite3
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from undersigned.look.errors import broken

log = logging.getLogger(__name__)

SECONDS = 30
OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


class Unready:
    """A middleware: pages raise, it answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the pages do."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:  # noqa: ARG002 (a middleware takes it)
        """Answer for a page that could not reach the database; None leaves a fault a fault."""
        return answer_for(error)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for a fault outside a page, such as in a session that could not be kept."""
    error = sys.exc_info()[1]
    return (error and answer_for(error)) or broken(request)


def answer_for(error: BaseException) -> HttpResponse | None:
    """The answer where database or disk can't do their part; None for every other fault."""
    if isinstance(error, OSError) and error.errno in OF_THE_DISK:
        words = error.strerror  # without the name of the file
    elif isinstance(error, OperationalError | InterfaceError):
        # What SQLite says of itself holds nothing that anybody typed; others may say more.
        of_sqlite = isinstance(error.__cause__, sqlite3.Error)
        words = str(error) if of_sqlite else type(error).__name__
    else:
        return None
    log.error("a page could not be answered: %s", words)
    # Without the request: to say who is logged in would ask the database again.
    text = render_to_string("503.html")
    return HttpResponse(text, status=503, headers={"Retry-After": str(SECONDS)})
