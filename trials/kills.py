"""Kill processes with SIGKILL at random moments while people sign, and hold all to its word.

    python trials/kills.py [--times 1000] [--seed 1] [--postgresql]

People sign, confirm and withdraw by HTTP at an instance with two letters, one of which accepts by
its rules and one by its desk; a mail server takes the mails; backups and ticks run. What is killed:
`serve`, its child that works, both, a server that is just starting, a lone `tick`; on PostgreSQL a
backend and the postmaster too. Such a kill follows an event (a form taken, a mail answered, a
button pressed, the desk's yes, a withdrawal, a checkpoint published, work begun) by a time from 0.2
milliseconds to half a second, short ones as likely as long ones, or comes at any time. A `backup`
is killed at a moment drawn over somewhat more than its length, so that some come to their end.

After each kill the published folder is read: each checkpoint has its tiles, each page its end. Then
the next start has to come to answering by itself. After every fifty, and when people have finished
at the end of each instance, everything may come to rest, and is held against what was acknowledged:
an answer to a form means a mail, a pressed button and the desk's yes a name listed once and
counted, a withdrawal or a removal a name gone, a backup said to be written one that can be read;
each checkpoint that a reader saw is part of the history; undersigned-verify agrees on the folder,
over HTTP, and with earlier checkpoints.

What ends is started again, as the units in deploy/systemd have it (Restart=always). On PostgreSQL
a database that recovers may refuse a start, which is then tried again until it answers; and a claim
on a mail ends after twenty minutes, so that claims of the dead are made old at each rest instead.

It ends with 1 where something acknowledged was lost, counted twice or refused, a mail was lost,
more than one mail in a thousand came twice, or, in fifty kills and more, something was never
acknowledged at all, so that nothing could be lost of it.
"""

import argparse
import math
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))


from instances import Template
from killing import Result, Trial
from ledger import Ledger
from mail_server import MailServer, mail_server
from people import Crowd
from postgresql_server import PostgresqlServer
from promises import (
    SENT_MAILS,
    asked,
)

# Seconds after which a thread lets another one run: less than usual, so that the mail server does
# not keep its yes to itself while the crowd is busy. A sender who is killed meanwhile doubles it.
SWITCH = 0.0005
A_LIFE = 250  # kills that one instance goes through


def add_up(result: Result, ledger: Ledger) -> None:
    """Add what one life came to."""
    result.mails += ledger.mails.total()
    result.doubled += ledger.doubled
    result.twice += ledger.twice
    result.people += len(ledger.people)
    for person in ledger.people.values():
        result.told.update(person.told)
    result.checkpoints += sum(map(len, ledger.seen.values()))
    result.answers.update(ledger.answers)


def trial(
    folder: Path, kills: int, seed: int, until: float, *, postgresql: bool, signers: int = 4
) -> Result:
    """Kill so many times, in one instance after another."""
    database = PostgresqlServer.begin() if postgresql else None
    try:
        with mail_server() as mails:
            template = Template.make(folder, database)
            return lives(template, kills, seed, until, mails, signers)
    finally:
        if database:
            database.end()


def lives(
    template: Template, kills: int, seed: int, until: float, mails: MailServer, signers: int = 4
) -> Result:
    """One instance after another, until so many kills are done or a promise was broken."""
    chance = random.Random(seed)
    result = Result()
    while (done := result.kills.total()) < kills and not result.broken and time.monotonic() < until:
        instance = template.copy(mails.url)
        ledger = Ledger(mails_before=set(asked(instance, SENT_MAILS)))
        ledger.listen(mails)
        taste = random.Random(chance.random())
        crowd = Crowd(instance.site, ledger, taste, signers, desk=template.desk)
        life = Trial(instance, ledger, crowd, chance, result, template.server, until)
        life.live(min(kills - done, A_LIFE))
        add_up(result, ledger)
        if not result.broken:
            shutil.rmtree(instance.home)
    return result


def main() -> None:
    """Run it and print what came of it."""
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--times", type=int, default=1000, help="how many kills")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--postgresql", action="store_true", help="on PostgreSQL, killed too")
    words.add_argument("--minutes", type=float, default=math.inf, help="end after so many")
    given = words.parse_args()
    sys.setswitchinterval(SWITCH)
    folder = Path(tempfile.mkdtemp(prefix="undersigned-kills-"))
    began = time.monotonic()
    until = began + 60 * given.minutes
    result = trial(folder, given.times, given.seed, until, postgresql=given.postgresql)
    minutes = (time.monotonic() - began) / 60
    where = "PostgreSQL" if given.postgresql else "SQLite"
    print(f"{where}, seed {given.seed}, {minutes:.0f} minutes", *result.lines(), sep="\n")
    if result.broken:
        print(f"What was left stands in {folder}.")
    else:
        shutil.rmtree(folder)
    sys.exit(0 if result.is_kept else 1)


if __name__ == "__main__":
    main()
