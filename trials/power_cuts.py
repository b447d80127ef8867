"""Cut the power of a recorded run at many moments, and hold each next start to its word.

    python trials/power_cuts.py [--times 200] [--seed 1] [--seconds 40]

People sign, confirm and withdraw by HTTP, the desk accepts, mails are taken, backups are written,
all on SQLite and under strace, which records every write with its bytes and every sync. From that,
trials/recorded_disk.py makes the folder as it could stand at any moment, in three ways: only what
was synced; every name, with the bytes that were synced; names and writes that survived by chance.
Half of the moments are within two milliseconds after an acknowledgement, half are anywhere.

On each such folder the next start has to come to rest by itself, and what was acknowledged up to
the cut has to hold, as after kills (trials/kills.py): answers to forms, pressed buttons, the desk's
yes, withdrawals, mails that the mail server took, checkpoints that a reader got, backups that were
said to be written. A mail may come twice, since a cut may take the note of it along.

What it can't see: a disk that says synced and is not; a folder's name lost though the file system
had written it; sectors torn within one write; shared memory (only SQLite's index of its own log,
which it makes anew); what PostgreSQL does, whose promise it is (an unsafe one is refused).
"""

import argparse
import math
import random
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from command_line import undersigned
from instances import Instance, NeedsAHand, Template, wait_until
from ledger import Fact, Ledger
from mail_server import mail_server
from people import Crowd
from promises import (
    SENT_MAILS,
    asked,
    backups_broken,
    differences,
    history_broken,
    look,
    verifier_objects,
)
from recorded_disk import VARIANTS, Call, Disk, Variant, calls, strace

TICKS = 3  # at most so many starts until all is done
SECONDS_BETWEEN_BACKUPS = 4.0
CLOSELY = 0.002  # seconds after an acknowledgement
SERVED_OF = 20  # of so many folders one is served as well


@dataclass(frozen=True)
class Recorded:
    """A run that was recorded."""

    before: Path
    home: Path
    calls: list[Call]
    ledger: Ledger

    @property
    def facts(self) -> list[Fact]:
        """What was acknowledged, in order."""
        return [fact for fact in self.ledger.diary if not fact.what.startswith("try ")]


@dataclass
class Result:
    """What the cuts came to."""

    cuts: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    again: int = 0
    broken: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def lines(self) -> list[str]:
        """The result in words."""
        cuts = ", ".join(f"{number} {variant}" for variant, number in self.cuts.most_common())
        held = ", ".join(f"{number:,} {what}" for what, number in self.held.most_common())
        return [
            f"{self.cuts.total()} power cuts: {cuts}",
            f"acknowledged before them, each held after: {held}",
            f"{self.again} mails came again after a cut",
            *(f"BROKEN: {each}" for each in self.broken),
            "promises were broken" if self.broken else "every promise was kept",
        ]


def record(template: Template, folder: Path, seconds: float, chance: random.Random) -> Recorded:
    """Let everything run for so long under strace, and stop in the middle of it."""
    with mail_server() as mails:
        instance = template.copy(mails.url)
        before = folder / "before"
        shutil.copytree(instance.home, before)
        ledger = Ledger(mails_before=set(asked(instance, SENT_MAILS)))
        ledger.listen(mails)
        crowd = Crowd(instance.site, ledger, random.Random(chance.random()), desk=template.desk)
        traces = [folder / "serve.strace"]
        instance.wrapped = strace(traces[0])
        instance.begin_serving(with_worker=True)
        instance.wait_for_server()
        crowd.begins.set()
        crowd.start()
        try:
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                time.sleep(SECONDS_BETWEEN_BACKUPS)
                traces.append(folder / f"backup-{len(traces)}.strace")
                back_up(instance, ledger, traces[-1])
        finally:
            crowd.end()
            instance.end_all()
    recorded = [call for trace in traces for call in calls(trace)]
    return Recorded(before, instance.home, recorded, ledger)


def back_up(instance: Instance, ledger: Ledger, trace: Path) -> None:
    """Write a backup, and note it where that is said to be done."""
    instance.wrapped = strace(trace)
    there = set((instance.home / "backups").glob("*Z.undersigned"))
    if instance.start("backup").wait() == 0:
        (made,) = set((instance.home / "backups").glob("*Z.undersigned")) - there
        with ledger.lock:
            ledger.note("backup", made.name)


def moments(recorded: Recorded, times: int, chance: random.Random) -> list[float]:
    """When the power goes: half closely after an acknowledgement, half anywhere; in order."""
    facts = recorded.facts
    first, last = facts[0].at, facts[-1].at
    closely = [chance.choice(facts).at + chance.uniform(0, CLOSELY) for _ in range(times // 2)]
    anywhere = [chance.uniform(first, last) for _ in range(times - times // 2)]
    return sorted(closely + anywhere)


def cut(
    recorded: Recorded,
    times: int,
    chance: random.Random,
    folder: Path,
    at_once: int,
    until: float = math.inf,
) -> Result:
    """Cut the power so many times, and look at each folder that is left."""
    result = Result()
    disk = Disk.of(recorded.before, recorded.home)
    steps = disk.steps(recorded.calls)
    done = 0
    waiting = threading.Semaphore(at_once * 2)  # folders on disk at a time
    with ThreadPoolExecutor(at_once) as threads:
        for number, moment in enumerate(moments(recorded, times, chance)):
            if time.monotonic() > until:
                break
            while done < len(steps) and steps[done][0] <= moment:
                steps[done][1]()
                done += 1
            waiting.acquire()
            variant = VARIANTS[number % len(VARIANTS)]
            home = folder / f"cut-{number}-{variant}"
            disk.build(home, variant, chance)
            ledger = recorded.ledger.until(moment)
            threads.submit(hold, home, ledger, variant, result, number).add_done_callback(
                lambda _: waiting.release()
            )
    return result


def hold(home: Path, ledger: Ledger, variant: Variant, result: Result, number: int) -> None:
    """Start the folder of one cut, and hold it against what was acknowledged until then."""
    before = Counter(ledger.mails)
    told = Counter(what for person in ledger.people.values() for what in person.told)
    told += Counter(
        mail=len(ledger.mails),
        checkpoint=sum(map(len, ledger.seen.values())),
        backup=len(ledger.backups),
    )
    instance = Instance(home)
    try:
        with mail_server() as mails:
            ledger.listen(mails)
            Template.configure(home, "", mails.url)
            broken = [f"as it was found: {each}" for each in look(instance)]
            broken += come_to_rest(instance, ledger, serve=number % SERVED_OF == 0)
    except Exception as error:  # noqa: BLE001 (whatever it is, the next start needs a hand)
        broken = [f"{type(error).__name__}: {error}"]
    with result.lock:
        result.cuts[variant] += 1
        result.held += told
        result.again += sum((ledger.mails - before)[each] for each in before)
        for each in broken:
            result.broken.append(f"{home.name}: {each}")
            print(f"BROKEN {result.broken[-1]}", flush=True)
        if result.cuts.total() % 20 == 0:
            print(f"{result.cuts.total()} cuts", flush=True)
    if not broken:
        shutil.rmtree(home)


def come_to_rest(instance: Instance, ledger: Ledger, *, serve: bool) -> list[str]:
    """Start it, and say what does not hold."""
    said: list[str] = []
    if serve:
        instance.begin_serving(with_worker=True)
        instance.wait_for_server()
        try:
            wait_until(lambda: not differences(instance, ledger), "all is done")
        except NeedsAHand:
            said = differences(instance, ledger)
        instance.end()
        said += [
            f"{path.relative_to(instance.home)} is empty"
            for path in (instance.home / "static").rglob("*")
            if path.is_file() and not path.stat().st_size
        ]
    for _ in range(TICKS):
        done = undersigned("--home", instance.home, "tick")
        left = differences(instance, ledger)
        if done.returncode == 0 and not left:
            break
        said = [f"tick: {done.stdout}{done.stderr}", *left]
    else:
        return said
    backups = [instance.home / "backups" / name for name in ledger.backups]
    return [
        *said * serve,
        *look(instance),
        *history_broken(instance, ledger),
        *backups_broken(backups),
        *verifier_objects(instance, ledger),
    ]


def trial(
    folder: Path, times: int, seed: int, seconds: float, at_once: int, until: float = math.inf
) -> Result:
    """Record one run, and cut its power so many times."""
    chance = random.Random(seed)
    template = Template.make(folder, None)
    recorded = record(template, folder, seconds, chance)
    print(f"recorded {len(recorded.calls):,} calls, {len(recorded.facts):,} acknowledgements",
          flush=True)  # fmt: skip
    return cut(recorded, times, chance, folder, at_once, until)


def main() -> None:
    """Run it and print what came of it."""
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--times", type=int, default=200, help="how many cuts")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--seconds", type=float, default=40.0, help="how long the run is")
    words.add_argument("--at-once", type=int, default=2, help="how many folders side by side")
    words.add_argument("--minutes", type=float, default=math.inf, help="end after so many")
    given = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="undersigned-cuts-"))
    began = time.monotonic()
    until = began + 60 * given.minutes
    result = trial(folder, given.times, given.seed, given.seconds, given.at_once, until)
    minutes = (time.monotonic() - began) / 60
    print(f"seed {given.seed}, {minutes:.0f} minutes", *result.lines(), sep="\n")
    if result.broken:
        print(f"What was left stands in {folder}.")
    else:
        shutil.rmtree(folder)
    sys.exit(1 if result.broken else 0)


if __name__ == "__main__":
    main()
