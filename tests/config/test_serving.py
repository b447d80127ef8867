import os
import signal
import socket
from pathlib import Path

import pytest

from command_line import DEADLINE, HOST, fetch, is_alive, running, undersigned, wait_until
from letter_files import LETTER
from undersigned.config.serving import end_worker, how_it_ended, is_loopback, listen, start_worker


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_taken_port_leads_to_the_next() -> None:
    with listen("127.0.0.1", free_port()) as first:
        port = first.getsockname()[1]
        with listen("127.0.0.1", port) as second:
            assert port < second.getsockname()[1] < port + 50


def test_an_address_of_another_machine_is_refused_in_words() -> None:
    for address in ("192.0.2.1", "no such host"):
        with pytest.raises(OSError, match="is no address of this machine") as caught:
            listen(address, 8000)
        assert "--address" in str(caught.value)


def test_where_no_port_is_free_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(*_: object) -> None:
        raise OSError(98, "Address already in use")

    monkeypatch.setattr(socket.socket, "bind", taken)
    with pytest.raises(OSError, match="No port from 8000 to 8049 is free"):
        listen("127.0.0.1", 8000)
    with pytest.raises(OSError, match="No port from 65530 to 65535"):
        listen("127.0.0.1", 65530)


def test_a_port_of_the_administrator_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(socket.socket, "bind", denied)
    with pytest.raises(OSError, match="Port 80 is only for the administrator"):
        listen("127.0.0.1", 80)


def test_which_addresses_this_machine_alone_reaches() -> None:
    assert all(map(is_loopback, ["127.0.0.1", "127.8.8.8", "::1", "localhost"]))
    assert not any(map(is_loopback, ["0.0.0.0", "::", "192.0.2.1", "example.org"]))  # noqa: S104


def test_an_end_has_words() -> None:
    assert how_it_ended(3) == "status 3"
    assert how_it_ended(-9) == "SIGKILL"
    assert how_it_ended(-200) == "signal 200"


def test_it_serves_pages_files_and_the_list_of_letters(published_home: Path) -> None:
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        assert fetch(f"{server.url}/bridge/").status == 200
        assert b"A bridge for both banks" in fetch(f"{server.url}/").body
        checkpoint = fetch(f"{server.url}/bridge/checkpoint")
        assert checkpoint.body.startswith(f"{HOST}/bridge\n2\n".encode())
        assert checkpoint.headers["Access-Control-Allow-Origin"] == "*"
        assert fetch(f"{server.url}/bridge/checkpoint", "HEAD").headers["Content-Length"] == str(
            len(checkpoint.body)
        )
        assert fetch(f"{server.url}/static/look/undersigned.css").status == 200
        assert fetch(f"{server.url}/bridge/../undersigned.toml").status == 404
        assert fetch(f"{server.url}/bridge/%2e%2e/%2e%2e/secret").status == 404
        assert fetch(f"{server.url}/nothing").status == 404
        assert fetch(f"{server.url}/bridge/sign").status == 200
        wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health")
        assert fetch(f"{server.url}/", Host="evil.example").status == 400
        assert server.process.poll() is None
    assert "".join(server.remarked) == "Stopped.\n"  # and nothing of who visited


def test_the_mailbox_is_for_this_machine_alone(published_home: Path) -> None:
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        assert fetch(f"{server.url}/mailbox/").status == 200
        assert fetch(f"{server.url}/mailbox/", X_Forwarded_For="192.0.2.7").status == 404
        assert any("/mailbox/ shows what would have been mailed" in line for line in server.said)


def test_a_port_that_is_taken_is_told_with_the_next(published_home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with running("--home", published_home, "serve", "--port", port) as server:
            assert server.said[0].startswith(f"Port {port} is taken, so this is at ")
            assert fetch(f"{server.url}/").status == 200


def test_a_second_server_of_one_home_is_refused(published_home: Path) -> None:
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        second = undersigned("--home", published_home, "serve", "--port", free_port())
        assert second.returncode == 1
        assert second.stdout == ""
        assert f"undersigned serve runs there already at {server.url}" in second.stderr
        assert "Traceback" not in second.stderr
        assert fetch(f"{server.url}/").status == 200


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_server_and_its_child(
    published_home: Path, number: signal.Signals
) -> None:
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        wait_until(server.child, "a child")
        child = server.child()
        server.process.send_signal(number)
        assert server.process.wait(timeout=DEADLINE) == 0
        assert not is_alive(child)
    assert server.remarked == ["Stopped.\n"]


def test_a_killed_server_takes_its_child_along(published_home: Path) -> None:
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        wait_until(server.child, "a child")
        child = server.child()
        server.process.kill()
        wait_until(lambda: not is_alive(child), "the end of the child")
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        assert fetch(f"{server.url}/bridge/").status == 200


def test_a_killed_child_is_started_again(published_home: Path) -> None:
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        wait_until(lambda: fetch(f"{server.url}/health").status == 200, "work")
        child = server.child()
        os.kill(child, signal.SIGKILL)
        server.wait_for_words("The worker ended (SIGKILL); another one is started.")
        wait_until(lambda: server.child() not in {0, child}, "another child")
        assert fetch(f"{server.url}/").status == 200


def test_the_child_runs_nothing_out_of_the_folder_one_stands_in(
    published_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "granian.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    (tmp_path / "django.py").write_text("raise SystemExit('not ours')", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    child = start_worker(published_home)
    try:
        health = published_home / "work.lock"
        wait_until(lambda: health.exists() and health.read_text(encoding="ascii"), "work")
    finally:
        end_worker(child)
    assert child.returncode in {0, 130, 143}


def test_a_server_without_a_child_says_that_nothing_is_worked_on(published_home: Path) -> None:
    with running("--home", published_home, "serve", "--no-work", "--port", free_port()) as server:
        assert server.child() == 0
        (published_home / "work.lock").unlink(missing_ok=True)
        assert fetch(f"{server.url}/health").status == 503


def test_a_running_server_picks_up_what_is_published_beside_it(
    published_home: Path, tmp_path: Path
) -> None:
    (tmp_path / "ferry.md").write_text(LETTER, encoding="utf-8")
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        assert fetch(f"{server.url}/ferry/").status == 404
        result = undersigned("--home", published_home, "letter", "publish", tmp_path / "ferry.md")
        assert result.returncode == 0, result.stderr
        assert fetch(f"{server.url}/ferry/").status == 200
        assert b'href="/ferry/"' in fetch(f"{server.url}/").body
        assert fetch(f"{server.url}/ferry/sign").status == 200


def test_a_command_beside_a_server_knows_its_address(published_home: Path) -> None:
    with running("--home", published_home, "serve", "--port", free_port()) as server:
        added = undersigned(
            "--home", published_home, "organiser", "add", "ines@ruritania.example",
            "--name", "Ines Kaltmann", "--letter", "bridge", "--role", "owner",
        )  # fmt: skip
        assert f"  {server.url}/accounts/password/reset/key/" in added.stdout


def test_every_network_is_allowed_and_told_plainly(published_home: Path) -> None:
    with running(
        "--home", published_home, "serve", "--address", "0.0.0.0", "--port", free_port()  # noqa: S104
    ) as server:  # fmt: skip
        server.wait_for_words("Put a web server with TLS in front")
        server.wait_for_words("The setting url is empty.")
        local = server.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
        assert fetch(f"{local}/").status == 200
        assert fetch(f"{local}/", Host=HOST).status == 200


def test_a_tick_beside_a_living_worker_does_nothing(published_home: Path) -> None:
    with running("--home", published_home, "work", until="Working on ") as worker:
        tick = undersigned("--home", published_home, "tick")
        assert tick.returncode == 0
        assert "A worker is running" in tick.stdout
        worker.process.send_signal(signal.SIGTERM)
        assert worker.process.wait(timeout=DEADLINE) == 143
    tick = undersigned("--home", published_home, "tick")
    assert (tick.returncode, tick.stdout, tick.stderr) == (0, "", "")


def test_ctrl_c_ends_a_worker_after_its_turn(published_home: Path) -> None:
    with running("--home", published_home, "work", until="Working on ") as worker:
        worker.process.send_signal(signal.SIGINT)
        assert worker.process.wait(timeout=DEADLINE) == 130
    assert "Traceback" not in "".join(worker.remarked)
    assert "Stopped." in "".join(worker.remarked)
