"""A letter's life, with every file that it showed at every moment; and caches that show it late.

The letter is published by the project's own code, and each file that is replaced or removed on the
way is noted with a moment of a clock that this module advances by hand. A reader can then be put at
any moment, also between two files of one publication, and a thousand readers cost no waiting.
"""

import bisect
import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest import mock

from undersigned.record.headers import caching

START = 1000.0


@dataclass
class Timeline:
    """Every file of one folder at every moment.

    Attributes:
        folder: The published folder.
        now: Seconds.
        pace: Seconds that pass before each change of a file.
        files: By path: the moments of its changes, and its bytes since; None once it was removed.
    """

    folder: Path
    now: float = START
    pace: Callable[[], float] = lambda: 0.0
    files: dict[str, tuple[list[float], list[bytes | None]]] = field(default_factory=dict)

    def note(self, path: Path, data: bytes | None) -> None:
        """A file has changed now."""
        if path.is_relative_to(self.folder):
            self.now += self.pace()
            name = path.relative_to(self.folder).as_posix()
            moments, states = self.files.setdefault(name, ([], []))
            moments.append(self.now)
            states.append(data)

    def at(self, path: str, moment: float) -> bytes | None:
        """What a file was at a moment."""
        moments, states = self.files.get(path, ([], []))
        place = bisect.bisect_right(moments, moment)
        return states[place - 1] if place else None

    @contextmanager
    def recorded(self) -> Iterator[None]:
        """Note what becomes of files within the block."""
        replace, unlink = Path.replace, Path.unlink

        def replaced(source: Path, target: Any) -> Any:
            data = source.read_bytes()
            answer = replace(source, target)
            self.note(Path(target), data)
            return answer

        def unlinked(path: Path, *arguments: Any, **named: Any) -> None:
            was_there = path.exists()
            unlink(path, *arguments, **named)
            if was_there and not path.name.startswith("."):
                self.note(path, None)

        with (
            mock.patch.object(Path, "replace", replaced),
            mock.patch.object(Path, "unlink", unlinked),
        ):
            yield


@dataclass
class Cache:
    """What stands between a letter and its readers, and keeps each answer from its first asking.

    Attributes:
        timeline: What it asks.
        seconds: For how long it keeps the answer for a path; None as the path's headers say.
    """

    timeline: Timeline
    seconds: float | None
    kept: dict[str, tuple[float, bytes | None]] = field(default_factory=dict)

    def read(self, path: str, moment: float) -> bytes | None:
        """What a reader gets at a moment, which never goes back."""
        kept = self.kept.get(path)
        if kept is not None and moment < kept[0] + self._lifetime(path):
            return kept[1]
        data = self.timeline.at(path, moment)
        self.kept[path] = (moment, data)
        return data

    def _lifetime(self, path: str) -> float:
        if self.seconds is not None:
            return self.seconds
        said = caching(tuple(path.split("/")))
        return float(said.partition("max-age=")[2].partition(",")[0])


@dataclass
class Life:
    """What happens to a letter: people sign, correct and withdraw, and lists are brought along."""

    letter: Any
    chance: random.Random
    active: list[int] = field(default_factory=list)
    imported: list[int] = field(default_factory=list)

    def sign(self, many: int) -> None:
        """Sign, so many of them."""
        from letter_example import sign  # noqa: PLC0415 (after Django is set up)

        for _ in range(many):
            sign(self.letter, f"Anka {self.chance.randrange(10**6)}")

    def happen(self) -> None:
        """Let one thing happen; mostly somebody signs."""
        kind = self.chance.choices(
            ("sign", "withdraw", "correct", "import", "remove"), (60, 15, 15, 5, 5)
        )[0]
        if kind == "sign" or not self.active:
            self.sign(self.chance.choice((1, 1, 1, 2, 5)))
        elif kind == "import":
            self._bring()
        else:
            self._touch(kind)

    def _touch(self, kind: str) -> None:
        from log_example import record_line  # noqa: PLC0415
        from undersigned.record.actions import append  # noqa: PLC0415

        log = self.letter.log
        place = self.chance.randrange(len(self.active))
        if kind == "correct":
            line = record_line(f"Corrected {self.chance.random()}", letter=log.origin)
            fields = {"entry": self.active[place], "checks": ["mail"]}
            append(log, "amended", fields, line=line)
            return
        entry = self.active.pop(place)
        if kind == "withdraw":
            append(log, "withdrawn", {"entry": entry})
        else:
            append(log, "removed", {"entry": entry, "reason": "asked"})

    def _bring(self) -> None:
        from log_example import record_line  # noqa: PLC0415
        from undersigned.record.actions import append  # noqa: PLC0415

        members = {"edition": None, "language": None, "checks": None}
        for number in range(self.chance.randrange(1, 20)):
            line = record_line(f"Listed {number}", letter=self.letter.log.origin, **members)
            fields = {"source": "ab" * 32, "as": "person"}
            append(self.letter.log, "imported", fields, line=line)

    def publish(self, day: dt.date) -> None:
        """Sequence and publish, record and pages, as the worker does."""
        from undersigned.publishing.actions import publish_pages  # noqa: PLC0415
        from undersigned.record.keeping import keep  # noqa: PLC0415
        from undersigned.record.models import Entry  # noqa: PLC0415

        log = self.letter.log
        before = log.size
        keep(log, day)
        publish_pages(self.letter)
        log.refresh_from_db()
        new = Entry.objects.filter(log=log, index__gte=before, event="signed")
        self.active += new.values_list("index", flat=True)


def live(letter: Any, folder: Path, chance: random.Random, *, begin: int, turns: int) -> Timeline:
    """Let a letter live for so many publications, after a beginning of so many signatures."""
    day = dt.date(2026, 3, 16)
    timeline = Timeline(folder)
    life = Life(letter, chance)
    with timeline.recorded():
        life.sign(begin)
        life.publish(day)
        timeline.files.clear()
        for path in folder.rglob("*"):  # what has been there for long when the first reader comes
            if path.is_file():
                timeline.files[path.relative_to(folder).as_posix()] = ([0.0], [path.read_bytes()])
        timeline.pace = lambda: chance.choice((0.0005, 0.002, 0.01, 0.05, 0.2))
        for _ in range(turns):
            timeline.now += chance.choice((0.1, 0.5, 0.5, 2.0))
            for _ in range(chance.choice((1, 1, 2, 4))):
                life.happen()
            life.publish(day)
    return timeline
