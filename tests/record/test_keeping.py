import datetime as dt
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from log_example import DAY, ask_signed, record_line, verify_files
from undersigned.audit.actors import COMMAND
from undersigned.evidence.receipts import Receipt
from undersigned.record import storage
from undersigned.record.actions import append, cancel, confirm_day
from undersigned.record.errors import ClockRefused, RecordRefused, WouldFork
from undersigned.record.keeping import keep, logs_with_work
from undersigned.record.models import Log, Opening, Pending
from undersigned.record.places import key_path, published_folder, signed_path
from undersigned.record.queries import entries_of, receipt
from undersigned.record.sequencing import REPLAYS, sequence
from undersigned.record.tree import read_tile
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.merkle import root_of
from undersigned.tlog.note import Note
from undersigned.tlog.tiles import tile_hash_reader


def files_of(log: Log) -> dict[str, tuple[int, int]]:
    folder = published_folder(log.slug)
    return {
        str(path.relative_to(folder)): (path.stat().st_mtime_ns, path.stat().st_ino)
        for path in folder.rglob("*")
        if path.is_file()
    }


def changed_files(before: dict[str, tuple[int, int]], log: Log) -> set[str]:
    return {path for path, stamp in files_of(log).items() if before.get(path) != stamp}


def test_a_new_log_verifies(log: Log) -> None:
    assert verify_files(log) == 0
    assert log.published_size == 2


def test_a_signature_is_found_by_its_subject_and_verifies(log: Log) -> None:
    ask_signed(log, "signature:1")
    assert logs_with_work() == [log]
    keep(log, DAY)
    assert entries_of(log, "signature:1") == [(2, "signed")]
    assert log.figures is not None
    assert log.figures["total"] == 1
    assert logs_with_work() == []
    assert verify_files(log) == 0


def test_nothing_new_writes_nothing(log: Log) -> None:
    before = files_of(log)
    assert not keep(log, DAY)
    assert changed_files(before, log) == set()


def test_one_more_signature_rewrites_only_the_files_that_it_touches(log: Log) -> None:
    for _ in range(300):
        ask_signed(log)
    keep(log, DAY)
    before = files_of(log)
    ask_signed(log)
    keep(log, DAY)
    assert changed_files(before, log) == {
        "checkpoint",
        "count.json",
        "records/001",
        "tile/0/001.p/47",
        "tile/entries/001.p/47",
    }
    assert verify_files(log) == 0


def test_a_withdrawal_rewrites_the_records_of_its_bundle_and_takes_the_line_away(log: Log) -> None:
    ask_signed(log, line=record_line("Mirna Novrin"))
    for _ in range(300):
        ask_signed(log)
    keep(log, DAY)
    assert b"Mirna Novrin" in (published_folder(log.slug) / "records/000").read_bytes()
    append(log, "withdrawn", {"entry": 2})
    keep(log, DAY)
    for path in published_folder(log.slug).rglob("*"):
        if path.is_file() and path.name != "index.html":
            assert b"Mirna Novrin" not in path.read_bytes()
    assert Opening.objects.get(log=log, index=2).line is None
    assert verify_files(log) == 0


def test_an_amended_line_takes_the_place_of_the_first(log: Log) -> None:
    ask_signed(log, line=record_line("Mirna Novrni"))
    keep(log, DAY)
    append(log, "amended", {"entry": 2, "checks": ["mail"]}, line=record_line("Mirna Novrin"))
    keep(log, DAY)
    records = (published_folder(log.slug) / "records/000").read_bytes()
    assert b"Mirna Novrin" in records
    assert b"Mirna Novrni" not in records
    assert verify_files(log) == 0


def test_a_receipt_proves_the_line_that_stands_now(log: Log) -> None:
    ask_signed(log)
    keep(log, DAY)
    first = Receipt.parse(receipt(log, 2))
    assert first.index == 2
    line = record_line("Anka Rassendy")
    append(log, "amended", {"entry": 2, "checks": ["mail"]}, line=line)
    keep(log, DAY)
    second = Receipt.parse(receipt(log, 2))
    assert (second.index, second.record) == (3, line)
    with pytest.raises(LookupError):
        receipt(log, 0)


def test_what_the_log_cannot_take_is_set_aside_and_the_rest_goes_on(log: Log) -> None:
    append(log, "withdrawn", {"entry": 1})
    append(log, "no such event", {})
    append(log, "removed", {"entry": 2, "reason": "because"})
    append(log, "signed", {"edition": 1})
    ask_signed(log)
    keep(log, DAY)
    assert log.size == 3
    refused = Pending.objects.filter(log=log).exclude(refused="")
    assert refused.count() == 4
    assert verify_files(log) == 0


def test_what_was_asked_for_can_be_taken_back_until_it_is_sequenced(log: Log) -> None:
    ask_signed(log, "signature:1")
    assert cancel(log, "signature:1", "signed")
    assert not cancel(log, "signature:1", "signed")
    keep(log, DAY)
    assert log.size == 2


def test_a_clock_behind_the_last_day_appends_nothing_and_loses_nothing(log: Log) -> None:
    ask_signed(log)
    with pytest.raises(ClockRefused, match="Set the clock"):
        keep(log, DAY - dt.timedelta(days=1))
    log.refresh_from_db()
    assert log.size == 2
    keep(log, DAY)
    assert log.size == 3


def test_a_clock_far_ahead_needs_a_confirmed_command(log: Log) -> None:
    ask_signed(log)
    keep(log, DAY + dt.timedelta(days=31))
    ask_signed(log)
    later = DAY + dt.timedelta(days=63)
    with pytest.raises(ClockRefused, match="confirm-day fair-courts"):
        keep(log, later)
    confirm_day(log, by=COMMAND, today=later)
    keep(log, later)
    assert log.size == 4


def test_an_older_database_refuses_to_sign_a_smaller_tree(log: Log) -> None:
    ask_signed(log)
    keep(log, DAY)
    rewind(log, 2)
    ask_signed(log)
    with pytest.raises(WouldFork, match="has signed 3 entries"):
        keep(log, DAY)
    log.refresh_from_db()
    assert log.size == 2


def test_an_older_database_refuses_to_sign_another_tree(log: Log) -> None:
    ask_signed(log)
    keep(log, DAY)
    checkpoint = (published_folder(log.slug) / "checkpoint").read_bytes()
    rewind(log, 2)
    rewrite(log)
    ask_signed(log)
    with pytest.raises(WouldFork, match="another tree of 3 entries"):
        keep(log, DAY)
    assert (published_folder(log.slug) / "checkpoint").read_bytes() == checkpoint


@pytest.mark.sqlite
def test_without_what_was_signed_last_nothing_is_signed(log: Log) -> None:
    signed_path(log.slug).unlink()
    ask_signed(log)
    with pytest.raises(WouldFork, match="is missing"):
        keep(log, DAY)


def test_an_unreadable_note_of_what_was_signed_last_stops_signing(log: Log) -> None:
    signed_path(log.slug).write_text("2\n")
    ask_signed(log)
    with pytest.raises(WouldFork, match="can't be read"):
        keep(log, DAY)


def test_another_key_is_refused_and_named(log: Log) -> None:
    key_path(log.slug).write_text("no key")
    ask_signed(log)
    with pytest.raises(RecordRefused, match="can't be read"):
        keep(log, DAY)


def test_a_struck_document_leaves_the_folder_and_the_database(log: Log) -> None:
    append(log, "struck", {"document": "rules/1.md", "reason": "court-order"})
    keep(log, DAY)
    assert not (published_folder(log.slug) / "rules/1.md").exists()
    assert log.documents.get(path="rules/1.md").data is None
    assert verify_files(log) == 0


def rewind(log: Log, size: int) -> None:
    """The database as it was at `size`, as after restoring an old backup."""
    log.entries.filter(index__gte=size).delete()
    log.openings.filter(index__gte=size).delete()
    log.size = log.published_size = size
    log.save()
    REPLAYS.by_log.clear()


def rewrite(log: Log) -> None:
    """One more entry in the database than the backup had, but another than the world saw."""
    ask_signed(log)
    sequence(log.pk, DAY)
    log.refresh_from_db()


class Stopped(Exception):  # noqa: N818
    """The process ended here."""


def stop_at(monkeypatch: pytest.MonkeyPatch, call: int) -> Callable[[], int]:
    """Let the `call`-th write or rename of a file stop the process."""
    made = 0

    def counted(original: Callable[..., object]) -> Callable[..., object]:
        def act(*arguments: object, **named: object) -> object:
            nonlocal made
            made += 1
            if made == call:
                raise Stopped
            return original(*arguments, **named)

        return act

    monkeypatch.setattr(os, "fsync", counted(os.fsync))
    monkeypatch.setattr(Path, "replace", counted(Path.replace))
    return lambda: made


@pytest.mark.django_db(transaction=True)
def test_stopped_at_any_point_it_goes_on_and_never_shows_a_checkpoint_before_its_tiles(
    log: Log,
) -> None:
    call = 0
    while True:
        call += 1
        ask_signed(log)
        if log.size > 2:
            append(log, "amended", {"entry": 2, "checks": ["mail"]}, line=record_line())
        with pytest.MonkeyPatch.context() as patch:
            calls = stop_at(patch, call)
            try:
                keep(log, DAY)
            except Stopped:
                REPLAYS.by_log.clear()
            if calls() < call:
                break
        # What the world sees now may lag behind, but it is whole.
        log.refresh_from_db()
        assert tree_is_whole(log)
        keep(log, DAY)
        assert verify_files(log) == 0
    assert call > 10


def tree_is_whole(log: Log) -> bool:
    """Whether every tile of the published checkpoint is there and gives its root."""
    folder = published_folder(log.slug)
    checkpoint = Checkpoint.parse(Note.parse((folder / "checkpoint").read_bytes()).text)
    root = root_of(
        checkpoint.size, tile_hash_reader(checkpoint.size, lambda tile: read_tile(folder, tile))
    )
    return root == checkpoint.root


def test_a_file_is_replaced_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deep" / "file"
    storage.write_synced(path, b"first")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.write_synced(path, b"second")
    assert path.read_bytes() == b"first"
    assert [each.name for each in path.parent.iterdir()] == ["file"]


def test_there_is_no_receipt_of_a_correction_before_it_is_published(log: Log) -> None:
    ask_signed(log, "signature:1")
    keep(log, DAY)
    append(log, "amended", {"entry": 2, "checks": ["mail"]}, line=record_line("Mirna Novrin"))
    sequence(log.pk, DAY)
    with pytest.raises(LookupError, match="correcting entry 2 at this moment"):
        receipt(log, 2)
    keep(log, DAY)
    assert Receipt.parse(receipt(log, 2)).index == 3
