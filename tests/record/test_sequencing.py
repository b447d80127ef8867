import pytest
from pytest_django import DjangoAssertNumQueries

from log_example import DAY, ask_signed, record_line, verify_files
from undersigned.audit.models import Event
from undersigned.record.actions import append, cancel
from undersigned.record.errors import RecordRefused
from undersigned.record.keeping import keep, logs_with_work
from undersigned.record.models import Log, Opening, Pending
from undersigned.record.sequencing import REPLAYS

NAME = "Mirna Novrin"


@pytest.mark.parametrize(
    "line",
    [
        record_line(NAME, language="de"),
        record_line(NAME, edition=2),
        record_line(NAME, as_="organisation"),
        record_line(NAME, letter="letters.ruritania.example/open-courts"),
        record_line(NAME, checks={"desk": DAY}),
        record_line(NAME).replace(b'"salt"', b'"malt"'),
    ],
    ids=["language", "edition", "as", "letter", "checks", "no record"],
)
def test_a_record_that_says_something_else_than_its_entry_is_set_aside(
    log: Log, line: bytes
) -> None:
    ask_signed(log, "signature:7", line=line)
    ask_signed(log, "signature:8")
    keep(log, DAY)
    assert log.size == 3
    assert verify_files(log) == 0
    row = Pending.objects.get(log=log)
    assert (row.subject, NAME in row.refused) == ("signature:7", False)
    event = Event.objects.get(subject_kind="signature", subject=7)
    assert event.verb == "set aside signed"
    assert NAME not in event.reason


def test_an_amendment_that_its_entry_contradicts_is_set_aside(log: Log) -> None:
    ask_signed(log)
    append(log, "amended", {"entry": 2, "checks": ["desk"]}, line=record_line(NAME))
    append(log, "amended", {"entry": 99, "checks": ["mail"]}, line=record_line(NAME))
    keep(log, DAY)
    assert log.size == 3
    assert Pending.objects.exclude(refused="").count() == 2
    assert verify_files(log) == 0


def test_what_is_set_aside_is_told_and_keeps_nobody_busy(
    log: Log, caplog: pytest.LogCaptureFixture
) -> None:
    append(log, "withdrawn", {"entry": 2}, subject="signature:7")
    keep(log, DAY)
    assert "can't take withdrawn for signature:7" in caplog.text
    assert logs_with_work() == []
    assert cancel(log, "signature:7", "withdrawn")


def test_one_batch_may_begin_change_and_end_a_signature(log: Log) -> None:
    ask_signed(log)
    ask_signed(log)
    append(log, "amended", {"entry": 2, "checks": ["mail"]}, line=record_line(NAME))
    append(log, "amended", {"entry": 3, "checks": ["mail"]}, line=record_line("Anka Rassendy"))
    append(log, "withdrawn", {"entry": 2})
    keep(log, DAY)
    assert Opening.objects.get(log=log, index=2).line is None
    assert Opening.objects.get(log=log, index=3).amended_at_index == 5
    assert verify_files(log) == 0


def test_a_batch_takes_as_many_queries_as_one_row(
    log: Log, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(300):
        ask_signed(log)
    with django_assert_max_num_queries(40):
        keep(log, DAY)
    assert log.published_size == 302


def test_a_database_that_lost_entries_is_refused(log: Log) -> None:
    log.entries.filter(index=1).delete()
    REPLAYS.by_log.clear()
    ask_signed(log)
    with pytest.raises(RecordRefused, match="holds only the first 1"):
        keep(log, DAY)
