"""What is due, done: admit, mail, sequence, publish. `tick` does it once, `work` repeats it.

Each step stands for itself, and each letter too: one that fails is told once, tried again after a
growing pause, and the others go on. `work` has five lanes beside each other, so that neither a
slow mail server or store nor a long publication or list keeps a signature waiting at the door.
"""

import logging
import os
import select
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection, connections

from undersigned.config.database import Rest, Traces, empty_write_ahead_log
from undersigned.config.faults import fault_sentences, place_of
from undersigned.config.trail import seal_trail
from undersigned.letters.actions import open_and_close_due
from undersigned.letters.models import Letter
from undersigned.organisers.actions.accounts import send_password_links
from undersigned.organisers.actions.logins import forget_old_logins
from undersigned.organisers.actions.team import forget_old_invitations
from undersigned.outbox.actions import send_due
from undersigned.outbox.bounce_mailbox import BounceMailbox
from undersigned.publishing.actions import publish_pages
from undersigned.record.clock import check_clock
from undersigned.record.errors import RecordRefused
from undersigned.record.keeping import keep, logs_with_work, put_files_back
from undersigned.record.locking import letter_is_held
from undersigned.record.mirroring import mirror
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.actions.expire import expire_due
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.imports import go_on_showing
from undersigned.signing.actions.invite import ask_due
from undersigned.signing.actions.understand import go_on_with_uploads
from undersigned.signing.states import NotPossible

log = logging.getLogger(__name__)

SECONDS_BETWEEN_TURNS = 0.5
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
SIGN_OF_LIFE = 1.0
CLOCK = "looking at the clock"


@dataclass
class Attempts:
    """What was tried, and what of it failed.

    Attributes:
        clock: Seconds that only go up.
        tell: Told of each problem once, and when it is over.
        problems: What can't be done at the moment, in words, by what was tried.
    """

    clock: Callable[[], float] = time.monotonic
    tell: Callable[[str], None] = log.warning
    problems: dict[str, str] = field(default_factory=dict)
    _next: dict[str, tuple[float, float]] = field(default_factory=dict)
    _faults: set[str] = field(default_factory=set)

    def attempt(self, what: str, step: Callable[..., object], *arguments: object) -> None:
        """Run one step, unless it failed a moment ago; what it can't do becomes a sentence."""
        due, pause = self._next.get(what, (0.0, FIRST_PAUSE))
        if self.clock() < due:
            return
        try:
            step(*arguments)
        except (RecordRefused, NotPossible, OSError) as error:
            self._failed(what, str(error), pause)
        except DatabaseError as error:
            # PostgreSQL says further lines, with what it was asked; the first one says it all.
            self._failed(what, (str(error).splitlines() or [type(error).__name__])[0], pause)
        except Exception as error:  # noqa: BLE001 (a fault in one step must not stop the others)
            self._failed(what, self._of_fault(error), pause)
        else:
            self._next.pop(what, None)
            if self.problems.pop(what, None):
                self.tell(f"{what}: goes on.")

    def _failed(self, what: str, words: str, pause: float) -> None:
        self._next[what] = (self.clock() + pause, min(pause * 2, LONGEST_PAUSE))
        if self.problems.get(what) != words:
            self.tell(f"{what}: {words}")
        self.problems[what] = words

    def _of_fault(self, error: Exception) -> str:
        """Words for a fault of ours, the same for the same fault; its first traceback is kept."""
        known = f"{type(error).__name__} in {place_of(error)}"
        if known not in self._faults:
            self._faults.add(known)
            for sentence in fault_sentences(error, Path(settings.INSTANCE_FOLDER)):
                self.tell(sentence)
        return f"a fault of Undersigned ({known})"


def at_the_door(attempts: Attempts) -> None:
    """Admit forms, let go of what is past its time, and seal what the trail says of it all.

    Not by a clock that was set back: a link made by it would be dead once the clock is right again,
    and who signed meanwhile would be forgotten at once.
    """
    attempts.attempt(CLOCK, check_clock)
    if CLOCK in attempts.problems:
        return
    attempts.attempt("opening and closing by date", open_and_close_due)
    attempts.attempt("admitting signatures", admit_due)
    attempts.attempt("letting go of what is past its time", expire_due)
    attempts.attempt("sending links to set a password", send_password_links)
    attempts.attempt("forgetting old logins", forget_old_logins)
    attempts.attempt("forgetting old invitations", forget_old_invitations)
    attempts.attempt("sealing the trail", seal_trail)


def at_the_record(attempts: Attempts) -> None:
    """Sequence and publish, letter by letter."""
    waiting: set[int] = set()
    attempts.attempt(
        "looking what waits", lambda: waiting.update(each.pk for each in logs_with_work())
    )
    for letter in Letter.objects.select_related("log").order_by("pk"):
        if letter_is_held(letter.slug):
            continue  # a command, or another host, publishes it at this moment; its next turn comes
        name = letter.slug
        attempts.attempt(f"{name}, its earlier lists", go_on_showing, letter)
        if letter.log.pk in waiting:
            attempts.attempt(f"{name}, its record", keep, letter.log)
        attempts.attempt(f"{name}, its pages", publish_pages, letter)
        attempts.attempt(f"{name}, its signatures", follow_record, letter)


def at_the_store(attempts: Attempts) -> None:
    """Bring the bucket up to this host's files, letter by letter; it may be slow."""
    if not settings.STORAGE:
        return
    for letter in Letter.objects.select_related("log").order_by("pk"):
        attempts.attempt(f"{letter.slug}, its files in the store", mirror, letter.log)


def at_the_lists(attempts: Attempts) -> None:
    """Read lists that were brought to the desk, take them, and ask their people to confirm.

    Nobody is asked by a clock that was set back, as at the door: the links would be dead.
    """
    attempts.attempt("reading and taking lists", go_on_with_uploads)
    attempts.attempt(CLOCK, check_clock)
    if CLOCK in attempts.problems:
        return
    attempts.attempt("asking the people of lists", ask_due)


class AtThePost:
    """Send mail, and look every few minutes what came back."""

    def __init__(self) -> None:
        """Begin with a look."""
        self.mailbox = BounceMailbox()

    def __call__(self, attempts: Attempts) -> None:
        """Do what is due."""
        attempts.attempt("sending mail", send_due)
        attempts.attempt("looking for mail that came back", self.mailbox.look)


class AtTheRecord:
    """The same for a process that goes on: it rests while nothing changes, and leaves no traces."""

    def __init__(self) -> None:
        """Begin with a turn."""
        self.rest = Rest()
        self.traces = Traces()

    def __call__(self, attempts: Attempts) -> None:
        """Do what is due, if anything can be."""
        if self.rest.is_over() or attempts.problems:
            at_the_record(attempts)
        attempts.attempt("emptying the write-ahead log", self.traces.sweep)


class AtTheStore:
    """The same for the bucket: it rests while nothing changes."""

    def __init__(self) -> None:
        """Begin with a turn."""
        self.rest = Rest()

    def __call__(self, attempts: Attempts) -> None:
        """Do what is due, if anything can be."""
        if self.rest.is_over() or attempts.problems:
            at_the_store(attempts)


class AtTheFiles:
    """Bring the files of this host up to what others published; for a host that does no more."""

    def __init__(self) -> None:
        """Begin with a turn."""
        self.rest = Rest()

    def __call__(self, attempts: Attempts) -> None:
        """Do what is due, letter by letter."""
        if not (self.rest.is_over() or attempts.problems):
            return
        for letter in Letter.objects.select_related("log").order_by("pk"):
            attempts.attempt(f"{letter.slug}, its files", put_files_back, letter.log)
            attempts.attempt(f"{letter.slug}, its pages", publish_pages, letter)


Turn = Callable[[Attempts], None]
LANES: dict[str, Turn] = {
    "at the door": at_the_door,
    "at the record": at_the_record,
    "at the store": at_the_store,
    "at the lists": at_the_lists,
    "at the post": AtThePost(),
}


def tick() -> list[str]:
    """Do all that is due, once. Returns what could not be done, in words; empty when all was."""
    attempts = Attempts(tell=lambda _: None)
    for name, lane in LANES.items():
        attempts.attempt(name, lane, attempts)
    attempts.attempt("emptying the write-ahead log", empty_write_ahead_log)
    return [f"{what}: {words}" for what, words in attempts.problems.items()]


class Lane(threading.Thread):
    """Repeats one of the above until it is told to stop."""

    def __init__(self, name: str, turn: Turn, stop: threading.Event) -> None:
        """Take what to repeat, and the event that ends it."""
        super().__init__(name=name)
        self.turn = turn
        self.stop = stop
        self.attempts = Attempts()

    def run(self) -> None:
        """Turn after turn; a turn that was begun is finished."""
        try:
            while not self.stop.is_set():
                self.attempts.attempt(self.name, self.turn, self.attempts)
                if self.attempts.problems:
                    connection.close()  # whatever is wrong with it, the next one is new
                self.stop.wait(SECONDS_BETWEEN_TURNS)
        finally:
            connections.close_all()


def work(*, until_input_ends: bool, alive: Callable[[], None], files_alone: bool = False) -> None:
    """Repeat what is due until stopped; as a child of `serve`, until the parent is gone.

    The parent holds the other end of standard input. When it dies, however it dies, that end
    closes, and this process ends too. Stopped by a signal, turns that were begun are finished.

    Args:
        until_input_ends: Whether this is the child.
        alive: Called every second, as a sign of life.
        files_alone: Whether only the published files of this host are kept.
    """
    stop = threading.Event()
    turns: dict[str, Turn] = {**LANES, "at the record": AtTheRecord(), "at the store": AtTheStore()}
    if files_alone:
        turns = {"at the files": AtTheFiles()}
    lanes = [Lane(name, turn, stop) for name, turn in turns.items()]
    try:
        for lane in lanes:
            lane.start()
        while all(lane.is_alive() for lane in lanes):
            alive()
            if not until_input_ends:
                time.sleep(SIGN_OF_LIFE)
            elif input_ended(SIGN_OF_LIFE):
                break
    finally:
        # A signal may have come while they were started; a lane that is forgotten never ends.
        stop.set()
        for lane in lanes:
            if lane.is_alive():
                lane.join()


def input_ended(seconds: float) -> bool:
    """Wait so long for the end of standard input."""
    readable = select.select([sys.stdin], [], [], seconds)[0]
    return bool(readable) and not os.read(sys.stdin.fileno(), 1)
