from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from signers import publish_text
from undersigned.audit.actors import COMMAND
from undersigned.letters.actions import close_letter
from undersigned.record.keeping import keep
from undersigned.record.sequencing import REPLAYS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    REPLAYS.by_log.clear()


def page() -> str:
    answer = Client().get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_without_a_letter_it_says_so() -> None:
    assert "No letter is published here yet." in page()


def test_a_letter_is_listed_with_its_count_and_the_size_it_was_counted_at() -> None:
    publish_text()
    text = page()
    assert '<a href="/fair-courts/">A sentence is not a favour</a>' in text
    assert "Nobody has signed yet, counted on" in text
    assert "at entry 2 of the record" in text
    assert '<a href="/fair-courts/sign">Sign it</a>' in text


def test_the_newest_letter_comes_first() -> None:
    publish_text()
    publish_text(slug="open-courts")
    text = page()
    assert text.index("/open-courts/") < text.index("/fair-courts/")


def test_a_closed_letter_can_not_be_signed() -> None:
    letter = publish_text()
    close_letter(letter, by=COMMAND, reason="Handed over.")
    keep(letter.log)
    text = page()
    assert "It takes no more signatures." in text
    assert "/fair-courts/sign" not in text


def test_nothing_is_posted_to_it() -> None:
    assert Client().post("/").status_code == 405
    assert Client().head("/").status_code == 200
