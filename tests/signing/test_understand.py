"""Reading and taking an uploaded list can be stopped anywhere, and goes on; nothing is doubled."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django.fixtures import Settings

from desk_people import publish
from undersigned.audit.actors import organiser_actor
from undersigned.letters.models import Letter
from undersigned.record.sequencing import REPLAYS
from undersigned.signing.actions import uploads
from undersigned.signing.actions.understand import go_on_with_uploads
from undersigned.signing.models import ImportedList, ImportedName, Upload, UploadedLine
from undersigned.signing.states import NotPossible, Understood, UploadState

pytestmark = pytest.mark.django_db
OWNER = organiser_actor(1, "Ines Kaltmann")
LETTERS = [chr(97 + number) for number in range(26)]
WIDE = "name\n" + "".join(f"Edm{a}n{b} Grauhof\n" for a in LETTERS for b in LETTERS)
LINES = 677  # with the heading


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


def bring(letter: Letter) -> Upload:
    return uploads.receive_list(letter, "list.csv", WIDE.encode(), by=OWNER)


def killed_at_the_second_batch(patch: pytest.MonkeyPatch, manager: Any) -> None:
    """Die in the worker's place, with the claim of a process that is gone."""
    create, calls = manager.bulk_create, []

    def dies(rows: list[Any], **more: Any) -> Any:
        calls.append(len(rows))
        if len(calls) == 2:
            raise KeyboardInterrupt
        return create(rows, **more)

    patch.setattr(manager, "bulk_create", dies)
    with pytest.raises(KeyboardInterrupt):
        go_on_with_uploads()
    patch.undo()
    Upload.objects.update(claimed_at="2126-01-01T00:00:00Z", claimed_by="somebody who is gone")


def test_reading_that_was_killed_goes_on(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    upload = bring(letter)
    killed_at_the_second_batch(monkeypatch, UploadedLine.objects)
    assert upload.lines.count() == 500
    upload.refresh_from_db()
    assert (upload.state, upload.done, upload.total) == (UploadState.WAITING, 500, LINES)
    take_over(letter)
    upload.refresh_from_db()
    assert (upload.state, upload.lines.count()) == (UploadState.READ, LINES)
    assert not bytes(upload.data)


def take_over(letter: Letter) -> None:
    """Go on as the next worker does, on a database of several hosts once the claim is over."""
    Upload.objects.filter(letter=letter).update(claimed_at="2026-01-01T00:00:00Z")
    go_on_with_uploads()


def test_taking_that_was_killed_goes_on_and_doubles_nothing(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring(letter)
    go_on_with_uploads()
    uploads.decide_to_take(upload, by=OWNER)
    killed_at_the_second_batch(monkeypatch, ImportedName.objects)
    assert ImportedName.objects.count() == 500
    assert ImportedList.objects.get().report == {}
    take_over(letter)
    upload.refresh_from_db()
    assert upload.state == UploadState.TAKEN
    assert ImportedName.objects.count() == LINES - 1
    assert ImportedList.objects.get().report
    assert not upload.lines.exists()


def test_thrown_away_while_it_is_taken_nothing_of_it_stays(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = bring(letter)
    go_on_with_uploads()
    uploads.decide_to_take(upload, by=OWNER)
    killed_at_the_second_batch(monkeypatch, ImportedName.objects)
    assert uploads.cancel_upload(upload, by=OWNER) is True
    take_over(letter)
    assert not ImportedName.objects.exists()
    assert not ImportedList.objects.exists()
    assert not Upload.objects.exists()


def test_what_is_being_taken_is_mended_no_more(letter: Letter) -> None:
    upload = bring(letter)
    go_on_with_uploads()
    uploads.decide_to_take(upload, by=OWNER)
    row = upload.lines.get(line=2)
    with pytest.raises(NotPossible, match="being taken"):
        uploads.leave_line_out(row, by=OWNER)
    go_on_with_uploads()
    with pytest.raises(NotPossible, match="taken already"):
        uploads.cancel_upload(upload, by=OWNER)


def test_merging_fills_what_the_line_does_not_say(letter: Letter) -> None:
    text = "name,title,place\nEdmund Grauhof,,Strelsau\nEDMUND GRAUHOF,Prosecutor,\n"
    upload = uploads.receive_list(letter, "list.csv", text.encode(), by=OWNER)
    go_on_with_uploads()
    assert uploads.merge_lines(upload.lines.get(line=2), by=OWNER) == 1
    row = upload.lines.get(line=2)
    assert (row.role, row.place) == ("Prosecutor", "Strelsau")
    assert upload.lines.get(line=3).state == Understood.MERGED


def test_files_that_nobody_decides_about_are_thrown_away_in_time(letter: Letter) -> None:
    bring(letter)
    Upload.objects.update(at="2026-01-01T00:00:00Z")
    go_on_with_uploads()
    assert not Upload.objects.exists()


def test_a_letter_keeps_five_files_at_most_and_none_too_large(letter: Letter) -> None:
    for _ in range(uploads.MOST_WAITING):
        bring(letter)
    with pytest.raises(NotPossible, match="neither taken nor thrown away"):
        bring(letter)
    with pytest.raises(NotPossible, match="are the most"):
        uploads.receive_list(letter, "a", b"x" * (uploads.MOST_BYTES + 1), by=OWNER)


def test_a_file_that_cannot_be_read_does_not_hold_up_those_behind_it(
    letter: Letter, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first = bring(letter)

    def fails(data: bytes, name: str) -> Any:
        raise RuntimeError(f"{name}: Edmund Grauhof, {len(data)}")

    with monkeypatch.context() as patch:
        patch.setattr("undersigned.signing.actions.understand.read_list", fails)
        go_on_with_uploads()
    first.refresh_from_db()
    assert first.state == UploadState.REFUSED
    assert not first.data
    assert "a fault of this program" in first.problem
    assert "RuntimeError" in caplog.text
    assert "Grauhof" not in caplog.text
    second = bring(letter)
    go_on_with_uploads()
    second.refresh_from_db()
    assert second.state == UploadState.READ


def test_a_file_that_ends_the_program_each_time_is_not_tried_for_ever(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: Any) -> None:
        raise KeyboardInterrupt

    bring(letter)
    monkeypatch.setattr("undersigned.signing.actions.understand.read_list", dies)
    for _ in range(3):
        with pytest.raises(KeyboardInterrupt):
            go_on_with_uploads()
        Upload.objects.update(claimed_at="2126-01-01T00:00:00Z", claimed_by="somebody who is gone")
        if connection.vendor != "sqlite":
            Upload.objects.update(claimed_at=None)
    go_on_with_uploads()
    upload = Upload.objects.get()
    assert upload.state == UploadState.REFUSED
    assert upload.problem.startswith("Reading it has stopped the program three times")
    assert bytes(upload.data) == b""
