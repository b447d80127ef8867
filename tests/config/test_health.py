import datetime as dt
import os
import time
from pathlib import Path

import pytest
from django.db import Error as DatabaseError
from django.db import connection
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from undersigned.config.health import said
from undersigned.config.locks import HomeLock
from undersigned.record.models import Log

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def lock(settings: Settings, tmp_path: Path) -> HomeLock:
    settings.INSTANCE_FOLDER = tmp_path
    return HomeLock(tmp_path, "work")


def test_it_is_well_while_the_worker_gives_signs_of_life() -> None:
    answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().post("/health").status_code == 405


def test_a_worker_that_never_ran_is_told(lock: HomeLock) -> None:
    lock.path.unlink()
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert b"No worker" in answer.content


def test_a_silent_worker_is_told(lock: HomeLock) -> None:
    then = time.time() - 100
    os.utime(lock.path, (then, then))
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert b"silent for 1" in answer.content


def test_a_database_that_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise DatabaseError("/home/somebody/undersigned.sqlite3 is not a database")

    monkeypatch.setattr(connection, "cursor", broken)
    answer = Client().get("/health")
    assert answer.status_code == 503
    assert answer.content == b"The database does not answer (Error).\n"


@pytest.mark.parametrize(
    ("days", "confirmed", "status"),
    [(0, None, 200), (1, None, 200), (2, None, 503), (20, None, 503), (20, 0, 200), (20, 1, 503)],
)
def test_a_clock_behind_the_record_is_wrong_unless_it_can_be_right(
    days: int, confirmed: int | None, status: int
) -> None:
    today = timezone.now().date()
    known = None if confirmed is None else today + dt.timedelta(days=confirmed)
    Log.objects.create(slug="fair-courts", last_day=today + dt.timedelta(days=days))
    Log.objects.update(confirmed_day=known)
    answer, text = said()
    assert answer == status
    assert text.startswith("ok\n") == (status == 200)
    assert ("clock says" in text) == (days > 0)
    assert "fair-courts" not in text
