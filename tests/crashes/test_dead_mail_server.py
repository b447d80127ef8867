"""The mail server is dead for an hour: a short run of `trials/dead_mail_server.py`."""

import random

import pytest

from dead_mail_server import run

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.mark.usefixtures("home")
def test_an_hour_without_a_mail_server_loses_and_doubles_nothing() -> None:
    found = run(30, random.Random(7))  # noqa: S311 (no secret)
    assert found.broken == []
    assert found.attempts >= 100
    assert any("mails are late" in each for each in found.said)
