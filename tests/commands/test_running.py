from pathlib import Path

import pytest

from command_line import Run
from undersigned.commands import running
from undersigned.commands.running import greet, warn_of_networks
from undersigned.config import worker
from undersigned.config.instance import open_instance
from undersigned.config.locks import HomeLock
from undersigned.config.settings_file import Settings


@pytest.mark.django_db(transaction=True)
def test_a_tick_that_did_everything_says_nothing(run: Run, site: Path) -> None:
    said = run("--home", site, "tick")
    assert (said.code, said.out, said.err) == (0, "", "")


def test_a_tick_beside_a_worker_says_so(run: Run, site: Path) -> None:
    lock = HomeLock(site, "work")
    said = run("--home", site, "tick")
    lock.release()
    assert (said.code, said.err) == (0, "")
    assert said.out == "A worker is running and does what is due; this tick did nothing.\n"


@pytest.mark.django_db(transaction=True)
def test_what_a_tick_could_not_do_is_told(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable() -> None:
        raise ConnectionRefusedError(111, "Connection refused")

    monkeypatch.setattr(worker, "send_due", unreachable)
    said = run("--home", site, "tick")
    assert (said.code, said.out) == (1, "")
    assert said.err == "sending mail: [Errno 111] Connection refused\n"


def test_a_second_worker_is_refused(run: Run, site: Path) -> None:
    lock = HomeLock(site, "work")
    said = run("--home", site, "work")
    lock.release()
    assert said.code == 1
    assert "undersigned work runs there already" in said.err


def test_a_server_that_can_not_listen_says_why(run: Run, folder: Path) -> None:
    said = run("--home", folder / "site", "serve", "--address", "192.0.2.1")
    assert (said.code, said.out) == (1, "")
    assert "192.0.2.1 is no address of this machine" in said.err
    assert not (folder / "site").exists()


def test_it_greets_with_every_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    instance = open_instance(tmp_path / "site")
    (instance.folder / "sample.txt").write_text("The desk opens to ines@ruritania.example.\n")
    greet(instance, "http://127.0.0.1:8000", ["bridge", "ferry"])
    assert capsys.readouterr().out.splitlines() == [
        f"Serving {instance.folder} at http://127.0.0.1:8000/. Ctrl-C ends it.",
        "  http://127.0.0.1:8000/bridge/",
        "  http://127.0.0.1:8000/ferry/",
        "  http://127.0.0.1:8000/desk/ is the desk.",
        "  http://127.0.0.1:8000/mailbox/ shows what would have been mailed; nothing is sent.",
        "  The desk opens to ines@ruritania.example.",
    ]


def test_without_a_letter_it_says_how_to_begin(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = open_instance(tmp_path / "site", Settings(mail="smtp://mail.example.org"))
    greet(instance, "http://127.0.0.1:8000", [])
    said = capsys.readouterr().out
    assert 'undersigned letter new "A title" begins one' in said
    assert "mailbox" not in said


def test_a_public_site_without_mail_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = open_instance(tmp_path / "site", Settings(url="https://letters.example.org"))
    greet(instance, "http://127.0.0.1:8000", ["bridge"])
    captured = capsys.readouterr()
    assert "mailbox" not in captured.out
    assert "No mail is sent, so nobody can confirm a signature" in captured.err


def test_for_others_it_says_that_tls_belongs_in_front(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = open_instance(tmp_path / "site", Settings(url="https://letters.example.org"))
    warn_of_networks(instance, 8000)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "it speaks no TLS" in captured.err
    assert "The setting url is empty" not in captured.err


def test_a_server_of_every_network_makes_no_links_to_it(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[bool] = []

    async def serve(*_: object, **__: object) -> None:
        served.append("UNDERSIGNED_URL" in running.__dict__["os"].environ)

    monkeypatch.setenv("UNDERSIGNED_URL", "")
    monkeypatch.delenv("UNDERSIGNED_URL")
    monkeypatch.setattr(running, "serve", serve)
    monkeypatch.setattr(running, "collect_assets", lambda: None)
    assert run("--home", site, "serve", "--address", "0.0.0.0", "--port", "18123").code == 0  # noqa: S104
    assert run("--home", site, "serve", "--port", "18123").code == 0
    assert served == [False, True]
