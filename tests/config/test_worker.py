import threading
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django.fixtures import Settings

from signers import ADDRESS, NAME, publish_text, send
from undersigned.config import worker
from undersigned.config.worker import LONGEST_PAUSE, Attempts, AtTheRecord, Lane, tick, work
from undersigned.letters.models import Letter
from undersigned.outbox.models import Mail
from undersigned.record.actions import append
from undersigned.record.errors import RecordRefused
from undersigned.record.models import Log
from undersigned.record.places import lock_path
from undersigned.record.sequencing import REPLAYS
from undersigned.record.storage import locked
from undersigned.signing.models import Signature


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    REPLAYS.by_log.clear()
    yield tmp_path
    REPLAYS.by_log.clear()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def attempts(clock: Clock, told: list[str]) -> Attempts:
    return Attempts(clock, told.append)


def refuses(words: str) -> Any:
    def step(*_: object) -> None:
        raise RecordRefused(words)

    return step


def test_a_problem_is_told_once_and_its_end_too(
    attempts: Attempts, clock: Clock, told: list[str]
) -> None:
    for _ in range(5):
        attempts.attempt("keeping", refuses("The key is gone."))
        clock.now += 60
    assert told == ["keeping: The key is gone."]
    attempts.attempt("keeping", refuses("The clock is wrong."))
    clock.now += 60
    attempts.attempt("keeping", lambda: None)
    attempts.attempt("keeping", lambda: None)
    assert told[1:] == ["keeping: The clock is wrong.", "keeping: goes on."]
    assert attempts.problems == {}


def test_what_failed_is_tried_again_after_growing_pauses(attempts: Attempts, clock: Clock) -> None:
    tried: list[float] = []

    def step() -> None:
        tried.append(clock.now)
        raise OSError(28, "No space left on device")

    for _ in range(2000):
        attempts.attempt("mail", step)
        clock.now += 0.5
    pauses = [second - first for first, second in pairwise(tried)]
    assert pauses[:5] == [1, 2, 4, 8, 16]
    assert set(pauses[5:]) == {LONGEST_PAUSE}


def test_one_failure_keeps_nothing_else_waiting(attempts: Attempts) -> None:
    done: list[str] = []
    for _ in range(3):
        attempts.attempt("bad", refuses("No."))
        attempts.attempt("good", done.append, "good")
    assert done == ["good"] * 3


def test_a_fault_is_written_down_once(
    attempts: Attempts, clock: Clock, told: list[str], home: Path
) -> None:
    def faulty() -> None:
        raise KeyError(NAME)

    for _ in range(3):
        attempts.attempt("admitting", faulty)
        clock.now += 60
    assert len(list(home.glob("fault-*.txt"))) == 1
    assert len(told) == 3  # what it is, where it is written, what waits for it
    assert NAME not in "".join(told)
    assert "a fault of Undersigned (KeyError" in attempts.problems["admitting"]


@pytest.mark.django_db(transaction=True)
def test_a_tick_does_all_that_is_due(home: Path) -> None:
    letter = publish_text()
    append(letter.log, "closed", {})
    Letter.objects.update(is_open=False)
    assert tick() == []
    assert (home / "published" / letter.slug / "index.html").is_file()
    letter.log.refresh_from_db()
    assert letter.log.size == letter.log.published_size == 3


@pytest.mark.django_db(transaction=True)
def test_a_bad_letter_starves_no_other(home: Path, caplog: pytest.LogCaptureFixture) -> None:
    bad, good = publish_text(), publish_text(slug="open-courts")
    (home / "keys" / f"{bad.slug}.pem").write_text("no key")
    for letter in (bad, good):
        append(letter.log, "closed", {})
    problems = tick()
    assert len(problems) == 1
    assert problems[0].startswith("fair-courts, its record: ")
    assert "Put it back" in problems[0]
    assert Log.objects.get(slug="open-courts").published_size == 3
    assert Log.objects.get(slug="fair-courts").published_size == 2
    assert caplog.records == []


@pytest.mark.django_db(transaction=True)
def test_a_fault_in_one_step_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        raise ZeroDivisionError

    def unreachable() -> None:
        raise OperationalError("database is locked")

    letter = publish_text()
    append(letter.log, "closed", {})
    sent: list[int] = []
    monkeypatch.setattr(worker, "admit_due", unreachable)
    monkeypatch.setattr(worker, "go_on_showing", faulty)
    monkeypatch.setattr(worker, "publish_pages", faulty)
    monkeypatch.setattr(worker, "send_due", lambda: sent.append(1))
    problems = tick()
    assert len(problems) == 3
    assert sent == [1]
    assert Log.objects.get().published_size == 3


@pytest.mark.django_db(transaction=True)
def test_a_letter_that_a_command_publishes_is_left_to_it() -> None:
    busy, free = publish_text(), publish_text(slug="open-courts")
    for letter in (busy, free):
        append(letter.log, "closed", {})
    with locked(lock_path(busy.slug)):
        assert tick() == []
    assert Log.objects.get(slug="fair-courts").published_size == 2
    assert Log.objects.get(slug="open-courts").published_size == 3
    assert tick() == []
    assert Log.objects.get(slug="fair-courts").published_size == 3


@pytest.mark.django_db(transaction=True)
def test_showing_that_was_stopped_goes_on_letter_by_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    publish_text(), publish_text(slug="open-courts")
    gone_on: list[str] = []

    def show(letter: Letter) -> None:
        if letter.slug == "fair-courts":
            raise RecordRefused("No.")
        gone_on.append(letter.slug)

    monkeypatch.setattr(worker, "go_on_showing", show)
    assert tick() == ["fair-courts, its earlier lists: No."]
    assert gone_on == ["open-courts"]


@pytest.mark.django_db(transaction=True)
def test_a_form_is_admitted_and_mailed_by_one_tick(client: Any) -> None:
    publish_text()
    send(client)
    assert Signature.objects.get().address == ADDRESS
    assert tick() == []
    assert Mail.objects.get().sent_at is not None


def test_a_lane_stops_after_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    turns: list[int] = []

    def turn(_: Attempts) -> None:
        turns.append(1)
        if len(turns) == 3:
            stop.set()

    monkeypatch.setattr(worker, "SECONDS_BETWEEN_TURNS", 0)
    Lane("a lane", turn, stop).run()
    assert len(turns) == 3


@pytest.mark.django_db(transaction=True)
def test_at_the_record_it_rests_until_something_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[int] = []
    monkeypatch.setattr(worker, "at_the_record", lambda _: turns.append(1))
    record, attempts = AtTheRecord(), Attempts()
    for _ in range(5):
        record(attempts)
    assert len(turns) == 1
    publish_text()
    record(attempts)
    record(attempts)
    assert len(turns) == 2
    attempts.problems["x"] = "It is to be tried again."
    record(attempts)
    assert len(turns) == 3


def test_a_signal_while_lanes_are_started_stops_those_that_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    started: list[Lane] = []
    start = Lane.start

    def interrupted_at_the_second(lane: Lane) -> None:
        if started:
            raise KeyboardInterrupt
        started.append(lane)
        start(lane)

    monkeypatch.setattr(Lane, "start", interrupted_at_the_second)
    monkeypatch.setattr(worker, "LANES", dict.fromkeys(worker.LANES, lambda _: None))
    with pytest.raises(KeyboardInterrupt):
        work(until_input_ends=False, alive=lambda: None)
    assert [lane.is_alive() for lane in started] == [False]
