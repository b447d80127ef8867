"""Step 6: records."""

from pathlib import Path

import pytest

from letter_press import Press
from letter_readers import World, failed, replaced, unchecked
from undersigned.evidence.records_file import encode_records


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (b"Yrsa Passau", b"Yrsa Passow", "record of entry 10"),
        (b"Yrsa Passau", "Yrsa P\u200bssau".encode(), "record of entry 10"),
        (b"size 11", b"size  11", "size of the records"),
        (b"size 11", b"size 10", "lines of the records"),
        (b"size 11\n", b"", "first line"),
    ],
)
def test_records_that_do_not_fit_are_refused(
    press: Press, world: World, before: bytes, after: bytes, said: str
) -> None:
    replaced(press.folder, "records/000", before, after)
    report = world.verify(press.folder)
    assert failed(report) == [6]
    assert said in report.step(6).detail


def test_a_missing_record_of_an_active_signature_is_refused(press: Press, world: World) -> None:
    lines = [press.records.get(index) for index in range(10)]
    press.put("records/000", encode_records(11, [*lines, None]))
    report = world.verify(press.folder)
    assert failed(report) == [6]
    assert "line 12: the record of entry 10 is missing" in report.step(6).detail


def test_a_record_of_a_withdrawn_signature_is_refused(tmp_path: Path, world: World) -> None:
    press = Press(tmp_path / "letter")
    line = press.record("Hanno Istrova")
    press.withdraw(press.sign("Hanno Istrova"))
    press.write()
    press.put("records/000", encode_records(4, [None, None, line, None]))
    report = world.verify(press.folder)
    assert failed(report) == [6]
    assert "entry 2 has a record, and none belongs to it" in report.step(6).detail


def test_one_salt_for_two_records_is_refused(tmp_path: Path, world: World) -> None:
    press = Press(tmp_path / "letter")
    press.sign("Hanno Istrova", salt=bytes(32))
    press.sign("Yrsa Passau", salt=bytes(32))
    press.write()
    report = world.verify(press.folder)
    assert failed(report) == [6]
    assert "entry 3: its record has the salt of entry 2" in report.step(6).detail


def test_an_archive_with_erased_records_is_never_wholly_checked(press: Press, world: World) -> None:
    lines = [press.records.get(index) for index in range(10)]
    press.put("records/000", encode_records(11, [*lines, None]))
    press.put("index.html", press.page().replace(press.row(10), ""))
    press.put("erased", b"10\n")
    report = world.verify(press.folder)
    assert (report.status, unchecked(report)) == (2, [6])
    assert "1 records may be absent" in report.step(6).detail


@pytest.mark.parametrize(
    "erased", [b"10\n9\n", b"9\n9\n", b"11\n", b"+9\n", b"009\n", b"nine\n", b"\n"]
)
def test_a_list_of_erased_records_that_is_none_is_refused(
    press: Press, world: World, erased: bytes
) -> None:
    press.put("erased", erased)
    assert failed(world.verify(press.folder)) == [6]


def test_an_empty_list_of_erased_records_is_unchecked_as_any(press: Press, world: World) -> None:
    press.put("erased", b"")
    report = world.verify(press.folder)
    assert (report.status, unchecked(report)) == (2, [6])


def test_records_past_the_checkpoint_are_unchecked_whatever_their_lines(
    press: Press, world: World
) -> None:
    # Of a larger size it is not known how many lines belong.
    replaced(press.folder, "records/000", b"size 11", b"size 400")
    report = world.verify(press.folder)
    assert report.status == 2
    assert "records/000 is at size 400, past the checkpoint" in report.step(6).detail
    replaced(press.folder, "records/000", b"size 400", b"size 12")
    assert world.verify(press.folder).status == 2
