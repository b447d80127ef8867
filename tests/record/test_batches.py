"""Rows taken as runs become what they become one by one."""

import random
from typing import Any

import pytest
from django.db import transaction

from log_example import DAY, ask_signed, record_line
from undersigned.record.actions import append
from undersigned.record.batches import Batch
from undersigned.record.keeping import keep
from undersigned.record.models import Entry, Log, Pending
from undersigned.record.rows import delete_rows, insert_rows
from undersigned.record.sequencing import REPLAYS, sequence

SOURCE = "7" * 64


def ask_something(log: Log, chance: random.Random, number: int) -> None:
    """Ask for an entry by chance, mostly a signature; some can't be taken."""
    kind, subject = chance.random(), f"signature:{number}"
    if kind < 0.5:
        ask_signed(log, subject, line=record_line(f'Anka "{number}" Rassendy'))
    elif kind < 0.7:
        members: Any = {"edition": None, "language": None, "checks": None}
        imported = {"source": SOURCE, "as": "person"}
        append(log, "imported", imported, line=record_line(**members), subject=subject)
    elif kind < 0.75:
        ask_signed(log, subject, line=record_line(language="de"))  # not its entry's
    elif kind < 0.8:
        append(log, "signed", {"edition": 7}, line=record_line(), subject=subject)
    elif kind < 0.9:
        changed = {"entry": chance.randrange(2, 30), "checks": ["mail"]}
        append(log, "amended", changed, line=record_line(), subject=subject)
    else:
        append(log, "withdrawn", {"entry": chance.randrange(2, 30)}, subject=subject)


def stands(log: Log) -> list[list[Any]]:
    """What became of it all."""
    opened = ("index", "event", "edition", "line", "source", "commitment", "amended_at_index")
    return [
        [(*row[:3], bytes(row[3])) for row in log.entries.order_by("index").values_list(
            "index", "event", "subject", "data")],
        [tuple(map(repr, row)) for row in log.openings.order_by("index").values_list(*opened)],
        list(log.pending.values_list("event", "subject", "refused")),
        [(log.size, log.last_day)],
    ]  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_a_run_becomes_what_its_rows_become_one_by_one(
    log: Log, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance = random.Random(seed)  # noqa: S311 (no secret)
    for number in range(60):
        ask_something(log, chance, number)
    before = transaction.savepoint()
    sequence(log.pk, DAY)
    log.refresh_from_db()
    at_once = stands(log)
    transaction.savepoint_rollback(before)
    REPLAYS.by_log.clear()
    monkeypatch.setattr(Batch, "_take_run", lambda *_: False)
    sequence(log.pk, DAY)
    log.refresh_from_db()
    assert stands(log) == at_once
    assert log.size > 20
    assert Pending.objects.exclude(refused="").exists()


def test_runs_are_really_taken(log: Log, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Batch, "_take_one", lambda *_: pytest.fail("one by one"))
    for number in range(5):
        ask_signed(log, line=record_line(f"Žofie Rassendy {number}"))
    keep(log, DAY)
    assert log.published_size == 7


def test_the_second_of_two_records_that_are_the_same_is_set_aside(log: Log) -> None:
    line = record_line()
    ask_signed(log, "signature:1", line=line)
    ask_signed(log, "signature:2", line=line)
    ask_signed(log, "signature:3")
    keep(log, DAY)
    assert log.size == 4
    assert Pending.objects.get(log=log).subject == "signature:2"


def test_rows_are_inserted_and_deleted_as_they_are(log: Log) -> None:
    names = ("log", "index", "event", "data", "subject")
    bytes_of_any_kind = bytes(range(256))
    subject = 'a\t"\\N\n'
    rows = [(log.pk, 7, "signed", bytes_of_any_kind, subject), (log.pk, 8, "x", b"", "")]
    insert_rows(Entry, names, rows)
    first, second = Entry.objects.filter(log=log, index__gte=7).order_by("index")
    assert (bytes(first.data), first.subject) == (bytes_of_any_kind, subject)
    assert (bytes(second.data), second.event) == (b"", "x")
    delete_rows(Entry, [first.pk])
    delete_rows(Entry, [])
    assert list(Entry.objects.filter(log=log, index__gte=7)) == [second]
