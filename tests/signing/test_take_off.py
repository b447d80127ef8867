import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from desk_people import publish
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.audit.models import Event
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.record.keeping import keep
from undersigned.record.models import Pending
from undersigned.record.sequencing import REPLAYS
from undersigned.signing.actions import imports
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.models import ImportedName

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    REPLAYS.by_log.clear()
    yield
    REPLAYS.by_log.clear()


@pytest.fixture
def letter() -> Letter:
    return publish()


@pytest.fixture
def row(letter: Letter) -> ImportedName:
    text = b"name,title,email\nEdmund Grauhof,Prosecutor,edmund@ruritania.example\n"
    taken = imports.take_list(letter, read_list(text, "list.csv"), "list.csv", by=COMMAND)
    imports.show_list(
        taken.imported_list,
        url="https://blog.ruritania.example/signatures",
        day=dt.date(2026, 3, 1),
        by=organiser_actor(1, "Ines Kaltmann"),
    )
    keep(letter.log)
    follow_record(letter)
    return ImportedName.objects.get()


def address(row: ImportedName, slug: str = "fair-courts") -> str:
    return f"/{slug}/take-off/{row.entry}"


def test_the_page_shows_the_public_line_and_a_button(row: ImportedName) -> None:
    events = Event.objects.count()
    answer = Client().get(address(row))
    text = answer.content.decode()
    assert "Edmund Grauhof" in text
    assert "edmund@" not in text
    assert "1 March 2026" in text
    assert '<meta name="robots" content="noindex">' in text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert Event.objects.count() == events
    row.refresh_from_db()
    assert row.hidden_at is None


def test_pressing_it_takes_the_name_off_and_again_answers_alike(row: ImportedName) -> None:
    client = Client()
    client.get(address(row))
    first = client.post(address(row)).content
    row.refresh_from_db()
    assert row.name == ""
    assert first == client.post(address(row)).content == client.get(address(row)).content
    assert Pending.objects.filter(event="removed").count() == 1


def test_without_the_form_of_this_site_nothing_is_taken_off(row: ImportedName) -> None:
    assert Client(enforce_csrf_checks=True).post(address(row)).status_code == 403
    row.refresh_from_db()
    assert row.hidden_at is None


def test_what_is_no_imported_name_is_not_there(row: ImportedName) -> None:
    publish("other-letter")
    for path in (
        "/fair-courts/take-off/0",
        "/fair-courts/take-off/999",
        f"/fair-courts/take-off/{10**25}",
        address(row, "other-letter"),
        address(row, "no-letter"),
    ):
        assert Client().get(path).status_code == 404, path
        assert Client().post(path).status_code == 404, path
    row.refresh_from_db()
    assert row.hidden_at is None


def test_an_entry_that_is_not_public_yet_is_not_shown(row: ImportedName, letter: Letter) -> None:
    letter.log.published_size = row.entry or 0
    letter.log.save()
    assert Client().get(address(row)).status_code == 404
