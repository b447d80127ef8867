"""Let programs that check mail open every link of a thousand mails, and see that none confirms.

    python trials/mail_scanner.py [--mails N] [--in-chromium N] [--seed N]

People sign on a running server. Each link of each mail, in its text and in its HTML, is asked for
by GET, HEAD and OPTIONS, and so is every link and picture of the page that opens. Some are opened
in Chromium with JavaScript on, which then opens every link of the page. One kind of scanner goes
further and presses every button of the page, without the code of the mail. Promise: nobody is
confirmed, nobody is disowned, no attempt is counted, and the people's own links work afterwards.
Ends with 1 where that is broken.
"""

import argparse
import random
import re
import shutil
import sqlite3
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from playwright.sync_api import Browser, sync_playwright
from selectolax.lexbor import LexborHTMLParser

from command_line import fetch, wait_until
from mail_server import MailServer, mail_server
from people import hidden_fields
from visitors import SLUG, Visitor, begin, mailed_link, served

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
ADDRESS = re.compile(r"https?://[^\s\"'<>]+")
SENDERS = 4


@dataclass
class Found:
    """What came of it."""

    asked: Counter[str] = field(default_factory=Counter)
    states: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)

    def hold(self, promise: str, kept: bool) -> None:  # noqa: FBT001 (a sentence and its truth)
        """Note a promise that was broken."""
        if not kept:
            self.broken.append(promise)


def person(number: int) -> str:
    """Somebody's address."""
    return f"person{number}@ruritania.example"


def links_of(mail: MailServer) -> list[list[str]]:
    """Every address in each mail, in its text, its HTML and its head."""
    found = []
    for message in mail.messages():
        parts = [
            part.get_content() for part in message.walk() if part.get_content_maintype() == "text"
        ]
        text = "\n".join([*parts, *map(str, message.values())])
        found.append(sorted({each.rstrip(".,)>") for each in ADDRESS.findall(text)}))
    return found


def scan(url: str, links: list[str], found: Found) -> None:
    """Open links as a scanner does, and what their pages lead to."""
    for link in links:
        if urlsplit(link).netloc != urlsplit(url).netloc:
            continue
        for method in ("HEAD", "OPTIONS"):
            found.asked[f"{method} {fetch(link, method).status}"] += 1
        answer = fetch(link)
        found.asked[f"GET {answer.status}"] += 1
        page = LexborHTMLParser(answer.body.decode("utf-8", "replace"))
        for each in page.css("[href], [src], [action]"):
            there = each.attributes.get("href") or each.attributes.get("src")
            there = there or each.attributes.get("action")
            whole = urljoin(link, there or "")
            if whole.startswith(f"{url}/") and whole not in links:
                found.asked[f"GET of what the page names {fetch(whole).status}"] += 1


def press_all(url: str, link: str, found: Found) -> None:
    """Press every button of the page behind a link, as it stands: the code is not typed."""
    visitor = Visitor(url)
    path = urlsplit(link).path
    page = visitor.look(path)
    buttons = [
        each.attributes.get("name") or ""
        for each in LexborHTMLParser(page.text).css("main form button, form button[name]")
    ]
    found.hold(f"the page has both buttons and not {buttons}", {"confirm", "disown"} <= {*buttons})
    for button in {*buttons} - {""}:
        form = {**hidden_fields(page.text), button: "1", "code": ""}
        found.asked[f"press {visitor.post(f'/{SLUG}/confirm', form).status}"] += 1


def script(browser: Browser, url: str, link: str, found: Found) -> None:
    """Open a link in a browser that runs scripts, then each link of its page; press nothing."""
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(link, wait_until="load")
    page.evaluate("() => { document.dispatchEvent(new MouseEvent('mousemove')); window.focus(); }")
    led = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    for each in sorted({*map(str, led)}):
        if each.startswith(f"{url}/"):
            page.goto(each, wait_until="load")
            found.asked["in Chromium"] += 1
    page.goto(link, wait_until="load")
    found.asked["in Chromium"] += 1
    page.reload(wait_until="load")
    context.close()


def script_and_press(browser: Browser, link: str, found: Found) -> None:
    """Open a link in a browser, and press the button that signs, past the browser's own check."""
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(link, wait_until="load")
    page.evaluate(
        "() => document.querySelectorAll('form').forEach(each => { each.noValidate = 1 })"
    )
    page.locator("button[name=confirm]").click()
    page.wait_for_load_state("load")
    found.asked["pressed in Chromium"] += 1
    context.close()


def standing(home: Path) -> tuple[Counter[str], int]:
    """How the signatures stand, and how many attempts at a code were counted."""
    with closing(sqlite3.connect(home / "undersigned.sqlite3", timeout=60)) as database:
        asked = "SELECT state, count(*) FROM signing_signature GROUP BY state"
        states = Counter(dict(database.execute(asked).fetchall()))
        counted = database.execute("SELECT sum(attempts) FROM signing_token").fetchone()[0]
    return states, int(counted or 0)


def run(people: int, in_chromium: int, seed: int) -> Found:
    """Run it all."""
    found = Found()
    chance = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder, mail_server() as mail:
        home = begin(Path(folder), f'mail = "{mail.url}"')
        with served(home) as server, ThreadPoolExecutor(SENDERS) as threads:
            url = server.url
            visitors = [Visitor(url) for _ in range(people)]
            signing = threads.map(lambda each: each[1].sign(person(each[0])), enumerate(visitors))
            found.hold("every form is taken", all(each.status == 303 for each in signing))
            wait_until(lambda: len(mail.taken) >= people, "the mails")
            mails = links_of(mail)
            list(threads.map(lambda links: scan(url, links, found), mails))
            confirming = [each for links in mails for each in links if "/confirm/" in each]
            found.hold("each mail has its link", len({*confirming}) == people)
            pressed = chance.sample(confirming, max(1, people // 10))
            list(threads.map(lambda link: press_all(url, link, found), pressed))
            open_in_chromium(url, chance.sample(confirming, min(people, in_chromium)), found)
            found.states, counted = standing(home)
            found.hold("nobody is confirmed or gone", found.states == {"waiting": people})
            found.hold("no attempt is counted", counted == 0)
            for number in chance.sample(range(people), min(people, 20)):
                answer = visitors[number].press(mailed_link(mail, person(number)))
                found.hold("a person's own link works", answer.status == 303)
    return found


def open_in_chromium(url: str, links: list[str], found: Found) -> None:
    """Open links in Chromium, and press the button behind a tenth of them."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    assert chromium, "This needs Chromium. On Debian: apt install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        for number, link in enumerate(links):
            script(browser, url, link, found)
            if number % 10 == 0:
                script_and_press(browser, link, found)
        browser.close()


def main() -> None:
    """Read the arguments, run, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1_000)
    parser.add_argument("--in-chromium", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    found = run(given.mails, given.in_chromium, given.seed)
    print("\n".join(f"{count:7,}  {what}" for what, count in sorted(found.asked.items())))
    print(f"then: {dict(found.states)}")
    print("\n".join(f"BROKEN: {each}" for each in found.broken) or "all promises held")
    sys.exit(1 if found.broken else 0)


if __name__ == "__main__":
    main()
