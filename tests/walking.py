"""A real server, a real browser, and what is done with them again and again."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Locator, Page

from letter_example import FOLDER

COMMANDS = Path(sys.executable).parent
DEADLINE = 30.0  # never waited for: what is waited for comes within a second or two
PASSWORD = "kept-in-the-archive-7"
HOST = "letters.ruritania.example"
BY_THE_MAIL_ALONE = {"checks: [mail, desk]": "checks: [mail]"}
WORDING_FILES = ("fair-courts.en.md", "fair-courts.de.md")
SIGNED = re.compile("I have read edition|My line may be published")
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
    """One letter of an instance with its server."""

    home: Path
    url: str
    process: subprocess.Popen[str] = field(repr=False)
    slug: str = "fair-courts"

    @property
    def letter(self) -> str:
        """Where the letter is."""
        return f"{self.url}/{self.slug}"

    @property
    def published(self) -> Path:
        """The folder that the world sees."""
        return self.home / "published" / self.slug

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run `undersigned` on this instance."""
        return run(self.home, *words, url=self.url)

    def figures(self) -> dict[str, Any]:
        """`count.json` as it stands."""
        figures: dict[str, Any] = json.loads((self.published / "count.json").read_text())
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


def publish(home: Path, slug: str, *options: str, **replaced: str) -> None:
    """Publish the sample's letter under this name, in both of its languages.

    Args:
        home: The instance.
        slug: The letter's name.
        options: More words for the command.
        replaced: Old text to new text, in every wording that has it.
    """
    folder = home.parent / f"{slug}{len(options)}"
    folder.mkdir()
    for name in WORDING_FILES:
        text = (FOLDER / name).read_text(encoding="utf-8")
        for old, new in replaced.items():
            text = text.replace(old, new)
        (folder / name).write_text(text, encoding="utf-8")
    words = ("--name", slug, "--host", HOST, *options)
    run(home, "letter", "publish", str(folder / WORDING_FILES[0]), *words)


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


def mails_to(site: Site, page: Page, address: str, subject: str = "") -> Locator:
    """The mails to this address in the mailbox page, the newest first, as it is now."""
    page.goto(f"{site.url}/mailbox/")
    xpath = f"//dd[contains(., '{subject}')][following-sibling::dd[1][.='to {address}']]/a"
    return page.locator(f"xpath={xpath}")


def newest_mail(site: Site, page: Page, subject: str, address: str) -> str:
    """The text of the newest mail to this address with this in its subject."""
    until(
        lambda: mails_to(site, page, address, subject).count() > 0,
        f"a mail “{subject}” to {address} is in the mailbox",
    )
    mails_to(site, page, address, subject).first.click()
    return page.inner_text("main")


def link_and_code(text: str) -> tuple[str, str]:
    """The link in the text of a mail, and its code."""
    link, code = re.search(r"http://\S+/confirm/\S+", text), re.search(r"code:\s+(\w+)", text)
    assert link, text
    assert code, text
    return link.group(), code.group(1)


def fill_in(page: Page, name: str, address: str) -> None:
    """Fill in the form that is open, and send it."""
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Title").fill("Senior Prosecutor")
    page.get_by_label("E-mail address").fill(address)
    for box in page.get_by_label(SIGNED).all():
        box.check()
    page.get_by_role("button", name=re.compile("Sign edition")).last.click()
    assert page.get_by_role("heading", level=1).inner_text() == "Look in your mail"


def sign_and_confirm(site: Site, page: Page, name: str, address: str, language: str = "") -> None:
    """Sign in one browser, as far as the signer's own page."""
    page.goto(f"{site.letter}/sign?language={language}")
    fill_in(page, name, address)
    link, _ = link_and_code(newest_mail(site, page, "One step is left", address))
    page.goto(link)
    page.get_by_role("button", name="I sign").click()
    page.wait_for_url(f"{site.letter}/mine")


def reloaded(page: Page) -> str:
    """What the page says, fetched again.

    By its address: a reload fails where the browser is still taking a page in.
    """
    page.goto(page.url)
    return page.inner_text("main")


def holding(folder: Path, canary: bytes) -> list[Path]:
    """The files that hold these bytes."""
    return [path for path in folder.rglob("*") if path.is_file() and canary in path.read_bytes()]


def set_password(site: Site, page: Page, address: str) -> None:
    """Add an owner of the letter, and set the password by the link that the command prints."""
    words = ("organiser", "add", address, "--name", "Ines Kaltmann", "--letter", site.slug)
    said = site.run(*words, "--role", "owner").stdout
    link = re.search(r"http://\S+/password/\S+", said)
    assert link, said
    page.goto(link.group())
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.get_by_role("button", name="Set it").click()


def give_password(page: Page, address: str) -> None:
    """Fill in the page to log in."""
    page.locator("[name=login]").fill(address)
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()


def log_in(site: Site, page: Page, address: str) -> None:
    """Add an owner, and log in at the desk."""
    set_password(site, page, address)
    page.goto(f"{site.url}/desk/")
    if "/accounts/login" in page.url:
        give_password(page, address)
    page.wait_for_url("**/desk/")
