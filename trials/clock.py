"""Set the clock of a running server and worker back ten years and forward a day, and back again.

    python trials/clock.py [--times 20] [--seed 1]

Real processes, to which libfaketime (Debian: faketime) tells a time that this script chooses; what
waits by a steady clock goes on, as it does where an administrator sets the time. In each life
people sign; the clock is set back ten years, set right, forward a day, set right, and then the day
comes. Server and worker run on or are started anew, together or apart, by chance.

While the clock is behind, forms are taken and wait, and nothing else is good: no link, no page of
one's own, no login. Nothing is sequenced before the last day of the record. Once it is right, all
goes on by itself. What ended by the clock that ran ahead stays ended, its links are good when their
time has come, and the days of the record never go down. It ends with 1 where one of this is broken.
"""

import argparse
import http.client
import os
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from instances import Instance, NeedsAHand, Template
from ledger import DESK, RULES, Ledger, Person
from mail_server import MailServer, mail_server
from people import Crowd
from promises import (
    SENT_MAILS,
    asked,
    differences,
    history_broken,
    read_log,
    verifier_objects,
)

PATIENCE = 120.0  # seconds; generous, since other work may share the machine
TEN_YEARS = -3652 * 86_400
A_DAY = 86_400
DAY_CAME = A_DAY + 600
# libfaketime 0.9.10 refuses the sleep of Python, which ends by the steady clock (EINVAL).
SLEEP = """
import select, time
time.sleep = lambda seconds: select.select([], [], [], seconds) and None
"""
DAY = re.compile(rb"^day (\d{4}-\d\d-\d\d)$", re.MULTILINE)


def library() -> str:
    """Where libfaketime is.

    Raises:
        NeedsAHand: when it is nowhere.
    """
    found = next(Path("/").glob("usr/lib/*/faketime/libfaketimeMT.so.1"), None)
    if found is None:
        raise NeedsAHand("libfaketime is missing: apt-get install faketime")
    return str(found)


class Clock:
    """What time it is for the processes that were started with these words before them."""

    def __init__(self, folder: Path) -> None:
        """Be right."""
        folder.mkdir()
        (folder / "sitecustomize.py").write_text(SLEEP)
        self.path = folder / "clock"
        self.is_off(0)
        modules = os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])])
        self.words = (
            *("env", f"LD_PRELOAD={library()}", f"FAKETIME_TIMESTAMP_FILE={self.path}"),
            *("FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", f"PYTHONPATH={modules}"),
        )

    def is_off(self, seconds: int) -> None:
        """Be off by so many seconds from now on."""
        aside = self.path.with_name("clock.writing")
        aside.write_text(f"{seconds:+d}\n")
        aside.replace(self.path)


@dataclass
class Result:
    """What came of it.

    Attributes:
        people: How many signed.
        settings: How often the clock was set.
        seconds: The longest that anything took to go on after it.
        broken: Promises that were not kept.
    """

    people: int = 0
    settings: int = 0
    seconds: float = 0.0
    broken: list[str] = field(default_factory=list)

    def hold(self, promise: str, *, kept: bool) -> None:
        """Note a promise that was broken."""
        if not kept:
            self.broken.append(promise)


@dataclass
class Life:
    """One instance and its clock."""

    instance: Instance
    clock: Clock
    ledger: Ledger
    crowd: Crowd
    chance: random.Random
    result: Result
    desk: dict[str, str]

    def live(self) -> None:
        """Go through all of it."""
        self.begin()
        owner = self.people(3, confirm=True)[0]
        waits = self.people(1)[0]
        self.all_listed()
        self.set_clock(TEN_YEARS, "ten years back")
        self.behind(owner, waits)
        self.set_clock(0, "right again")
        self.confirm(waits)
        self.confirm_all()
        self.all_listed()
        self.hold("a page of one's own is good once the clock is right", self.sees_own(owner))
        self.set_clock(A_DAY, "a day ahead")
        later = self.ahead(owner)
        self.set_clock(0, "right after a day ahead")
        self.after_ahead(owner, later)
        self.set_clock(DAY_CAME, "the day came")
        self.confirm(later)
        self.all_listed()
        self.at_rest()

    # What is asked.

    def behind(self, owner: Person, waits: Person) -> None:
        """Ten years back: forms are taken and wait; nothing else is good."""
        size = self.size()
        for _ in range(3):
            self.sign()
        self.hold("behind, a link is not good", not self.confirms(waits))
        self.hold("behind, no page of one's own is shown", not self.sees_own(owner))
        self.hold("behind, no login is good", not self.sees_desk())
        self.hold("/health names the clock", self.until(lambda: "clock says" in self.health()))
        self.hold("behind, nothing is sequenced", self.size() == size)

    def ahead(self, owner: Person) -> Person:
        """A day ahead: all goes on, by that day; what lasts less than a day has ended."""
        before = self.last_day()
        self.people(2, confirm=True)
        self.all_listed()
        self.hold("the next day is in the record", self.last_day() > before)
        self.hold("a page of one's own ended", not self.sees_own(owner))
        self.hold("a login ended", not self.sees_desk())
        return self.people(1)[0]

    def after_ahead(self, owner: Person, later: Person) -> None:
        """Right again after a day ahead: what ended stays so; the record waits for its day."""
        size = self.size()
        self.people(2, confirm=True)
        self.hold("a page of one's own stays ended", not self.sees_own(owner))
        self.hold("a login stays ended", not self.sees_desk())
        self.hold("a link is not good before its time", not self.confirms(later))
        self.hold(
            "the worker says what waits",
            self.until(lambda: f"the last entry is of {self.last_day().decode()}." in self.said()),
        )
        self.hold("nothing is sequenced before the last day", self.size() == size)
        self.result.broken += verifier_objects(self.instance, self.ledger)

    def at_rest(self) -> None:
        """Everything acknowledged is there once, and the days go up."""
        self.result.broken += differences(self.instance, self.ledger)
        self.result.broken += history_broken(self.instance, self.ledger)
        self.result.broken += verifier_objects(self.instance, self.ledger)
        days = self.days()
        self.hold("the days of the record go up", days == sorted(days))
        self.result.people += len(self.ledger.people)

    # How.

    def begin(self) -> None:
        """Start server and worker, as one or two."""
        apart = self.chance.random() < 0.5
        self.instance.begin_serving(with_worker=not apart)
        self.instance.wait_for_server()
        if apart:
            self.instance.begin_working()

    def set_clock(self, off: int, what: str) -> None:
        """Set it, while they run or between two runs."""
        self.result.settings += 1
        anew = self.chance.random() < 0.4
        print(f"  {what}, {'between two runs' if anew else 'while they run'}", flush=True)
        if anew:
            self.instance.end()
        self.clock.is_off(off)
        if anew:
            self.begin()

    def hold(self, promise: str, kept: bool) -> None:  # noqa: FBT001 (a sentence and its truth)
        """Note a promise that was broken."""
        self.result.hold(promise, kept=kept)

    def people(self, number: int, *, confirm: bool = False) -> list[Person]:
        """So many people who sign, get their mail, and confirm where they are to."""
        found = [self.sign() for _ in range(number)]
        self.mailed(found)
        for each in found if confirm else ():
            self.confirm(each)
        return found

    def sign(self) -> Person:
        """Somebody new fills in the form."""
        person = Person(len(self.ledger.people) + 1, RULES)
        self.ledger.people[person.address] = person
        self.crowd._sign(person)  # noqa: SLF001 (one step of what a crowd does by itself)
        self.hold("a form is taken", "form" in person.told)
        return person

    def mailed(self, people: list[Person]) -> None:
        """Wait until each of them has a mail."""
        begun = time.monotonic()
        came = self.until(lambda: all(self.ledger.to[each.address] for each in people))
        self.hold("a mail comes by itself", came)
        self.result.seconds = max(self.result.seconds, time.monotonic() - begun)

    def confirms(self, person: Person) -> bool:
        """Whether the link of their mail is good now; it is kept."""
        self.mailed([person])
        if not person.links:
            return False
        link = person.links[0]
        self.crowd._confirm(person)  # noqa: SLF001 (as above)
        if "confirmed" in person.told:
            return True
        person.links.insert(0, link)
        return False

    def confirm(self, person: Person) -> None:
        """Press the button behind the link."""
        self.hold("a link is good in its time", self.confirms(person))

    def confirm_all(self) -> None:
        """Everybody who did not yet."""
        for each in list(self.ledger.people.values()):
            if "confirmed" not in each.told:
                self.confirm(each)

    def all_listed(self) -> None:
        """Wait until everybody who confirmed is listed."""
        begun = time.monotonic()
        listed = self.until(lambda: not differences(self.instance, self.ledger))
        if not listed:
            self.result.broken += differences(self.instance, self.ledger)
        self.result.seconds = max(self.result.seconds, time.monotonic() - begun)

    @staticmethod
    def until(happens: Callable[[], bool]) -> bool:
        """Whether something comes to be so while somebody would wait for it."""
        end = time.monotonic() + PATIENCE
        while not happens():
            if time.monotonic() > end:
                return False
            time.sleep(0.2)
        return True

    def sees_own(self, person: Person) -> bool:
        """Whether the page of their own signature is open to them."""
        answer = self.instance.site.ask(f"/{RULES}/mine", dict(person.cookies))
        return answer.status == 200 and person.name in answer.text

    def sees_desk(self) -> bool:
        """Whether the login that was begun at first opens the desk."""
        return self.instance.site.ask(f"/desk/{DESK}/", dict(self.desk)).status == 200

    def health(self) -> str:
        """What /health says, whatever its status."""
        connection = http.client.HTTPConnection("127.0.0.1", self.instance.site.port, timeout=60)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().read().decode()
        finally:
            connection.close()

    def said(self) -> str:
        """What server and worker have said in this life."""
        return "".join(path.read_text("utf-8") for path in self.instance.home.glob("said-*.txt"))

    def size(self) -> int:
        """How many entries are published."""
        return read_log(self.instance.published(RULES))[0].size

    def days(self) -> list[bytes]:
        """The day of each entry."""
        entries = read_log(self.instance.published(RULES))[1]
        return [found[1] for each in entries if (found := DAY.search(each))]

    def last_day(self) -> bytes:
        """The day of the last entry."""
        return self.days()[-1]


def trial(folder: Path, lives: int, seed: int, mails: MailServer) -> Result:
    """So many lives, each in an instance of its own."""
    template = Template.make(folder, None)
    chance, result = random.Random(seed), Result()
    for _ in range(lives):
        instance = template.copy(mails.url)
        clock = Clock(instance.home.with_name(f"{instance.home.name}-clock"))
        instance.wrapped = clock.words
        ledger = Ledger(mails_before=set(asked(instance, SENT_MAILS)))
        ledger.listen(mails)
        crowd = Crowd(instance.site, ledger, chance)
        life = Life(instance, clock, ledger, crowd, chance, result, template.desk)
        try:
            life.live()
        finally:
            instance.end_all()
        if result.broken:
            break
        shutil.rmtree(instance.home)
    return result


def main() -> None:
    """Run it and print what came of it."""
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--times", type=int, default=20, help="how many lives")
    words.add_argument("--seed", type=int, default=1)
    given = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="undersigned-clock-"))
    with mail_server() as mails:
        result = trial(folder, given.times, given.seed, mails)
    print(f"seed {given.seed}, {given.times} lives, {result.people} people")
    print(f"the clock was set {result.settings} times; all went on within {result.seconds:.1f} s")
    print(*(f"BROKEN: {each}" for each in result.broken), sep="\n")
    if result.broken:
        print(f"What was left stands in {folder}.")
    else:
        shutil.rmtree(folder)
    sys.exit(1 if result.broken else 0)


if __name__ == "__main__":
    main()
