"""`/health`: whether this instance answers and works, for whoever watches over it."""

import time
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

LONGEST_SILENCE = 30.0  # seconds; the worker notes every second that it lives


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (a view)
    """Answer 200 and `ok`, or 503 and what is wrong; nothing about letters or people."""
    wrong = problems()
    text = "\n".join(wrong or ["ok"])
    return HttpResponse(
        f"{text}\n", status=503 if wrong else 200, content_type="text/plain; charset=utf-8"
    )


def problems() -> list[str]:
    """What is wrong, in sentences; empty when all is well."""
    return [each for each in (database_problem(), worker_problem()) if each]


def database_problem() -> str:
    """What is wrong with the database; empty when it answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return f"The database does not answer ({type(error).__name__})."
    return ""


def worker_problem() -> str:
    """What is wrong with the worker; empty when it gave a sign of life lately."""
    try:
        silent = time.time() - (Path(settings.INSTANCE_FOLDER) / "work.lock").stat().st_mtime
    except FileNotFoundError:
        return "No worker has run here yet: nothing is admitted, mailed or published."
    if silent > LONGEST_SILENCE:
        return f"The worker has been silent for {silent:.0f} seconds."
    return ""
