"""`undersigned init`, with options and with a person who answers."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from command_line import Run, undersigned
from undersigned.config.settings_file import read_settings
from undersigned.organisers.models import Organiser

WHO = "Ines Kaltmann <ines@example.org>"


def answering(monkeypatch: pytest.MonkeyPatch, *answers: str) -> list[str]:
    """Let somebody sit there and answer; returns what was asked."""
    asked: list[str] = []
    left: Iterator[str] = iter(answers)

    def prompt(text: str, default: str | None = None) -> str:
        asked.append(text)
        return next(left) or str(default)

    monkeypatch.setattr(typer, "prompt", prompt)
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    return asked


def test_five_questions_make_an_instance(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(monkeypatch, "https://letters.example.org", "", "", "", WHO)
    said = run("--home", home, "init")
    assert (said.code, said.err) == (0, "")
    assert len(asked) == 5
    settings = read_settings(home / "undersigned.toml")
    assert (settings.host, settings.url) == ("letters.example.org", "https://letters.example.org")
    assert (settings.mail, settings.sender) == ("mailbox", "sign@letters.example.org")
    assert settings.database == ""
    organiser = Organiser.objects.get()
    assert (organiser.name, organiser.email) == ("Ines Kaltmann", "ines@example.org")
    assert organiser.begins_letters
    assert re.search(r"/accounts/password/reset/key/\S+\n", said.out)
    assert f"undersigned --home {home} serve" in said.out


def test_an_answer_that_can_not_be_used_is_asked_for_again(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(
        monkeypatch,
        *("Not a host", "letters.example.org"),
        *("mysql://x/y", "file"),
        *("carrier pigeon", "smtp://mail.example.org"),
        *("nobody", "sign@example.org"),
        *("Ines", "ines@example.org", WHO),
    )
    said = run("--home", home, "init")
    assert said.code == 0, said.err
    assert len(asked) == 11
    for words in ("--host: ", "--database: ", "--mail: ", "--sender: ", "--organiser: "):
        assert words in said.err
    assert read_settings(home / "undersigned.toml").mail == "smtp://mail.example.org"


def test_options_answer_beforehand(tmp_path: Path) -> None:
    home = tmp_path / "site"
    said = undersigned("--home", home, "init", "--host", "letters.example.org", "--organiser", WHO)
    assert said.returncode == 0, said.stderr
    assert (home / "undersigned.toml").stat().st_mode & 0o777 == 0o600
    assert undersigned("--home", home, "tick").returncode == 0
    again = undersigned("--home", home, "init", "--host", "a.example.org", "--organiser", WHO)
    assert again.returncode == 1
    assert "is an instance already" in again.stderr


def test_nobody_there_is_told_which_option_is_missing(tmp_path: Path) -> None:
    said = undersigned("--home", tmp_path / "site", "init", "--host", "letters.example.org")
    assert said.returncode == 1
    assert said.stderr == (
        "Nobody is here to be asked. Say --organiser too, or run this in a terminal.\n"
    )
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("--host", "Letters", "Write a host name in lower case"),
        ("--database", "mysql://x/y", "database is not understood"),
        ("--mail", "pigeon", "mail is"),
        ("--sender", "nobody", "Write an address like sign@example.org"),
        ("--organiser", "Ines", "write a name and an address"),
    ],
)
def test_an_option_that_can_not_be_used_is_refused(
    tmp_path: Path, option: str, value: str, why: str
) -> None:
    options = {"--host": "letters.example.org", "--organiser": WHO, option: value}
    words = [word for pair in options.items() for word in pair]
    said = undersigned("--home", tmp_path / "site", "init", *words)
    assert said.returncode == 1
    assert why in said.stderr
    assert not (tmp_path / "site").exists()


def test_a_database_that_is_not_there_leaves_nothing_behind(tmp_path: Path) -> None:
    options = ("--host", "letters.example.org", "--organiser", WHO)
    database = ("--database", "postgresql://127.0.0.1:9/nowhere")
    said = undersigned("--home", tmp_path / "site", "init", *options, *database)
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert not (tmp_path / "site").exists()


def test_other_things_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    said = undersigned("--home", tmp_path, "init", "--host", "letters.example.org")
    assert said.returncode == 1
    assert "holds other things" in said.stderr
