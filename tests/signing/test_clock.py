"""A clock that was set back or forward: order is kept, and no link lives again or longer."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from signers import ADDRESS, MINE, SIGN, newest_mail, opened, press, send, signed, typed, work
from undersigned.audit.actors import COMMAND, WORKER
from undersigned.config.health import problems
from undersigned.config.worker import Attempts, at_the_door, at_the_lists
from undersigned.letters.actions import close_letter, reopen_letter
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.outbox.models import Mail
from undersigned.record.actions import confirm_day
from undersigned.record.clock import check_clock
from undersigned.record.errors import ClockRefused
from undersigned.signing.actions.decide import accept
from undersigned.signing.actions.imports import take_list
from undersigned.signing.actions.invite import begin_round
from undersigned.signing.models import Intake, Invitation, Signature, Token
from undersigned.signing.states import State

pytestmark = pytest.mark.django_db
TEN_YEARS = {"days": -3652}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    return Clock(monkeypatch)


class Clock:
    """The time that the server takes it to be."""

    def __init__(self, patches: pytest.MonkeyPatch) -> None:
        self.real, self.off = timezone.now, dt.timedelta()
        patches.setattr(timezone, "now", lambda: self.real() + self.off)

    def is_off(self, **by: float) -> None:
        self.off = dt.timedelta(**by)


@pytest.mark.parametrize("days", [-3652, -40, -1])
def test_no_link_is_good_before_it_was_made(
    letter: Letter, browser: Client, clock: Clock, days: int
) -> None:
    send(browser)
    mail = opened(newest_mail())
    clock.is_off(days=days)
    assert press(browser, mail).status_code == 409
    assert Signature.objects.get().state == State.WAITING
    clock.is_off(minutes=-4)  # as clocks of two hosts may differ
    assert press(browser, mail).status_code == 303
    assert letter.is_open


def test_no_session_is_prolonged(letter: Letter, browser: Client, clock: Clock) -> None:
    signed(browser)
    work(letter)
    assert b"withdraw" in browser.get(MINE).content.lower()
    clock.is_off(**TEN_YEARS)
    assert browser.get(MINE).status_code != 200 or b"Lommquist" not in browser.get(MINE).content
    clock.is_off(minutes=31)
    assert b"Lommquist" not in browser.get(MINE).content


def test_a_day_forward_and_back_revives_nothing(
    letter: Letter, browser: Client, clock: Clock
) -> None:
    signed(browser)
    work(letter)
    clock.is_off(days=1)
    at_the_door(Attempts(tell=lambda _: None))
    assert not Token.objects.filter(purpose="session").exists()
    clock.is_off()
    assert b"Lommquist" not in browser.get(MINE).content


def test_behind_the_record_forms_are_taken_and_wait_for_the_right_time(
    letter: Letter, browser: Client, clock: Clock
) -> None:
    work(letter)
    attempts = Attempts(clock=lambda: 0.0, tell=lambda _: None)
    clock.is_off(**TEN_YEARS)
    assert browser.post(SIGN, typed()).status_code == 303
    at_the_door(attempts)
    assert Intake.objects.count() == 1
    assert not Mail.objects.filter(recipient=ADDRESS).exists()
    assert any("clock says 201" in each for each in problems())
    clock.is_off()
    at_the_door(Attempts(tell=lambda _: None))
    assert press(browser, opened(newest_mail())).status_code == 303
    assert Signature.objects.get().state == State.CONFIRMED
    assert not any("clock" in each for each in problems())


def test_a_right_clock_after_one_that_ran_ahead_is_confirmed_and_goes_on(
    letter: Letter, browser: Client, clock: Clock
) -> None:
    clock.is_off(days=20)
    close_letter(letter, by=COMMAND, reason="Handed over.")
    reopen_letter(letter, by=COMMAND, reason="Not yet.")
    work(letter)
    clock.is_off()
    assert browser.post(SIGN, typed()).status_code == 303
    told: list[str] = []
    at_the_door(Attempts(tell=told.append))
    assert Intake.objects.count() == 1
    assert "undersigned letter confirm-day fair-courts" in told[0]
    letter.log.refresh_from_db()
    confirm_day(letter.log, by=COMMAND)
    assert browser.post(SIGN, typed()).status_code == 303
    at_the_door(Attempts(tell=told.append))
    assert not Intake.objects.exists()
    assert Mail.objects.filter(recipient=ADDRESS).exists()
    clock.is_off(days=-1)  # before the day that was confirmed
    with pytest.raises(ClockRefused):
        check_clock()
    clock.is_off(days=20)
    close_letter(letter, by=COMMAND, reason="Handed over.")
    work(letter)
    letter.log.refresh_from_db()
    assert letter.log.confirmed_day is None  # so that it says nothing of later days


def test_behind_the_record_nobody_of_a_list_is_asked(letter: Letter, clock: Clock) -> None:
    lines = f"name,title,email\nHenrike Lommquist,Prosecutor,{ADDRESS}\n"
    taken = take_list(letter, read_list(lines.encode(), "list.csv"), "list.csv", by=COMMAND)
    begin_round(taken.imported_list, note="", per_hour=10, by=COMMAND)
    work(letter)
    clock.is_off(**TEN_YEARS)
    at_the_lists(Attempts(tell=lambda _: None))
    assert not Invitation.objects.exists()
    clock.is_off()
    at_the_lists(Attempts(tell=lambda _: None))
    assert Invitation.objects.get(expires_at__gt=timezone.now()).answer == ""


def test_a_clock_set_back_during_a_run_keeps_order_and_what_waits(
    letter: Letter, browser: Client, clock: Clock
) -> None:
    work(letter)
    send(browser)
    assert press(browser, opened(newest_mail())).status_code == 303
    accept(Signature.objects.get(), by=WORKER)
    size = letter.log.size
    clock.is_off(days=-40)
    with pytest.raises(ClockRefused, match="Set the clock"):
        work(letter)
    letter.log.refresh_from_db()
    assert (letter.log.size, letter.log.pending.count()) == (size, 1)
    clock.is_off()
    work(letter)
    assert letter.log.size == size + 1
