"""Kill a worker again and again while it sends, and count mails that were lost or came twice.

    python trials/mail_kills.py [MAILS] [KILLS] [SEED]

A worker of an instance of its own sends to a server on loopback and is killed (SIGKILL) at random
moments; another is started in its place, as `serve` does it.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from mail_server import MailServer, mail_server

DEADLINE = 600.0
COMMAND = (sys.executable, "-m", "undersigned.commands")


def prepare(home: Path, url: str, mails: int) -> None:
    """Make an instance with mails that are due."""
    home.mkdir()
    (home / "undersigned.toml").write_text(
        f'host = "letters.ruritania.example"\nmail = "{url}"\n'
        'mail_bounces_to = "bounces@letters.ruritania.example"\n'
    )
    os.environ["UNDERSIGNED_HOME"] = str(home)
    subprocess.run((*COMMAND, "tick"), check=True, env=os.environ)
    filling = (sys.executable, __file__, "--fill", str(mails))
    subprocess.run(filling, check=True, env=os.environ)


def fill(mails: int) -> None:
    """Put mails into the outbox of the instance that the environment names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
    import django  # noqa: PLC0415 (after the environment is set)

    django.setup()
    from django.db import transaction  # noqa: PLC0415

    from undersigned.outbox.actions import put  # noqa: PLC0415

    with transaction.atomic():
        for number in range(mails):
            put(
                key=f"trial:{number}",
                kind="trial",
                recipient=f"signer{number}@ruritania.example",
                subject="One step is left",
                text=f"To sign, open this page:\n\nhttps://letters.ruritania.example/{number}",
            )


def worker() -> subprocess.Popen[bytes]:
    """Start a worker."""
    command = (*COMMAND, "work")
    return subprocess.Popen(command, env=os.environ, stderr=subprocess.DEVNULL)


def run(server: MailServer, mails: int, kills: int, chance: random.Random) -> int:
    """Send all, with so many kills between. Returns how many kills there were."""
    # A kill is due some time after the server took so many mails, long enough for several more: so
    # it may meet any moment of a mail's way, each as often as it lasts.
    due = sorted(chance.sample(range(1, mails - 5), kills))
    at_work = worker()
    done = 0
    end = time.monotonic() + DEADLINE
    while len({each.rcpt_tos[0] for each in server.taken}) < mails and time.monotonic() < end:
        if due and len(server.taken) >= due[0]:
            due.pop(0)
            time.sleep(chance.uniform(0.0, 0.5))
            os.kill(at_work.pid, signal.SIGKILL)
            at_work.wait()
            done += 1
            at_work = worker()
        time.sleep(0.0005)
    time.sleep(2)  # for what would come twice
    at_work.terminate()
    at_work.wait()
    return done


def main() -> None:
    """Run it and print the count."""
    if sys.argv[1:2] == ["--fill"]:
        fill(int(sys.argv[2]))
        return
    mails, kills, seed = (
        int(sys.argv[n + 1]) if len(sys.argv) > n + 1 else given
        for n, given in enumerate((1000, 20, 1))
    )
    with tempfile.TemporaryDirectory() as folder, mail_server() as server:
        prepare(Path(folder) / "home", server.url, mails)
        began = time.monotonic()
        done = run(server, mails, kills, random.Random(seed))
        took = time.monotonic() - began
        came = Counter(each.rcpt_tos[0] for each in server.taken)
    lost = mails - len(came)
    twice = sum(number - 1 for number in came.values())
    print(f"{mails} mails, {done} kills, {took:.0f} s: {lost} lost, {twice} came twice")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
