"""`/health`: whether this instance answers and works, for whoever watches over it."""

import time
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from undersigned.outbox.queries import standing
from undersigned.record.clock import clock_behind, in_doubt

OK = "ok"  # the first line of an instance that works
LONGEST_SILENCE = 30.0  # seconds; the worker notes every second that it lives


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (a view)
    """Answer 200 and `ok`, or 503 and what is wrong; nothing about letters or people."""
    status, text = said()
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def said() -> tuple[int, str]:
    """The status, and lines: `OK` and then remarks, or what is wrong."""
    wrong = problems()
    lines = wrong or [OK, *remarks()]
    return 503 if wrong else 200, "".join(f"{line}\n" for line in lines)


def problems() -> list[str]:
    """What is wrong, in sentences; empty when all is well."""
    database = database_problem()
    clock = "" if database else clock_problem()
    return [each for each in (database, worker_problem(), clock) if each]


def remarks() -> list[str]:
    """What somebody should know though this instance answers and works.

    A mail server that is away is no reason for whoever watches to start this one anew.
    """
    try:
        late, clock = standing().late, clock_behind()
    except DatabaseError:
        return []
    mails = f"{late:,} mails are late: the mail server may be away." if late else ""
    return [each for each in (mails, clock) if each]


def clock_problem() -> str:
    """What is wrong with the clock; empty when no log knows a day so late that it is in doubt."""
    try:
        return clock_behind() if in_doubt().exists() else ""
    except DatabaseError:
        return ""


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
    if silent < -LONGEST_SILENCE:
        return "The worker's last sign of life is in the future: the clock was set back."
    if silent > LONGEST_SILENCE:
        return f"The worker has been silent for {silent:.0f} seconds."
    return ""
