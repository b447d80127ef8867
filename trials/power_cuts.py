"""Cut the power of a recorded run at many moments, and hold each next start to its word.

    python trials/power_cuts.py [--times 200] [--seed 1] [--each 5]

People sign, confirm and withdraw by HTTP, the desk accepts and removes, mails are taken, backups
are written, all on SQLite and under strace, which records every write with its bytes and every
sync, until each of these was acknowledged so many times. From that, trials/recorded_disk.py makes
the folder as it could stand at any moment, in three ways: only what was synced; every name, with
the bytes that were synced; names and writes that survived by chance. Half of the moments are within
two milliseconds after an acknowledgement, each kind as often; half are the ends of recorded calls.

On each such folder the next start has to come to rest by itself, and what was acknowledged up to
the cut has to hold, as after kills (trials/kills.py): answers to forms, pressed buttons, the desk's
yes, withdrawals, removals, mails that the mail server took, checkpoints that a reader got, backups
that were said to be written. A mail may come twice, since a cut may take the note of it along.

What it can't see: a disk that says synced and is not; a folder's name lost though the file system
had written it; sectors torn within one write; shared memory (only SQLite's index of its own log,
which it makes anew); what PostgreSQL does, whose promise it is (an unsafe one is refused).

It ends with 1 where something acknowledged was lost, or a kind of it stood before none of the cuts.
"""

import argparse
import math
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from instances import Instance, NeedsAHand, Template, wait_until
from ledger import ACKNOWLEDGED, Fact, Ledger
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
SECONDS_FOR_RECORDING = 900.0  # a limit for what is never acknowledged, however busy the machine is
CLOSELY = 0.002  # seconds after an acknowledgement
SERVED_OF = 20  # of so many folders one is served as well
ENOUGH = 50  # cuts; before so many each kind of acknowledgement has to stand


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
        return acknowledged(self.ledger)


def acknowledged(ledger: Ledger) -> list[Fact]:
    """What was, in order."""
    with ledger.lock:
        return [fact for fact in ledger.diary if fact.what in ACKNOWLEDGED]


@dataclass
class Result:
    """What the cuts came to."""

    cuts: Counter[str] = field(default_factory=Counter)
    held: Counter[str] = field(default_factory=Counter)
    again: int = 0
    broken: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The result in words."""
        cuts = ", ".join(f"{number} {variant}" for variant, number in self.cuts.most_common())
        held = ", ".join(f"{number:,} {what}" for what, number in self.held.most_common())
        return [
            f"{self.cuts.total()} power cuts: {cuts}",
            f"acknowledged before them, each held after: {held}",
            f"{self.again} mails came again after a cut",
            *(f"BROKEN: {each}" for each in self.broken),
            *(f"NOT TRIED: nothing was acknowledged as {each}" for each in self.untried),
            "every promise was kept" if self.is_kept else "promises were broken",
        ]

    @property
    def untried(self) -> list[str]:
        """Of what no acknowledgement stood before any of these cuts, if they are many."""
        is_long = self.cuts.total() >= ENOUGH
        return [each for each in ACKNOWLEDGED if not self.held[each]] if is_long else []

    @property
    def is_kept(self) -> bool:
        """Whether every promise was, and each was tried."""
        return not self.broken and not self.untried


def record(template: Template, folder: Path, each: int, chance: random.Random) -> Recorded:
    """Let everything run under strace until each kind of acknowledgement came so many times.

    Raises:
        NeedsAHand: when one never came.
    """
    with mail_server() as mails:
        instance = template.copy(mails.url)
        before = folder / "before"
        shutil.copytree(instance.home, before)
        ledger = Ledger(mails_before=set(asked(instance, SENT_MAILS)))
        ledger.listen(mails)
        taste = random.Random(chance.random())
        crowd = Crowd(instance.site, ledger, taste, desk=template.desk, fickle=0.5, pause=0.05)
        trace = folder / "strace"
        instance.wrapped = strace(trace)
        instance.forks = True  # one strace follows them all
        instance.begin_serving(with_worker=False)
        instance.wait_for_server()
        instance.begin_working()
        crowd.begins.set()
        crowd.start()
        try:
            end = time.monotonic() + SECONDS_FOR_RECORDING
            while missing := too_few(ledger, each):
                if time.monotonic() > end:
                    raise NeedsAHand(f"too few were acknowledged of {missing}")
                time.sleep(SECONDS_BETWEEN_BACKUPS / 4)
                back_up(instance, ledger)
        finally:
            crowd.end()
            instance.let_go()
    return Recorded(before, instance.home, list(calls(trace)), ledger)


def too_few(ledger: Ledger, each: int) -> list[str]:
    """What was acknowledged fewer times than that."""
    came = Counter(fact.what for fact in acknowledged(ledger))
    return [what for what in ACKNOWLEDGED if came[what] < each]


def back_up(instance: Instance, ledger: Ledger) -> None:
    """Write a backup, and note it where that is said to be done."""
    there = set((instance.home / "backups").glob("*Z.undersigned"))
    if instance.start("backup").wait() == 0:
        (made,) = set((instance.home / "backups").glob("*Z.undersigned")) - there
        with ledger.lock:
            ledger.note("backup", made.name)


def moments(recorded: Recorded, times: int, chance: random.Random) -> list[float]:
    """When the power goes: half closely after an acknowledgement, half at any call; in order.

    The last one is at the end, so that each acknowledgement stood before a cut.
    """
    facts = recorded.facts
    kinds = {what: [fact.at for fact in facts if fact.what == what] for what in ACKNOWLEDGED}
    ends = [call.at for call in recorded.calls if facts[0].at < call.at < facts[-1].at]
    found = [facts[-1].at + CLOSELY, *(chance.choice(ends) for _ in range(times - times // 2 - 1))]
    for number in range(times // 2):
        what = ACKNOWLEDGED[number % len(ACKNOWLEDGED)]
        found.append(chance.choice(kinds[what]) + chance.uniform(0, CLOSELY))
    return sorted(found)


def cut(
    recorded: Recorded, times: int, chance: random.Random, folder: Path, until: float = math.inf
) -> Result:
    """Cut the power so many times, and look at each folder that is left."""
    result = Result()
    disk = Disk.of(recorded.before, recorded.home)
    steps = disk.steps(recorded.calls)
    done = 0
    instance = Instance(folder / "cut", forks=True)
    with mail_server() as mails:
        for number, moment in enumerate(moments(recorded, times, chance)):
            if time.monotonic() > until:
                break
            while done < len(steps) and steps[done][0] <= moment:
                steps[done][1]()
                done += 1
            variant = VARIANTS[number % len(VARIANTS)]
            disk.build(instance.home, variant, chance)
            Template.configure(instance.home, "", mails.url)
            ledger = recorded.ledger.until(moment)
            ledger.listen(mails)
            if hold(instance, ledger, variant, result):
                instance.home.rename(folder / f"cut-{number}")
            else:
                shutil.rmtree(instance.home)
    instance.let_go()
    return result


def hold(instance: Instance, ledger: Ledger, variant: Variant, result: Result) -> list[str]:
    """Start what one cut left, hold it against what was acknowledged, and say what is broken."""
    before = Counter(ledger.mails)
    told = Counter(what for person in ledger.people.values() for what in person.told)
    told += Counter(
        mail=len(ledger.mails),
        checkpoint=sum(map(len, ledger.seen.values())),
        backup=len(ledger.backups),
    )
    number = result.cuts.total()
    try:
        broken = [f"as it was found: {each}" for each in look(instance)]
        broken += come_to_rest(instance, ledger, serve=number % SERVED_OF == 0)
    except Exception as error:  # noqa: BLE001 (whatever it is, the next start needs a hand)
        broken = [f"{type(error).__name__}: {error}"]
    result.cuts[variant] += 1
    result.held += told
    result.again += sum((ledger.mails - before)[each] for each in before)
    for each in broken:
        result.broken.append(f"cut-{number}, {variant}: {each}")
        print(f"BROKEN {result.broken[-1]}", flush=True)
    if result.cuts.total() % 20 == 0:
        print(f"{result.cuts.total()} cuts", flush=True)
    return broken


def come_to_rest(instance: Instance, ledger: Ledger, *, serve: bool) -> list[str]:
    """Start it, and say what does not hold."""
    said: list[str] = []
    if serve:
        instance.begin_serving(with_worker=False)
        instance.wait_for_server()
        instance.begin_working()
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
        status = instance.start("tick").wait()
        left = differences(instance, ledger)
        if status == 0 and not left:
            break
        said = [f"tick: {status} {instance.said()}", *left]
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


def trial(folder: Path, times: int, seed: int, each: int, until: float = math.inf) -> Result:
    """Record one run, and cut its power so many times."""
    chance = random.Random(seed)
    template = Template.make(folder, None)
    recorded = record(template, folder, each, chance)
    came = Counter(fact.what for fact in recorded.facts)
    words = ", ".join(f"{number} {what}" for what, number in came.most_common())
    print(f"recorded {len(recorded.calls):,} calls, acknowledged: {words}", flush=True)
    return cut(recorded, times, chance, folder, until)


def main() -> None:
    """Run it and print what came of it."""
    words = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    words.add_argument("--times", type=int, default=200, help="how many cuts")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument(
        "--each", type=int, default=5, help="acknowledgements of each kind, at least"
    )
    words.add_argument("--minutes", type=float, default=math.inf, help="end after so many")
    given = words.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="undersigned-cuts-"))
    began = time.monotonic()
    until = began + 60 * given.minutes
    result = trial(folder, given.times, given.seed, given.each, until)
    minutes = (time.monotonic() - began) / 60
    print(f"seed {given.seed}, {minutes:.0f} minutes", *result.lines(), sep="\n")
    if result.broken:
        print(f"What was left stands in {folder}.")
    else:
        shutil.rmtree(folder)
    sys.exit(0 if result.is_kept else 1)


if __name__ == "__main__":
    main()
