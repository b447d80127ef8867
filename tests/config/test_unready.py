import errno
import logging
import os
import sqlite3

import psycopg
import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, OperationalError
from django.test import Client

from desk_people import PASSWORD
from undersigned.letters import views
from undersigned.organisers.models import Organiser
from undersigned.signing.views import letter_page

pytestmark = pytest.mark.django_db


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail() -> list[object]:
        raise error from sqlite3.OperationalError(str(error))

    monkeypatch.setattr(views, "published_letters", fail)


def test_a_database_that_takes_nothing_is_told_to_both_sides(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    failing(monkeypatch, OperationalError("database or disk is full"))
    with caplog.at_level(logging.ERROR):
        answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "it may not have been taken: look before" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "a page could not be answered: database or disk is full" in caplog.text


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (sqlite3.OperationalError("database is locked"), "it was not taken"),
        (psycopg.errors.AdminShutdown("ending"), "it was not taken"),
        (psycopg.OperationalError("the connection is lost"), "it may not have been taken"),
    ],
)
def test_of_a_signature_it_is_told_whether_it_was_taken(
    monkeypatch: pytest.MonkeyPatch, cause: Exception, words: str
) -> None:
    def fail(_: str) -> None:
        raise OperationalError from cause

    monkeypatch.setattr(letter_page, "letter_by_slug", fail)
    answer = Client(raise_request_exception=False).post("/fair-courts/sign")
    assert (answer.status_code, words in answer.content.decode()) == (503, True)


def test_words_of_another_database_are_kept_to_themselves(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> list[object]:
        raise OperationalError("row (Henrike) of postgres.example")

    monkeypatch.setattr(views, "published_letters", fail)
    assert Client(raise_request_exception=False).get("/").status_code == 503
    assert "Henrike" not in caplog.text
    assert "a page could not be answered: OperationalError" in caplog.text


def test_a_fault_stays_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, IntegrityError("x"))
    assert Client(raise_request_exception=False).get("/").status_code == 500


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS])
def test_a_disk_that_takes_nothing_is_told_without_the_name_of_a_file(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    def fail() -> list[object]:
        raise OSError(number, os.strerror(number), "/home/henrike")

    monkeypatch.setattr(views, "published_letters", fail)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert os.strerror(number) in caplog.text
    assert "henrike" not in caplog.text


def test_another_fault_of_the_system_stays_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    failing(monkeypatch, OSError(errno.EBADF, "Bad file descriptor"))
    assert Client(raise_request_exception=False).get("/").status_code == 500


def test_a_session_that_can_not_be_kept_is_no_fault_either(monkeypatch: pytest.MonkeyPatch) -> None:
    Organiser.objects.create_user("paula@ruritania.example", PASSWORD)

    def full(*_: object, **__: object) -> None:
        raise OperationalError("database or disk is full")

    monkeypatch.setattr(SessionStore, "save", full)
    form = {"login": "paula@ruritania.example", "password": PASSWORD}
    answer = Client(raise_request_exception=False).post("/accounts/login/", form)
    assert answer.status_code == 503
    assert "it may not have been taken" in answer.content.decode()  # the page may have committed
    assert answer["Retry-After"] == "30"
