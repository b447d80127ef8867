"""A real server, a real browser, and what is done with them again and again."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page

COMMANDS = Path(sys.executable).parent
DEADLINE = 30.0  # never waited for: what is waited for comes within a second or two
PASSWORD = "kept-in-the-archive-7"
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait until something holds; a walk fails when it never does."""
    end = time.monotonic() + DEADLINE
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"waited in vain until {what}")


@dataclass
class Site:
    """One instance with its server."""

    home: Path
    url: str
    process: subprocess.Popen[str]

    @property
    def letter(self) -> str:
        """Where the letter is."""
        return f"{self.url}/fair-courts"

    @property
    def published(self) -> Path:
        """The folder that the world sees."""
        return self.home / "published" / "fair-courts"

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `undersigned` on this instance."""
        return run(self.home, *words, url=self.url)

    def figures(self) -> dict[str, int]:
        """`count.json` as it stands."""
        figures: dict[str, int] = json.loads((self.published / "count.json").read_text())
        return figures

    def verify(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `undersigned-verify`, on the letter unless told otherwise."""
        return subprocess.run(
            [str(COMMANDS / "undersigned-verify"), *(words or (str(self.published),))],
            env={**os.environ, "UNDERSIGNED_MEMORY": str(self.home / "verifier-memory")},
            capture_output=True,
            text=True,
            check=False,
        )

    def until_it_verifies(self) -> str:
        """Wait until the pages have followed the record, and all holds. Returns what was said."""
        until(lambda: self.verify("--quiet", str(self.published)).returncode == 0, "all holds")
        return self.verify().stdout


def run(home: Path, *words: str, url: str = "") -> subprocess.CompletedProcess[str]:
    """Run `undersigned` and expect it to succeed."""
    result = subprocess.run(
        [str(COMMANDS / "undersigned"), "--home", str(home), *words],
        env={**os.environ, "UNDERSIGNED_URL": url} if url else None,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result


def start(home: Path) -> Site:
    """Start a server on a port of its own choice."""
    process = subprocess.Popen(
        [str(COMMANDS / "undersigned"), "--home", str(home), "serve", "--port", "8100"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if found := re.search(r"http://127\.0\.0\.1:\d+(?=/\.)", line):
            return Site(home, found.group(), process)
    pytest.fail(f"the server ended: {said}")


def stop(site: Site) -> None:
    """End the server as Ctrl-C does, and see it end."""
    site.process.send_signal(signal.SIGINT)
    assert site.process.wait(timeout=DEADLINE) == 0
    if site.process.stdout:
        site.process.stdout.close()


def page_of(context: BrowserContext) -> Page:
    """A page that gives up after the deadline."""
    page = context.new_page()
    page.set_default_timeout(DEADLINE * 1000)
    return page


def newest_mail(site: Site, page: Page, subject: str) -> str:
    """The text of the newest mail with this in its subject, read in the mailbox page."""

    def found() -> bool:
        page.goto(f"{site.url}/mailbox/")
        return page.get_by_role("link", name=subject).count() > 0

    until(found, f"a mail “{subject}” is in the mailbox")
    page.get_by_role("link", name=subject).first.click()
    return page.inner_text("main")


def log_in(site: Site, page: Page) -> None:
    """Add an owner, set the password by the link, and log in at the desk."""
    words = ("organiser", "add", "ines@example.org", "--name", "Ines Kaltmann")
    said = site.run(*words, "--letter", "fair-courts", "--role", "owner").stdout
    link = re.search(r"http://\S+/password/\S+", said)
    assert link, said
    page.goto(link.group())
    page.locator("input[type=password]").first.fill(PASSWORD)
    for again in page.locator("input[type=password]").all()[1:]:
        again.fill(PASSWORD)
    page.get_by_role("button", name="Set it").click()
    page.goto(f"{site.url}/desk/")
    if "/accounts/login" in page.url:
        page.locator("[name=login]").fill("ines@example.org")
        page.locator("[name=password]").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/desk/")
