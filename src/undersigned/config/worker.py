"""What is due, done: admit, mail, sequence, publish. `tick` does it once, `work` repeats it.

Each step stands for itself: one that fails is logged and tried again at the next turn, and the
others go on.
"""

import logging
import os
import select
import sys
import time
from collections.abc import Callable

from django.db import Error as DatabaseError
from django.db import connection

from undersigned.letters.models import Letter
from undersigned.outbox.actions import send_due
from undersigned.publishing.actions import publish_pages
from undersigned.record.errors import RecordRefused
from undersigned.record.keeping import keep, logs_with_work
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.actions.expire import expire_due
from undersigned.signing.actions.follow import follow_record

log = logging.getLogger(__name__)

SECONDS_BETWEEN_TURNS = 0.5
LONGEST_PAUSE = 30.0


def tick() -> list[str]:
    """Do all that is due, once. Returns what could not be done, in words; empty when all was."""
    problems: list[str] = []
    attempt(admit_due, problems)
    attempt(expire_due, problems)
    attempt(_keep_all, problems, problems)
    attempt(send_due, problems)
    attempt(forget_erased, problems)
    return problems


def attempt(step: Callable[..., object], problems: list[str], *arguments: object) -> None:
    """Run one step; what it can't do becomes a sentence."""
    try:
        step(*arguments)
    except (RecordRefused, OSError, DatabaseError) as error:
        problems.append(str(error))
    except Exception as error:  # a fault in one step must not stop the others
        log.exception("a fault in %s", getattr(step, "__name__", step))
        problems.append(f"A fault of Undersigned: {type(error).__name__}.")


def _keep_all(problems: list[str]) -> None:
    waiting = {each.pk for each in logs_with_work()}
    for letter in Letter.objects.select_related("log").order_by("pk"):
        if letter.log.pk in waiting:
            attempt(keep, problems, letter.log)
        attempt(publish_pages, problems, letter)
        attempt(follow_record, problems, letter)


def forget_erased() -> None:
    """Move the write-ahead log into the database, so that erased pages do not linger in it."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")


def work(*, until_input_ends: bool) -> None:
    """Repeat `tick` until stopped; as a child of `serve`, until the parent is gone.

    The parent holds the other end of standard input. When it dies, however it dies, that end
    closes, and this process ends too.
    """
    pause = SECONDS_BETWEEN_TURNS
    told: list[str] = []
    while True:
        problems = tick()
        if problems != told:
            for problem in problems:
                log.warning("%s", problem)
            told = problems
        pause = min(pause * 2, LONGEST_PAUSE) if problems else SECONDS_BETWEEN_TURNS
        if not until_input_ends:
            time.sleep(pause)
        elif select.select([sys.stdin], [], [], pause)[0] and not os.read(sys.stdin.fileno(), 1):
            return
