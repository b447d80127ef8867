"""Have the verifier read a letter a thousand times while people sign, correct and withdraw.

    python trials/readers.py [--times N] [--turns N] [--seed N]

A letter lives, and every file that it shows at every moment is kept. Then readers come at random
moments, over HTTP, straight and through caches: one that keeps each answer for ten seconds from
when it was first asked for, so that files of different ages meet, and one that does as its headers
say. Others have asked before, so that its answers are of many moments. The clocks of letter, cache
and verifier are advanced by hand; the files and what the verifier asks are real.

Whatever does not end with 0 is a false alarm, also where the verifier gave up (2).
"""

import argparse
import datetime as dt
import os
import random
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from published_history import START, Cache, Timeline, live

CACHES: dict[str, float | None] = {"straight": 0.0, "ten seconds": 10.0, "as published": None}
ORIGIN = "letters.ruritania.example/fair-courts"


@dataclass
class Clock:
    """Seconds of one reader; each request takes some, and each wait."""

    now: float
    chance: random.Random

    def read(self) -> float:
        """The time."""
        return self.now

    def wait(self, seconds: float) -> None:
        """Wait."""
        self.now += seconds


class Door(ThreadingHTTPServer):
    """Serves what a cache holds at the moment of the reader who is reading."""

    daemon_threads = True

    def __init__(self) -> None:
        """Listen on loopback."""
        super().__init__(("127.0.0.1", 0), Request)
        self.cache: Cache | None = None
        self.clock: Clock | None = None
        self.asked = 0

    @property
    def address(self) -> str:
        """Where the letter is."""
        return f"http://localhost:{self.server_port}/{ORIGIN.partition('/')[2]}/"


class Request(BaseHTTPRequestHandler):
    """One connection."""

    server: Door
    protocol_version = "HTTP/1.1"
    # Head and body leave apart, and the second would wait for word of the first, 40 ms each time.
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with the file of this moment."""
        door = self.server
        assert door.cache is not None
        assert door.clock is not None
        door.asked += 1
        door.clock.now += door.clock.chance.choice((0.0005, 0.002, 0.01, 0.05, 0.3))
        path = self.path.split("/", 2)[2]
        data = door.cache.read(path, door.clock.now)
        self.send_response(404 if data is None else 200)
        self.send_header("Content-Length", str(len(data or b"")))
        self.end_headers()
        self.wfile.write(data or b"")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@dataclass
class Outcome:
    """What came of the readings.

    Attributes:
        codes: How many ended with each exit status, by the cache.
        alarms: What was said by those that did not end with 0.
        waited: Seconds waited altogether, by the cache.
    """

    codes: dict[str, Counter[int]] = field(default_factory=dict)
    alarms: list[str] = field(default_factory=list)
    waited: dict[str, float] = field(default_factory=dict)
    asked: int = 0


def read_often(
    timeline: Timeline, times: int, chance: random.Random, tell: Callable[[str], None]
) -> Outcome:
    """Read so many times through each cache, each reading at a later moment than the one before."""
    outcome = Outcome()
    door = Door()
    thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        for name, seconds in CACHES.items():
            door.cache = Cache(timeline, seconds)
            codes = outcome.codes.setdefault(name, Counter())
            for number, begin in enumerate(_moments(timeline, times, chance)):
                _fill_by_others(door.cache, begin, chance)
                door.clock = Clock(begin, random.Random(chance.random()))
                code, said = _read(door)
                codes[code] += 1
                outcome.waited[name] = outcome.waited.get(name, 0.0) + door.clock.now - begin
                if code:
                    outcome.alarms.append(f"{name}, reading {number} at {begin:.3f}: {said}")
                    tell(outcome.alarms[-1])
        outcome.asked = door.asked
    finally:
        door.shutdown()
        thread.join()
        door.server_close()
    return outcome


def _moments(timeline: Timeline, times: int, chance: random.Random) -> list[float]:
    changes = sorted(m for moments, _ in timeline.files.values() for m in moments if m > START)
    # Half of them at any time, half of them just about when a file changes.
    return sorted(
        chance.uniform(START, timeline.now)
        if chance.random() < 0.5
        else chance.choice(changes) + chance.uniform(-0.05, 0.05)
        for _ in range(times)
    )


def _fill_by_others(cache: Cache, before: float, chance: random.Random) -> None:
    """Forget what readers in a later time left, and let others ask for files before this one."""
    cache.kept.clear()
    reach = 10.0 if cache.seconds is None else cache.seconds
    paths = [path for path in cache.timeline.files if not path.startswith("tile/")]
    chosen = chance.sample(paths, len(paths) * 2 // 3)
    for moment, path in sorted((before - chance.uniform(0, reach), path) for path in chosen):
        cache.read(path, moment)


def _read(door: Door) -> tuple[int, str]:
    from undersigned.verifier.address import Address  # noqa: PLC0415
    from undersigned.verifier.letter import verify_letter  # noqa: PLC0415
    from undersigned.verifier.limits import Limits  # noqa: PLC0415
    from undersigned.verifier.request import Request as Wish  # noqa: PLC0415
    from undersigned.verifier.request import Surroundings  # noqa: PLC0415
    from undersigned.verifier.web import WebSite  # noqa: PLC0415

    clock = door.clock
    assert clock is not None
    site = WebSite(
        Address(door.address),
        copy=True,
        limits=Limits(at_once=1),
        clock=clock.read,
        wait=clock.wait,
    )
    now = dt.datetime(2026, 4, 1, tzinfo=dt.UTC)
    checked = verify_letter(site, Wish(origin=ORIGIN), Surroundings(now, clock.wait))
    checked.close()
    report = checked.report
    said = "; ".join(f"{s.number}: {s.detail}" for s in report.steps if s.ok is not True)
    return report.status, said


def prepare() -> None:
    """Set Django up over an instance of its own, with an empty database."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "settings_of_tests"
    import django  # noqa: PLC0415

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    call_command("migrate", verbosity=0)


def main() -> None:
    """Run it and print the count."""
    asks = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asks.add_argument("--times", type=int, default=334, help="readings through each cache")
    asks.add_argument("--turns", type=int, default=150, help="publications of the letter")
    asks.add_argument("--begin", type=int, default=480, help="signatures that it begins with")
    asks.add_argument("--seed", type=int, default=1)
    given = asks.parse_args()
    prepare()
    from django.conf import settings  # noqa: PLC0415

    from letter_example import published  # noqa: PLC0415
    from undersigned.record.places import published_folder  # noqa: PLC0415

    print(
        f"seed {given.seed}, {given.times} readings through each cache, {given.turns} publications"
    )
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as home:
        settings.INSTANCE_FOLDER = Path(home)
        settings.PUBLISHED_FOLDER = Path(home) / "published"
        letter = published()
        timeline = live(
            letter, published_folder(letter.slug), chance, begin=given.begin, turns=given.turns
        )
        print(f"the letter grew to {letter.log.size} entries in {timeline.now - START:.0f} s")
        outcome = read_often(timeline, given.times, chance, print)
    for name, codes in outcome.codes.items():
        mean = outcome.waited[name] / given.times
        counted = ", ".join(f"exit {code}: {number}" for code, number in sorted(codes.items()))
        print(f"{name}: {counted}; {mean:.1f} s a reading")
    print(f"{outcome.asked} requests, {len(outcome.alarms)} false alarms")
    sys.exit(1 if outcome.alarms else 0)


if __name__ == "__main__":
    main()
