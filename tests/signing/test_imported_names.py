"""An imported name ends with its owner's own signature: once, together, and never for nothing."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from signers import ADDRESS, BY_RULES, publish_text, signed, work
from undersigned.audit.actors import COMMAND, organiser_actor
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.record.models import Pending
from undersigned.record.queries import active_indices, entries_of
from undersigned.record.sequencing import REPLAYS
from undersigned.signing.actions import imports
from undersigned.signing.actions.decide import remove
from undersigned.signing.actions.own import withdraw
from undersigned.signing.models import ImportedName
from undersigned.signing.states import State

pytestmark = pytest.mark.django_db
OWNER = organiser_actor(1, "Ines Kaltmann")
LIST = f"name,email\nHenrike Lommquist,{ADDRESS.upper()}\nPaula Brennquist,\n"


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    REPLAYS.by_log.clear()
    yield
    REPLAYS.by_log.clear()


@pytest.fixture
def letter() -> Letter:
    return publish_text(BY_RULES)


def bring(letter: Letter, *, show: bool = True, text: str = LIST) -> ImportedName:
    taken = imports.take_list(letter, read_list(text.encode(), "list.csv"), "list.csv", by=COMMAND)
    if show:
        url, day = "https://blog.ruritania.example/signatures", dt.date(2026, 3, 1)
        imports.show_list(taken.imported_list, url=url, day=day, by=OWNER)
    return taken.imported_list.names.get(line=2)


def test_who_signs_with_the_address_ends_the_shown_name_in_the_same_publication(
    letter: Letter,
) -> None:
    row = bring(letter)
    work(letter)
    assert len(active_indices(letter.log, "imported")) == 2
    signed(Client())
    asked = list(Pending.objects.order_by("id").values_list("event", "fields__reason"))
    assert asked == [("signed", None), ("removed", "superseded")]
    work(letter)
    figures = letter.log.figures
    assert figures is not None
    assert (figures["named"], figures["imported"]) == (1, 1)
    assert figures["removed"] == {"superseded": 1}
    row.refresh_from_db()
    assert (row.name, row.address, row.address_digest) == ("", "", "")
    assert row.hidden_at is not None


def test_a_name_that_was_not_shown_goes_from_the_desk_and_never_to_the_record(
    letter: Letter,
) -> None:
    row = bring(letter, show=False)
    signed(Client())
    work(letter)
    row.refresh_from_db()
    assert row.name == ""
    assert entries_of(letter.log, f"imported:{row.pk}") == []


def test_a_name_of_somebody_who_signed_before_is_not_shown(letter: Letter) -> None:
    signed(Client())
    work(letter)
    row = bring(letter)
    work(letter)
    assert len(active_indices(letter.log, "imported")) == 1
    row.refresh_from_db()
    assert row.name == ""


def test_taken_back_by_the_desk_before_it_is_listed_the_name_stands_again(letter: Letter) -> None:
    row = bring(letter)
    work(letter)
    signature = signed(Client())
    remove(signature, by=OWNER, reason="impersonation")
    assert not Pending.objects.exists()
    row.refresh_from_db()
    assert row.superseded_by_id is None
    work(letter)
    assert len(active_indices(letter.log, "imported")) == 2


def test_who_withdraws_before_being_listed_does_not_stand_there_by_the_list(letter: Letter) -> None:
    bring(letter)
    work(letter)
    withdraw(signed(Client()))
    work(letter)
    assert len(active_indices(letter.log, "imported")) == 1


def test_who_withdraws_before_the_desk_decided_does_not_stand_there_by_the_list() -> None:
    letter = publish_text()
    row = bring(letter)
    work(letter)
    signature = signed(Client())
    assert signature.state == State.CONFIRMED
    withdraw(signature)
    work(letter)
    row.refresh_from_db()
    assert row.name == row.address == ""
    assert len(active_indices(letter.log, "imported")) == 1
    again = read_list(f"{LIST}Edmund Grauhof,\n".encode(), "list.csv")
    taken = imports.take_list(letter, again, "list.csv", by=COMMAND)
    assert list(taken.imported_list.names.values_list("name", flat=True)) == ["Edmund Grauhof"]


def test_a_name_not_sequenced_yet_is_taken_back_and_comes_again_when_released(
    letter: Letter,
) -> None:
    bring(letter)
    signature = signed(Client())
    events = sorted(Pending.objects.values_list("event", flat=True))
    assert events == ["imported", "signed"]
    remove(signature, by=OWNER, reason="impersonation")
    assert imports.go_on_showing(letter) == 1
    work(letter)
    assert len(active_indices(letter.log, "imported")) == 2


def test_taken_off_while_the_signature_waits_it_ends_once(letter: Letter) -> None:
    row = bring(letter)
    work(letter)
    row.refresh_from_db()
    signed(Client())
    assert imports.take_off(letter, row.entry or 0, by=OWNER)
    assert Pending.objects.filter(event="removed").count() == 1
    work(letter)
    assert len(active_indices(letter.log, "imported")) == 1
