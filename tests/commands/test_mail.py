import subprocess
from pathlib import Path

import pytest

from command_line import arguments, environment, undersigned
from mail_server import MailServer, mail_server


@pytest.fixture
def home(tmp_path: Path) -> Path:
    made = tmp_path / "home"
    made.mkdir()
    return made


def write(home: Path, mail: str) -> None:
    (home / "undersigned.toml").write_text(
        f'host = "letters.ruritania.example"\nmail = "{mail}"\n'
        'mail_bounces_to = "bounces@letters.ruritania.example"\n'
    )


def bounce(home: Path, data: bytes) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        arguments("--home", home, "mail", "bounce"),
        env=environment(),
        input=data,
        capture_output=True,
        check=False,
    )


def test_a_test_mail_leaves_and_the_answer_is_said(home: Path) -> None:
    with mail_server() as server:
        write(home, server.url)
        said = undersigned("--home", home, "mail", "test", "ines@ruritania.example")
        (message,) = server.messages()
    assert said.returncode == 0, said.stderr
    assert "The server answered: 250 2.0.0 taken." in said.stdout
    assert message["To"] == "ines@ruritania.example"
    assert message["From"] == "sign@letters.ruritania.example"


def refuses(server: MailServer) -> None:
    server.on_recipient = lambda _: "550 5.7.1 relaying denied"


def test_a_refusal_is_said_in_the_words_of_the_server(home: Path) -> None:
    with mail_server() as server:
        refuses(server)
        write(home, server.url)
        said = undersigned("--home", home, "mail", "test", "ines@ruritania.example")
    assert said.returncode == 1
    assert "It did not leave: 550 5.7.1 relaying denied" in said.stderr


def test_a_server_that_is_not_there_is_said(home: Path) -> None:
    write(home, "smtp://127.0.0.1:9")
    said = undersigned("--home", home, "mail", "test", "ines@ruritania.example")
    assert said.returncode == 1
    assert "It did not leave: Connection refused" in said.stderr
    assert "Traceback" not in said.stderr


def test_without_a_server_it_says_where_the_mail_stands(home: Path) -> None:
    write(home, "mailbox")
    said = undersigned("--home", home, "mail", "test", "ines@ruritania.example")
    assert said.returncode == 0
    assert "Nothing left: mail is mailbox." in said.stdout


def test_an_address_that_is_none_is_refused(home: Path) -> None:
    write(home, "mailbox")
    assert "no @" in undersigned("--home", home, "mail", "test", "ines").stderr


def test_a_message_that_is_no_bounce_of_ours_changes_nothing(home: Path) -> None:
    write(home, "mailbox")
    for data in (b"", b"From: somebody\n\nbounces+17.0000", b"\xff\x00"):
        said = bounce(home, data)
        assert said.returncode == 0
        assert b"no mail of this instance" in said.stdout


def test_a_bounce_that_can_t_be_taken_in_now_is_asked_for_again(home: Path) -> None:
    write(home, "mailbox")
    (home / "undersigned.sqlite3").write_bytes(b"no database at all, and long enough to be one")
    assert bounce(home, b"From: somebody\n\n").returncode == 75
