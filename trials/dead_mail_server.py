"""Let the mail server be dead for an hour while people sign, and see what becomes of their mails.

    python trials/dead_mail_server.py [--signatures N] [--seed N]

Forms come all the while. The hour is one of the worker's own clock, advanced by hand: what it tries
and how often is real. Then a server on loopback answers again, and takes what waited. Nothing may
be lost or come twice, few attempts may be made meanwhile, and links must be good when they come.
"""

import argparse
import datetime as dt
import random
import re
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from unittest import mock
from unittest.mock import Mock

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from mail_server import mail_server

HOUR = 3600.0
TURN = 0.5  # seconds between turns of the worker
MOST_ATTEMPTS = 130  # one every half minute, and a few while the pause still grows


@dataclass
class Found:
    """What came of it."""

    attempts: int = 0
    said: list[str] = field(default_factory=list)
    late: int = 0
    connections: int = 0
    came: Counter[str] = field(default_factory=Counter)
    confirmed: int = 0
    tried: int = 0
    broken: list[str] = field(default_factory=list)

    def hold(self, promise: str, kept: bool) -> None:  # noqa: FBT001 (a sentence and its truth)
        """Note a promise that was broken."""
        if not kept:
            self.broken.append(promise)


def closed_port() -> int:
    """A port of this machine where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def mail_goes_to(port: int) -> Any:
    """Have mail leave by SMTP to a port of this machine."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    chosen = replace(settings.INSTANCE.settings, mail_bounces_to="back@letters.ruritania.example")
    return override_settings(
        EMAIL_BACKEND="undersigned.outbox.smtp.PatientBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        INSTANCE=replace(settings.INSTANCE, settings=chosen),
    )


def an_hour(letter: str, signatures: int, found: Found) -> None:
    """An hour in which forms come and no mail leaves."""
    from django.test import Client  # noqa: PLC0415

    from signers import typed  # noqa: PLC0415
    from undersigned.config.worker import Attempts, AtThePost, at_the_door  # noqa: PLC0415

    now, turns = [0.0], int(HOUR / TURN)
    door, post_lane = Attempts(clock=lambda: now[0]), AtThePost()
    post = Attempts(clock=lambda: now[0], tell=found.said.append)
    every, taken = max(1, turns // signatures), 0
    post_lane.mailbox = mailbox = Mock()  # what the lane does behind the step that fails
    for turn in range(turns):
        now[0] += TURN
        for _ in range(max(1, signatures // turns) if turn % every == 0 else 0):
            if taken < signatures:
                form = typed(address=address(taken), name=f"Anka {taken}")
                status = Client().post(f"/{letter}/sign", form).status_code
                found.hold(f"the form answered {status}", status == 303)
                taken += 1
        if turn % 20 == 0 or turn == turns - 1:
            at_the_door(door)
        post_lane(post)
        found.hold(
            "the lane of mail goes on behind what fails", mailbox.look.call_count == turn + 1
        )
        faults = [each for each in post.problems.values() if "fault of Undersigned" in each]
        found.hold(f"no fault of ours: {faults}", not faults)
    for number in range(taken, signatures):
        Client().post(f"/{letter}/sign", typed(address=address(number), name=f"Anka {number}"))
    at_the_door(door)


def moved(clock: Callable[[], dt.datetime], **by: float) -> Callable[[], dt.datetime]:
    """A clock that is ahead of another."""
    return lambda: clock() + dt.timedelta(**by)


def address(number: int) -> str:
    """The address of one signer."""
    return f"signer{number}@ruritania.example"


def drained(found: Found, signatures: int) -> None:
    """Send all that waits, as the worker does, turn by turn."""
    from undersigned.outbox.actions import send_due  # noqa: PLC0415

    turns = 0
    while send_due():
        turns += 1
    found.hold("100 mails leave a turn at most", turns >= signatures // 100)


def links(messages: Any) -> list[tuple[str, str, str]]:
    """Address, token and code of each mail."""
    got = []
    for each in messages:
        text = each.get_body(("plain",)).get_content()
        link = re.search(r"/confirm/([\w-]+)", text)
        code = re.search(r"code:\s+([A-Z]{6})", text)
        if link and code:
            got.append((str(each["To"]), link[1], code[1]))
    return got


def try_links(letter: str, messages: Any, chance: random.Random, found: Found) -> None:
    """Confirm by some of the mails, a day and a half after they came late."""
    from django.test import Client  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    got = links(messages)
    with mock.patch.object(timezone, "now", moved(timezone.now, hours=37)):
        for _, token, code in chance.sample(got, min(50, len(got))):
            body = {"token": token, "confirm": "1", "code": code}
            found.tried += 1
            status = Client().post(f"/{letter}/confirm", body).status_code
            found.confirmed += status == 303


def run(signatures: int, chance: random.Random) -> Found:
    """Run it over the database that Django has, with nothing in it."""
    from django.utils import timezone  # noqa: PLC0415

    from signers import publish_text  # noqa: PLC0415
    from undersigned.config.doctor.post import look_at_outbox  # noqa: PLC0415
    from undersigned.config.health import remarks  # noqa: PLC0415
    from undersigned.outbox.actions import sending  # noqa: PLC0415
    from undersigned.outbox.models import Mail  # noqa: PLC0415
    from undersigned.outbox.queries import standing  # noqa: PLC0415
    from undersigned.signing.models import Signature  # noqa: PLC0415

    found, letter = Found(), publish_text()
    opening = mock.patch.object(sending, "_open_post", wraps=sending._open_post)  # noqa: SLF001
    with mail_goes_to(closed_port()), opening as opened:
        an_hour(letter.slug, signatures, found)
    found.attempts = opened.call_count
    with mock.patch.object(timezone, "now", moved(timezone.now, minutes=61)):
        found.late = standing().late
        found.said += [*remarks(), *(each.what for each in look_at_outbox())]
    found.hold("every form is a signature that waits", Signature.objects.count() == signatures)
    found.hold("every mail waits", Mail.objects.filter(sent_at=None).count() == signatures)
    found.hold("no mail is given up", not Mail.objects.exclude(given_up_at=None).exists())
    found.hold("late mails are counted", found.late == signatures)
    with mail_server() as server, mail_goes_to(server.port):
        drained(found, signatures)
        found.connections = server.connections
        found.came.update(each.rcpt_tos[0] for each in server.taken)
        try_links(letter.slug, server.messages(), chance, found)
    found.hold("few attempts in the hour", found.attempts <= MOST_ATTEMPTS)
    found.hold("no mail is lost", len(found.came) == signatures)
    found.hold("no mail comes twice", found.came.total() == signatures)
    found.hold("links are good when they come late", found.confirmed == found.tried > 0)
    return found


def main() -> None:
    """Run it and print what came of it."""
    asks = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asks.add_argument("--signatures", type=int, default=10_000)
    asks.add_argument("--seed", type=int, default=1)
    given = asks.parse_args()
    from readers import prepare  # noqa: PLC0415

    prepare()
    from django.conf import settings  # noqa: PLC0415

    print(f"seed {given.seed}, {given.signatures} signatures in the hour", flush=True)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as home:
        settings.INSTANCE_FOLDER, settings.PUBLISHED_FOLDER = Path(home), Path(home) / "published"
        found = run(given.signatures, random.Random(given.seed))
    print(f"{found.attempts} attempts to reach the server; {found.late} mails late after the hour")
    print(*sorted(set(found.said)), sep="\n")
    lost, twice = given.signatures - len(found.came), found.came.total() - len(found.came)
    print(
        f"then {found.came.total()} came in {found.connections} connections: {lost} lost, "
        f"{twice} twice"
    )
    print(f"{found.confirmed} of {found.tried} links were good 37 hours later")
    print(*(f"BROKEN: {each}" for each in sorted(set(found.broken))), sep="\n")
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(1 if found.broken else 0)


if __name__ == "__main__":
    main()
