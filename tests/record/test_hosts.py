"""Several hosts keep one letter: none signs a second history, and all show the same."""

import shutil
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
from pytest_django import Settings

from at_once import at_once
from log_example import DAY, ask_signed, begin, verify_files
from undersigned.audit.actors import COMMAND
from undersigned.record import locking, publication
from undersigned.record.actions import open_log
from undersigned.record.errors import RecordRefused, WouldFork
from undersigned.record.keeping import keep, put_files_back
from undersigned.record.locking import letter_is_held, letter_locked
from undersigned.record.models import Entry, Log, Signed
from undersigned.record.places import key_path, published_folder, signed_path
from undersigned.record.sequencing import REPLAYS
from undersigned.record.signed import SignedTree, read_signed, store_signed

pytestmark = pytest.mark.postgresql


@pytest.fixture
def other_host(log: Log, settings: Settings, home: Path) -> Path:
    """This process goes on as another host: nothing of the letter is on its disk."""
    assert log.published_size == 2
    settings.INSTANCE_FOLDER = home / "other"
    settings.PUBLISHED_FOLDER = home / "other" / "published"
    REPLAYS.by_log.clear()
    return home


def test_a_host_that_never_signed_begins_with_what_the_database_tells(
    log: Log, other_host: Path
) -> None:
    shutil.copytree(other_host / "keys", other_host / "other" / "keys")
    ask_signed(log)
    assert keep(log, DAY)
    signed = read_signed(signed_path(log.slug))
    assert signed is not None
    assert signed.size == 3
    assert verify_files(log) == 0


def test_a_host_without_the_key_shows_the_same_and_signs_nothing(
    log: Log, other_host: Path
) -> None:
    assert put_files_back(log)
    first = other_host / "published" / log.slug
    for path in first.rglob("*"):
        if path.is_file():
            same = published_folder(log.slug) / path.relative_to(first)
            assert same.read_bytes() == path.read_bytes()
    assert not put_files_back(log)
    ask_signed(log)
    with pytest.raises(RecordRefused, match="the log's key can't be read"):
        keep(log, DAY)
    assert Signed.objects.get().size == 2


@pytest.mark.usefixtures("other_host")
def test_what_another_host_is_about_to_publish_is_left_to_it(log: Log) -> None:
    Log.objects.update(published_size=1)
    log.refresh_from_db()
    assert not put_files_back(log)


def test_a_host_that_shows_more_than_the_database_knows_signs_nothing(
    log: Log, other_host: Path
) -> None:
    shutil.copytree(other_host / "published", other_host / "other" / "published")
    Entry.objects.filter(index=1).delete()
    Log.objects.update(size=1, published_size=1)
    Signed.objects.all().delete()
    log.refresh_from_db()
    with pytest.raises(WouldFork, match="has signed 2 entries, but this database holds 1"):
        keep(log, DAY)


def test_a_file_ahead_of_the_database_signs_nothing(log: Log) -> None:
    store_signed(signed_path(log.slug), SignedTree(5, b"\1" * 32))
    ask_signed(log)
    with pytest.raises(WouldFork, match="has signed 5 entries"):
        keep(log, DAY)


def test_another_tree_in_the_database_than_its_entries_signs_nothing(log: Log) -> None:
    Signed.objects.update(root=b"\1" * 32)
    ask_signed(log)
    with pytest.raises(WouldFork, match="another tree of 2 entries"):
        keep(log, DAY)


def test_signed_elsewhere_at_this_moment_nothing_is_signed_here(
    log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (published_folder(log.slug) / "checkpoint").read_bytes()
    write = publication.write_records

    def meanwhile(*arguments: object) -> None:
        write(*arguments)  # type: ignore[arg-type]  # as it was called
        Signed.objects.update(size=2, root=b"\1" * 32)

    monkeypatch.setattr(publication, "write_records", meanwhile)
    ask_signed(log)
    with pytest.raises(WouldFork, match="by another host at this moment"):
        keep(log, DAY)
    assert (published_folder(log.slug) / "checkpoint").read_bytes() == before
    signed = read_signed(signed_path(log.slug))
    assert signed is not None
    assert signed.size == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("home")
def test_several_hosts_sequence_one_letter_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    log = open_log("fair-courts", "letters.ruritania.example/fair-courts", by=COMMAND)
    begin(log)
    for number in range(120):
        ask_signed(log, f"signature:{number}")
    # On several hosts no lock file stands between them.
    monkeypatch.setattr(locking, "locked", lambda _: nullcontext())
    own = [Log.objects.get(pk=log.pk) for _ in range(6)]
    said = at_once(*[partial(keep, each, DAY) for each in own])
    assert sorted(said, key=str) == [False] * 5 + [True]
    log.refresh_from_db()
    assert (log.size, log.published_size) == (122, 122)
    assert verify_files(log) == 0


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("home")
def test_a_lock_held_by_another_host_is_seen_and_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locking, "locked", lambda _: nullcontext())

    def look() -> bool:
        return letter_is_held("fair-courts")

    assert at_once(look) == [False]
    with letter_locked("fair-courts"):
        assert at_once(look) == [True]
    assert at_once(look) == [False]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("home")
def test_two_who_begin_the_same_letter_leave_one_log_and_its_key() -> None:
    origin = "letters.ruritania.example/fair-courts"
    said = at_once(*[partial(open_log, "fair-courts", origin, by=COMMAND)] * 4)
    logs = [each for each in said if isinstance(each, Log)]
    assert len(logs) == 1
    assert all(isinstance(each, RecordRefused) for each in said if each not in logs), said
    begin(logs[0])
    assert key_path("fair-courts").exists()
    assert keep(logs[0], DAY)
