"""Send thousands of forms with one person's address, and count the mails that person gets.

    python trials/victims.py [--posts N] [--senders N] [--seed N]

Forms to sign and forms that ask for the link to one's own page, in several spellings of the one
address, to a running server with its worker and a mail
server. Promise: three mails (`MOST_MAILS_A_LETTER` in signing/actions/admit.py, in 24 hours; no
setting changes it), the same answer to each form, and the victim can sign by what came. Another
person's form is dealt with all the same. Ends with 1 where that is broken.
"""

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from command_line import wait_until
from mail_server import MailServer, mail_server
from people import hidden_fields
from visitors import FORM, SLUG, Visitor, begin, link_in, mailed_link, mails, served

VICTIM = "henrike@lommquist.example"
SPELLINGS = (VICTIM, "Henrike@Lommquist.Example", "HENRIKE@lommquist.EXAMPLE", f" {VICTIM} ")
OTHER = "rudi@gorlice.example"
MOST = 3
SIGNED, ASKED = "a form to sign", "a form that asks for a link"


@dataclass
class Found:
    """What came of it."""

    answers: dict[str, Counter[str]] = field(
        default_factory=lambda: {SIGNED: Counter(), ASKED: Counter()}
    )
    mails: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)

    def hold(self, promise: str, kept: bool) -> None:  # noqa: FBT001 (a sentence and its truth)
        """Note a promise that was broken."""
        if not kept:
            self.broken.append(promise)


def send_forms(url: str, posts: int, chance: random.Random, found: Found) -> None:
    """Send that many forms over one browser's cookies."""
    visitor = Visitor(url)
    pages = {SIGNED: f"/{SLUG}/sign", ASKED: f"/{SLUG}/mine"}
    hidden = {kind: hidden_fields(visitor.look(path).text) for kind, path in pages.items()}
    for _ in range(posts):
        kind = chance.choice((SIGNED, SIGNED, ASKED))
        typed = dict(FORM) if kind == SIGNED else {}
        typed |= {"name": f"Nobody Number-{chance.getrandbits(20)}"} if kind == SIGNED else {}
        form = {**hidden[kind], **typed, "address": chance.choice(SPELLINGS)}
        answer = visitor.post(pages[kind], form)
        found.answers[kind][f"{answer.status} {answer.leads_to}"] += 1


def of_victim(mail: MailServer) -> list[str]:
    """The recipients of the victim's mails, as spelled."""
    told = [whom for each in list(mail.taken) for whom in each.rcpt_tos]
    return [whom for whom in told if whom.casefold() == VICTIM]


def written(home: Path) -> int:
    """How many mails to the victim were ever written into the outbox."""
    with closing(sqlite3.connect(home / "undersigned.sqlite3")) as database:
        asked = "SELECT count(*) FROM outbox_mail WHERE lower(recipient) = ?"
        return int(database.execute(asked, [VICTIM]).fetchone()[0])


def flood(url: str, posts: int, senders: int, seed: int, found: Found) -> None:
    """Send all forms, from several browsers at once."""
    begun = time.monotonic()
    with ThreadPoolExecutor(senders) as threads:
        turns = []
        for number in range(senders):
            share = posts // senders + (number < posts % senders)
            chance = random.Random(f"{seed} {number}")
            turns.append(threads.submit(send_forms, url, share, chance, found))
        for turn in turns:
            turn.result()
    found.seconds = time.monotonic() - begun


def run(posts: int, senders: int, seed: int) -> Found:
    """Run it all."""
    found = Found()
    with tempfile.TemporaryDirectory() as folder, mail_server() as mail:
        home = begin(Path(folder), f'mail = "{mail.url}"')
        with served(home) as server:
            flood(server.url, posts, senders, seed, found)
            # Forms are dealt with in their order: once this one is, all others were.
            found.hold(
                "another person's form is taken", Visitor(server.url).sign(OTHER).status == 303
            )
            link = mailed_link(mail, OTHER)
            found.hold("another person confirms", Visitor(server.url).press(link).status == 303)
            wait_until(lambda: len(of_victim(mail)) >= written(home), "the victim's mails")
            found.mails = len(of_victim(mail))
            found.hold(f"{MOST} mails and no more", found.mails == written(home) == MOST)
            own = link_in(mails(mail, of_victim(mail)[-1])[-1])
            found.hold(
                "the victim signs by what came", Visitor(server.url).press(own).status == 303
            )
    for kind, answers in found.answers.items():
        found.hold(f"every answer to {kind} is the same", len(answers) == 1)
    return found


def main() -> None:
    """Read the arguments, run, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--senders", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    found = run(given.posts, given.senders, given.seed)
    for kind, answers in found.answers.items():
        print(f"{answers.total():,} times {kind}, answered {dict(answers)}")
    print(f"in {found.seconds:.0f} seconds; mails to the victim: {found.mails}")
    print("\n".join(f"BROKEN: {each}" for each in found.broken) or "all promises held")
    sys.exit(1 if found.broken else 0)


if __name__ == "__main__":
    main()
