"""503 where the database can't take or give anything: full, locked, read-only, away.

That is no fault in a page: the visitor is told that nothing was taken and when to come again, and
whoever runs the instance is told what the database says.
"""

import logging
import sqlite3
from collections.abc import Callable

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

log = logging.getLogger(__name__)

SECONDS = 30


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
        if not isinstance(error, OperationalError | InterfaceError):
            return None
        # What SQLite says of itself holds nothing that anybody typed; others may say more.
        own_words = isinstance(error.__cause__, sqlite3.Error)
        log.error("a page could not be answered: %s", error if own_words else type(error).__name__)
        # Without the request: to say who is logged in would ask the database again.
        text = render_to_string("503.html")
        return HttpResponse(text, status=503, headers={"Retry-After": str(SECONDS)})
