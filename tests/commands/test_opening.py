import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, OperationalError

from undersigned.commands.opening import of_database, of_system, open_home, refusals, room
from undersigned.config.locks import LockHeld
from undersigned.config.settings_file import InstanceRefused
from undersigned.letters.errors import LetterRefused
from undersigned.lists.model import ListRefused
from undersigned.organisers.actions.accounts import OrganiserRefused
from undersigned.record.errors import WouldFork
from undersigned.signing.states import NotPossible
from undersigned.tlog.errors import Malformed


def refused(error: Exception, capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as end, refusals():
        raise error
    assert end.value.code == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    return captured.err


@pytest.mark.parametrize(
    "error",
    [
        InstanceRefused("It can't be used."),
        LockHeld("It is in use."),
        LetterRefused("It is closed."),
        ListRefused("It is empty.", "Name another."),
        OrganiserRefused("It is no address."),
        WouldFork("It is older."),
        NotPossible("It is withdrawn."),
        ImproperlyConfigured("It is not set."),
    ],
)
def test_a_refusal_is_printed_as_it_stands(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(error, capsys) == f"{error}\n"


def test_malformed_bytes_are_a_refusal(capsys: pytest.CaptureFixture[str]) -> None:
    assert "origin" in refused(Malformed("origin", "<host>/<letter>", "x"), capsys)


def test_a_fault_of_ours_is_written_to_a_file_and_told(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSIGNED_HOME", str(tmp_path))
    said = refused(ZeroDivisionError("Henrike Lommquist"), capsys)
    (path,) = tmp_path.glob("fault-*.txt")
    assert "This is a fault of Undersigned, not yours: ZeroDivisionError" in said
    assert str(path) in said
    assert "Henrike" not in said
    assert "ZeroDivisionError" in path.read_text()


def test_without_an_instance_a_fault_is_written_where_one_stands(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UNDERSIGNED_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    refused(ZeroDivisionError(), capsys)
    assert list(tmp_path.glob("fault-*.txt"))


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        ("database is locked", "Wait for it"),
        ("database or disk is full", "Make room"),
        ("file is not a database", "Put back its backup"),
        ("database disk image is malformed", "Put back its backup"),
        ("attempt to write a readonly database", "as the user who owns"),
        ("unable to open database file", "as the user who owns"),
        ("something else", "Nothing acknowledged is lost"),
    ],
)
def test_what_the_database_says_has_a_mend(words: str, mend: str) -> None:
    said, done = of_database(words)
    assert words in said
    assert mend in done


@pytest.mark.parametrize(
    "error", [DatabaseError("x"), OperationalError("database is locked"), IntegrityError("x")]
)
def test_errors_of_the_database_are_known(
    error: Exception, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(error, capsys).startswith("The database can't be used: ")


def test_what_the_system_says_has_a_mend() -> None:
    assert of_system(OSError(28, "No space left on device"))[1].startswith("Make room")
    assert of_system(PermissionError(13, "Permission denied", "/x"))[0] == "/x: Permission denied."
    assert of_system(OSError("No port is free.")) == ("No port is free.",)


def test_a_closed_pipe_is_left_to_who_writes() -> None:
    with pytest.raises(BrokenPipeError), refusals():
        raise BrokenPipeError


def test_without_a_folder_nothing_is_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UNDERSIGNED_HOME", raising=False)
    with pytest.raises(InstanceRefused, match="--home FOLDER"):
        open_home(None)


def test_a_foreign_folder_and_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(InstanceRefused, match="holds other things"):
        open_home(tmp_path)
    with pytest.raises(InstanceRefused, match="is a file"):
        open_home(tmp_path / "thesis.odt")
    with pytest.raises(InstanceRefused, match="no instance is there"):
        open_home(tmp_path / "stie")


def test_a_room_is_a_module() -> None:
    assert room("letters.slugs").LONGEST == 60


def test_root_leaves_nothing_in_the_instance_of_another_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "undersigned.toml").touch()
    if os.geteuid() == 0:
        os.chown(tmp_path, 65534, 65534)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(InstanceRefused, match="runuser -u"):
        open_home(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["undersigned.toml"]
