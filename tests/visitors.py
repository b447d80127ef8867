"""Visitors of a running server, by nothing but HTTP: their cookies, forms and mails."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from command_line import HOST, Server, fetch, running, undersigned, wait_until
from ledger import CODE, plain_text
from letter_files import LETTER
from mail_server import MailServer
from people import Answer, Site, Unanswered, hidden_fields

SLUG = "bridge"
FORM = {
    "kind": "person",
    "name": "Rudi Gorlice",
    "title-1": "Ferryman",
    "place": "Strelsau",
    "agree-sign": "on",
    "agree-publish": "on",
    "sign": "1",
}
BY_MAIL = LETTER.replace("language: en\n", "language: en\nchecks: [mail]\n")
LINK = re.compile(rf"https?://[^/\s]+(/{SLUG}/[a-z]+/([\w-]{{20,}}))\s")


def begin(folder: Path, *settings: str, text: str = BY_MAIL) -> Path:
    """An instance with a letter that the mail alone decides about; returns its home.

    Args:
        folder: Where the home is made.
        settings: Lines of undersigned.toml.
        text: The letter.
    """
    home = folder / "home"
    home.mkdir()
    lines = (f'host = "{HOST}"', "second_factor = false", *settings)
    (home / "undersigned.toml").write_text("".join(f"{line}\n" for line in lines), "utf-8")
    (folder / f"{SLUG}.md").write_text(text, encoding="utf-8")
    done = undersigned("--home", home, "letter", "publish", folder / f"{SLUG}.md")
    assert done.returncode == 0, done.stderr
    return home


@contextmanager
def served(home: Path) -> Iterator[Server]:
    """Serve it with its worker until the block ends."""
    with running("--home", home, "serve") as server:
        wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health")
        yield server


@dataclass
class Visitor:
    """One browser without a screen.

    Attributes:
        url: The site.
        cookies: What was set.
    """

    url: str
    cookies: dict[str, str] = field(default_factory=dict)

    def look(self, path: str) -> Answer:
        """Open a page; a fault is an answer too."""
        return self._ask(path, None)

    def send(self, page: str, to: str = "", **typed: str) -> Answer:
        """Open a page for the hidden fields of its forms, and send them with what is typed."""
        return self.post(to or page, {**hidden_fields(self.look(page).text), **typed})

    def post(self, path: str, form: dict[str, str]) -> Answer:
        """Send a form; a fault is an answer too."""
        return self._ask(path, form)

    def sign(self, address: str, **typed: str) -> Answer:
        """Fill in the form and send it."""
        return self.send(f"/{SLUG}/sign", **{**FORM, "address": address, **typed})

    def press(self, link: "Link", button: str = "confirm") -> Answer:
        """Open a link out of a mail, and press its button."""
        path = f"/{SLUG}/confirm"
        typed = {"token": link.token, "code": link.code, button: "1"}
        return self.send(link.path, path, **typed)

    def _ask(self, path: str, form: dict[str, str] | None) -> Answer:
        site = Site(urlsplit(self.url).port or 0)
        try:
            return site.ask(path, self.cookies, form)
        except Unanswered as why:
            return Answer(int(f"{why}"), "", "")


@dataclass(frozen=True)
class Link:
    """What stands in a mail to be opened."""

    path: str
    token: str
    code: str = ""


def mails(server: MailServer, address: str) -> list[str]:
    """The texts of all mails that came to an address, the newest last."""
    return [
        plain_text(each.original_content or b"")
        for each in list(server.taken)
        if address in each.rcpt_tos
    ]


def link_in(text: str) -> Link:
    """The link and the code in the text of a mail."""
    found, code = LINK.search(text), CODE.search(text)
    assert found, text
    return Link(found[1], found[2], code[1] if code else "")


def mailed_link(server: MailServer, address: str) -> Link:
    """Wait for a mail, and take the link of the newest."""
    wait_until(lambda: mails(server, address), f"a mail to {address}")
    return link_in(mails(server, address)[-1])
