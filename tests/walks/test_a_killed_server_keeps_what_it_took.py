"""Killed right after “Look in your mail”, and again after “I sign”: nothing taken is lost."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from walking import (
    BY_THE_MAIL_ALONE,
    DEADLINE,
    Site,
    fill_in,
    link_and_code,
    newest_mail,
    publish,
    start,
    stop,
    until,
)

ADDRESS = "theodor@brennwald.example"


class Killable:
    """A server of one's own, of which one after another is killed."""

    def __init__(self, home: Path) -> None:
        self.site = start(home)

    def kill(self) -> None:
        """Kill the parent and its child, as a power cut does, and start again."""
        process, home = self.site.process, self.site.home
        child = int((home / "work.lock").read_text().split("\n")[0])
        for number in (process.pid, child):
            os.kill(number, signal.SIGKILL)
        assert process.wait(timeout=DEADLINE) == -signal.SIGKILL
        if process.stdout:
            process.stdout.close()
        self.site = start(home)


@pytest.fixture
def server_of_its_own(tmp_path: Path) -> Iterator[Killable]:
    """An instance that no other walk uses."""
    home = tmp_path / "home"
    publish(home, "fair-courts", **BY_THE_MAIL_ALONE)
    killable = Killable(home)
    yield killable
    stop(killable.site)


def test_a_killed_server_keeps_what_it_took(server_of_its_own: Killable, phone: Page) -> None:
    killable = server_of_its_own
    until((killable.site.home / "work.lock").is_file, "the child has begun")
    phone.goto(f"{killable.site.letter}/sign")
    fill_in(phone, "Theodor Brennwald", ADDRESS)
    killable.kill()
    link, _ = link_and_code(newest_mail(killable.site, phone, "One step is left", ADDRESS))
    phone.goto(here(link, killable.site))
    phone.get_by_role("button", name="I sign").click()
    phone.wait_for_url("**/mine")
    killable.kill()
    until(lambda: killable.site.figures()["total"] == 1, "the signature is counted")
    assert "total 1" in killable.site.until_it_verifies()
    phone.goto(f"{killable.site.letter}/signatories/")
    assert "Theodor Brennwald" in phone.inner_text("main")


def here(link: str, site: Site) -> str:
    """The link at the port that the server has now."""
    return f"{site.url}{urlsplit(link).path}"
