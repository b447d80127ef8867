import logging
import sqlite3

import pytest
from django.db import IntegrityError, OperationalError
from django.test import Client

from undersigned.letters import views

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
    assert "it was not taken" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "a page could not be answered: database or disk is full" in caplog.text


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
