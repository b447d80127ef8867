import os
import time
from pathlib import Path

import pytest
from django.db import Error as DatabaseError
from django.db import connection
from django.test import Client
from pytest_django.fixtures import Settings

from undersigned.config.locks import HomeLock

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
