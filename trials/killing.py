"""One instance that is killed again and again, and what came of it (trials/kills.py)."""

import math
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import psycopg

from instances import PATIENCE, Instance, NeedsAHand, children_of, kill, wait_until
from ledger import ACKNOWLEDGED, LETTERS, Ledger
from people import Crowd
from postgresql_server import PostgresqlServer
from promises import (
    asked,
    backups_broken,
    differences,
    history_broken,
    look,
    verifier_objects,
)

# Kills between two rests, by who works. A server whose child works is started as a whole, which
# costs as much as ten forks.
A_STRETCH: dict["Mode", int] = {"serve": 8, "work": 50, "tick": 50}
SHORTEST, LONGEST = 0.0002, 0.5  # seconds from an event to its kill
EVENTS = ("form", "mail", "confirmed", "accepted", "withdrawn", "checkpoint", "begun", "")
SECONDS_FOR_EVENT = 0.6
SECONDS_FOR_REST = 900.0  # a limit for what never comes to rest, however busy the machine is
CHILDREN_A_SERVER = 2  # more, and serve waits longer and longer before it starts another
DOUBLED_OF = 1000  # at most one mail of so many
ENOUGH = 50  # kills; in so many each kind of acknowledgement has to come
LONGER = 1.3  # a backup is killed at a moment drawn over so many times its length
AGE_CLAIMS = (
    "UPDATE outbox_mail SET claimed_at = claimed_at - interval '20 minutes' "
    "WHERE claimed_at < now() - interval '5 seconds' AND sent_at IS NULL RETURNING id"
)
WRITTEN = re.compile(r"^(/\S+\.undersigned): [\d,]+ rows?, ", re.MULTILINE)
BACKENDS = (
    "SELECT pid FROM pg_stat_activity WHERE application_name = 'undersigned' AND pid <> "
    "pg_backend_pid()"
)


Mode = Literal["serve", "work", "tick"]  # who works: the child of serve, a worker apart, ticks


@dataclass
class Result:
    """What a trial came to."""

    kills: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    mails: int = 0
    doubled: int = 0
    people: int = 0
    told: Counter[str] = field(default_factory=Counter)
    twice: list[str] = field(default_factory=list)
    checkpoints: int = 0
    backups: int = 0
    answers: Counter[str] = field(default_factory=Counter)

    @property
    def is_kept(self) -> bool:
        """Whether every promise was, and each was tried."""
        few_twice = self.doubled * DOUBLED_OF <= max(self.mails, DOUBLED_OF)
        return few_twice and not self.broken and not self.untried

    @property
    def untried(self) -> list[str]:
        """Of what no acknowledgement came in a run that is long enough for each."""
        if self.kills.total() < ENOUGH:
            return []
        came = self.told + Counter(
            mail=self.mails, checkpoint=self.checkpoints, backup=self.backups
        )
        return [each for each in ACKNOWLEDGED if not came[each]]

    def lines(self) -> list[str]:
        """The result in words."""
        told = ", ".join(f"{number:,} {what}" for what, number in self.told.most_common())
        kills = ", ".join(f"{number} {what}" for what, number in self.kills.most_common())
        return [
            f"{self.kills.total():,} kills: {kills}",
            f"{self.people:,} people, acknowledged: {told}",
            f"{self.mails:,} mails, {self.doubled} of them twice",
            *(f"  twice: {each}" for each in self.twice),
            f"{self.checkpoints:,} checkpoints seen by a reader; {self.backups} backups written",
            f"requests without an acknowledgement: {dict(self.answers.most_common())}",
            *(f"BROKEN: {each}" for each in self.broken),
            *(f"NOT TRIED: nothing was acknowledged as {each}" for each in self.untried),
            "every promise was kept" if self.is_kept else "promises were broken",
        ]


@dataclass
class Trial:
    """One instance while it is killed again and again."""

    instance: Instance
    ledger: Ledger
    crowd: Crowd
    chance: random.Random
    result: Result
    server: PostgresqlServer | None
    until: float = math.inf  # of the monotonic clock
    mode: Mode = "serve"
    backup_takes: float = 0.0  # seconds; the first one after a change goes to its end, as a measure
    _children_killed: int = 0
    _watching: threading.Event = field(default_factory=threading.Event)

    # Moments.

    def watch(self) -> None:
        """Tell of what happens in files."""
        kept: dict[Path, int] = {}
        files = {self.instance.published(each) / "checkpoint": "checkpoint" for each in LETTERS}
        files[self.instance.home / "work.lock"] = "begun"
        while not self._watching.wait(0.002):
            for path, what in files.items():
                with suppress(FileNotFoundError):
                    found = path.stat()
                    state = found.st_ino if what == "checkpoint" else found.st_size
                    if kept.setdefault(path, state) != state:
                        kept[path] = state
                        self.ledger.moments.happened(what)

    def wait_for_moment(self, *events: str) -> str:
        """Wait for an event, and then for a time by chance. Returns what it waited for."""
        event = self.chance.choice(events or EVENTS)
        if event and self.ledger.moments.wait_for(event, SECONDS_FOR_EVENT):
            ratio = LONGEST / SHORTEST
            time.sleep(SHORTEST * ratio ** self.chance.random())
            return event
        time.sleep(self.chance.uniform(0, LONGEST))
        return "any time"

    # Kills.

    def ways(self) -> dict[Callable[[], str], int]:
        """How to kill, and how often each."""
        ways: dict[Callable[[], str], int] = {self.serve: 2, self.starting: 1, self.backup: 3}
        if self.mode == "tick":
            ways[self.tick] = 8
        else:
            ways[self.both] = 3
            if self.mode == "work" or self._children_killed < CHILDREN_A_SERVER:
                ways[self.worker] = 8
        if self.server:
            ways |= {self.backend: 3, self.postmaster: 3}
        return ways

    def kill_once(self) -> None:
        """Kill something, look at what it left, and let it go on."""
        ways = self.ways()
        (way,) = self.chance.choices(list(ways), list(ways.values()))
        if what := way():
            self.result.kills[what] += 1
            self.note(f"after {what}", look(self.instance))
        self.go_on()

    def note(self, when: str, broken: list[str]) -> None:
        """Keep what was broken, and say so at once."""
        for each in broken:
            self.result.broken.append(f"{when}: {each}")
            print(f"BROKEN {when}: {each}", flush=True)

    def go_on(self) -> None:
        """Start what does not run, as systemd does, and wait until requests are answered."""
        if self.mode == "work" and not self.instance.worker():
            self.instance.begin_working()
        end = time.monotonic() + PATIENCE
        while not self.instance.server:
            self._children_killed = 0
            self.instance.begin_serving(with_worker=self.mode == "serve")
            try:
                self.instance.wait_for_server()
            except NeedsAHand:
                if not self.server or time.monotonic() > end:
                    raise  # only a database that is still recovering may keep it from starting

    def serve(self) -> str:
        """Kill the server; its child ends by itself."""
        event = self.wait_for_moment()
        self.ledger.killed(f"serve after {event}")
        self.instance.kill(server=True)
        return "serve"

    def both(self) -> str:
        """Kill the server and who works."""
        event = self.wait_for_moment()
        self.ledger.killed(f"serve and work after {event}")
        self.instance.kill(server=True, worker=True)
        return "serve and work"

    def starting(self) -> str:
        """Kill the server, and again while it is just starting."""
        self.result.kills[self.both()] += 1
        self.instance.begin_serving(with_worker=self.mode == "serve")
        if self.mode == "work":
            self.instance.begin_working()
        time.sleep(self.chance.uniform(0, 0.8 if self.instance.forks else 3))
        self.ledger.killed("serve and work while they start")
        self.instance.kill(server=True, worker=True)
        return "serve and work while they start"

    def worker(self) -> str:
        """Kill who works; a server starts another child."""
        wait_until(self._there_is_a_worker, "there is a worker")
        event = self.wait_for_moment()
        killed = self.instance.worker()
        if not killed:
            return ""
        self.ledger.killed(f"work after {event}")
        self.instance.kill(worker=True)
        if self.mode == "serve":
            self._children_killed += 1
            there = (0, killed)
            wait_until(lambda: self.instance.worker() not in there, "serve starts another child")
        return "work"

    def _there_is_a_worker(self) -> int:
        """Start one that ended by itself, as it does where the database is not there yet."""
        self.go_on()
        return self.instance.worker()

    def tick(self) -> str:
        """Kill a lone tick."""
        process = self.instance.start("tick")
        with suppress(NeedsAHand):
            wait_until(lambda: self._works(process.pid) or process.poll() is not None, "", 30)
        event = "any time"
        if self.chance.random() < 0.5:
            time.sleep(self.chance.uniform(0, 0.6))
        else:
            event = self.wait_for_moment("mail", "checkpoint")
        self.ledger.killed(f"tick after {event}")
        died = process.poll() is None and kill(process.pid)
        process.wait()
        return "tick" if died else ""

    def _works(self, pid: int) -> bool:
        try:
            return (self.instance.home / "work.lock").read_text("ascii").startswith(f"{pid}\n")
        except FileNotFoundError:
            return False

    def backup(self) -> str:
        """Kill a backup, at a moment drawn over its length and somewhat more."""
        began = time.monotonic()
        process = self.instance.start("backup")
        log = self.instance.log
        end = began + (self.chance.uniform(0, LONGER * self.backup_takes) or math.inf)
        while process.poll() is None and time.monotonic() < end:
            time.sleep(0.002)
        died = process.poll() is None and kill(process.pid)
        process.wait()
        if said := WRITTEN.search(log.read_text("utf-8")):
            self.ledger.backups.append(said[1])
            self.backup_takes = time.monotonic() - began
        elif not died and not self.server:
            self.note("backup", [f"ended by itself: {log.read_text('utf-8')}"])
        return "backup" if died else ""

    def backend(self) -> str:
        """Kill one of the database's processes: it ends the others, and recovers."""
        self.wait_for_moment()
        self.ledger.killed("backend of PostgreSQL")
        with suppress(psycopg.Error):
            pids = asked(self.instance, BACKENDS)
            if pids and kill(self.chance.choice(pids)):
                return "backend of PostgreSQL"
        return ""

    def postmaster(self) -> str:
        """Kill the database's server, and start it again as its host does.

        Its processes may outlive it and keep its memory, so that no other one can start. So systemd
        ends what is left of a unit before it starts it again.
        """
        assert self.server
        self.wait_for_moment()
        pid = int((self.server.folder / "data" / "postmaster.pid").read_text().split()[0])
        self.ledger.killed("postmaster of PostgreSQL")
        left = children_of(pid)
        kill(pid)
        time.sleep(self.chance.uniform(0, 0.3))
        for each in left:
            kill(each)
        self.start_database()
        return "postmaster of PostgreSQL"

    def start_database(self) -> None:
        """Start it as soon as what was killed is gone."""

        def started() -> bool:
            assert self.server
            try:
                self.server.start()
            except AssertionError:
                return False
            return True

        wait_until(started, "PostgreSQL starts")

    # Rests.

    def stretch(self, kills: int) -> int:
        """Kill at most so many times, and let everything come to rest. Returns how many it were.

        People stand still meanwhile, and go on in the next stretch; after the last they finish.
        """
        (mode,) = self.chance.choices(list(A_STRETCH), (1, 3, 3))
        self.change_to(mode)
        self.crowd.begins.set()
        before = self.result.kills.total()
        while self.result.kills.total() < before + min(kills, A_STRETCH[mode]):
            self.kill_once()
        done = self.result.kills.total() - before
        at_rest = self.crowd.begins.clear if done >= kills else self.crowd.stands.set
        at_rest()
        self.rest()
        self.crowd.stands.clear()
        return done

    def change_to(self, mode: Mode) -> None:
        """Let somebody else do the work; a server with a child is started, others are forked."""
        self.instance.end()
        self.mode = mode
        self.backup_takes = 0.0
        self.instance.forks = mode != "serve"
        self.go_on()

    def rest(self) -> None:
        """Let the work be done, and hold what there is against what was told."""
        if self.mode == "tick":
            self.change_to("work")
        said: list[str] = ["nothing was looked at"]
        objections: list[str] = []
        end = time.monotonic() + SECONDS_FOR_REST
        while said and time.monotonic() < end:
            self.go_on()
            time.sleep(0.3)
            said = self._what_is_missing()
        if not said:
            while time.monotonic() < end:
                objections = verifier_objects(self.instance, self.ledger)
                if not objections:
                    break
        self.note("at rest", said + objections)
        self.note("at rest", look(self.instance) + history_broken(self.instance, self.ledger))

    def _what_is_missing(self) -> list[str]:
        try:
            if self.server:
                asked(self.instance, AGE_CLAIMS)
            said = differences(self.instance, self.ledger)
        except (psycopg.Error, FileNotFoundError) as error:
            return [f"{type(error).__name__}: {error}"]
        return said or [f"{self.crowd.unfinished} people have not finished"] * bool(
            self.crowd.unfinished
        )

    def live(self, kills: int) -> None:
        """One instance from its start to its end, through so many kills."""
        watcher = threading.Thread(target=self.watch)
        watcher.start()
        self.crowd.start()
        try:
            left = kills
            while left > 0 and time.monotonic() < self.until:
                left -= self.stretch(left)
                print(f"{self.result.kills.total()} kills, {len(self.ledger.people)} people, "
                      f"{self.ledger.doubled} doubled", flush=True)  # fmt: skip
            self.instance.end()
        except NeedsAHand as error:
            self.note("the next start", [str(error)])
        finally:
            self.crowd.end()
            self._watching.set()
            watcher.join()
            self.instance.let_go()
        there = list((self.instance.home / "backups").glob("*Z.undersigned"))
        said = [Path(each) for each in self.ledger.backups]
        self.note("backups", backups_broken({*there, *said}))
        self.result.backups += len(said)
