"""503 where database or disk can't take or give anything: full, locked, read-only, away.

That is no fault in a page: the visitor is told when to come again, and whoever runs the instance is
told what the database or the system says. A page may have committed something before it failed, and
a session is kept after it; only the page where one signs writes a single row, and last of all.
"""

import errno
import logging
import sqlite3
import sys
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from undersigned.look.errors import broken

log = logging.getLogger(__name__)

SECONDS = 30
INTAKE = "signing:sign"  # the page that does nothing but take one row
OF_THE_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS})


class Unready:
    """A middleware: pages raise, it answers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take what answers."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as the pages do."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer for a page that could not reach the database; None leaves a fault a fault."""
        match = request.resolver_match
        is_intake = match is not None and match.view_name == INTAKE
        return answer_for(error, is_not_taken=is_intake and is_refused(error))


def failed(request: HttpRequest) -> HttpResponse:
    """Answer for a fault outside a page, such as in a session that could not be kept."""
    error = sys.exc_info()[1]
    return (error and answer_for(error)) or broken(request)


def is_refused(error: BaseException) -> bool:
    """Whether what was asked is certainly not done; a connection that broke off leaves it open."""
    cause = error.__cause__
    has_answered = isinstance(cause, sqlite3.Error) or bool(getattr(cause, "sqlstate", None))
    return has_answered or connection.connection is None


def answer_for(error: BaseException, *, is_not_taken: bool = False) -> HttpResponse | None:
    """The answer where database or disk can't do their part; None for every other fault.

    Args:
        error: What a page met.
        is_not_taken: Whether nothing of a form can have been kept.
    """
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
    text = render_to_string("503.html", {"is_not_taken": is_not_taken})
    return HttpResponse(text, status=503, headers={"Retry-After": str(SECONDS)})
