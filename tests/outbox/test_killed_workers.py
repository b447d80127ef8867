"""A real worker is killed at each moment of a mail's way; another takes its place."""

import os
import signal
import sqlite3
import subprocess
from collections import Counter
from pathlib import Path

from command_line import arguments, environment, undersigned, wait_until
from mail_server import TAKEN, MailServer, mail_server

MAILS = 60


def prepare(home: Path, url: str) -> None:
    home.mkdir()
    (home / "undersigned.toml").write_text(f'host = "letters.ruritania.example"\nmail = "{url}"\n')
    assert undersigned("--home", home, "tick").returncode == 0
    columns = (
        "key, kind, letter, recipient, subject, text, button, sender_name, reply_to, "
        "unsubscribe_url, is_bulk, attachment_name, attachment, created_at, due_at, claimed_by, "
        "attempts, doubts, service_number, last_error, came_back_as"
    )
    row = (
        "?, 'own', '', ?, 'Your page', 'Here.', '', '', '', '', 0, '', '', ?, ?, '', 0, 0, "
        "'', '', ''"
    )
    then = "2026-11-24 12:00:00"
    with sqlite3.connect(home / "undersigned.sqlite3") as database:
        database.executemany(
            f"INSERT INTO outbox_mail ({columns}) VALUES ({row})",  # noqa: S608 (no input)
            [(f"k:{n}", f"signer{n}@ruritania.example", then, then) for n in range(MAILS)],
        )


class Killer:
    """Kills the worker at the moments that are due, by how many mails the server has seen."""

    def __init__(self, home: Path, server: MailServer) -> None:
        self.home, self.server = home, server
        self.seen = 0
        self.kills: list[str] = []
        self.worker = self.start()

    def start(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            arguments("--home", self.home, "work"), env=environment(), stderr=subprocess.DEVNULL
        )

    def kill(self, when: str) -> None:
        self.kills.append(when)
        os.kill(self.worker.pid, signal.SIGKILL)
        self.worker.wait()
        self.worker = self.start()

    def at_recipient(self, _address: str) -> str:
        self.seen += 1
        if self.seen == 9:
            self.kill("before the mail was handed over")
        return "250 2.1.5 fine"

    def at_mail(self, _envelope: object) -> str:
        if self.seen == 20:
            self.kill("handed over, and the server took it though nobody heard")
        return TAKEN

    def at_yes(self, _envelope: object) -> None:
        if self.seen == 31:
            self.kill("taken, and the answer is on its way")


def test_a_kill_loses_no_mail_and_doubles_at_most_the_one_that_was_on_its_way(
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    with mail_server() as server:
        prepare(home, server.url)
        killer = Killer(home, server)
        server.on_recipient = killer.at_recipient
        server.before_taking = killer.at_mail
        server.after_taking = killer.at_yes
        try:
            wait_until(lambda: unsent(home) == 0, "all mails have left")
        finally:
            killer.worker.kill()
            killer.worker.wait()
        came = Counter(each.rcpt_tos[0] for each in server.taken)
    assert len(killer.kills) == 3
    assert len(came) == MAILS
    # Of the three, two met a mail that the server took without anybody hearing of it.
    assert sum(came.values()) - MAILS == 2


def unsent(home: Path) -> int:
    with sqlite3.connect(home / "undersigned.sqlite3", timeout=20) as database:
        found = database.execute("SELECT count(*) FROM outbox_mail WHERE sent_at IS NULL")
        return int(found.fetchone()[0])
