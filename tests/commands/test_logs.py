"""What a running server and its worker say: never a name, an address or a token."""

import http.cookiejar
import re
import sqlite3
import urllib.error
import urllib.parse
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from command_line import DEADLINE, HOST, Server, fetch, running, undersigned, wait_until
from letter_files import LETTER
from signers import ADDRESS, NAME, typed

# A mail server that refuses every connection, so that mail fails with its address at hand.
SETTINGS = f'host = "{HOST}"\nsecond_factor = false\nmail = "smtp://127.0.0.1:9"\n'
LIST_NAME = "Gundula Canary-Listed"
LIST_ADDRESS = "gundula-canary@ruritania.example"


class Person:
    """Somebody's browser."""

    def __init__(self, server: Server) -> None:
        """Take where to go."""
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.url = server.url

    def send(self, path: str, to: str = "", **form: str) -> str:
        """Open a page, fill in its form and send it. Returns where that led."""
        page = f"{self.url}{path}"
        with self.opener.open(page, timeout=DEADLINE) as answer:
            text = answer.read().decode()
        hidden = dict(re.findall(r'name="([a-z-]+)" value="([^"]*)"', text))
        kept = {key: hidden[key] for key in ("csrfmiddlewaretoken", "wordings") if key in hidden}
        data = urllib.parse.urlencode({**form, **kept}).encode()
        address = f"{self.url}{to or path}"
        request = urllib.request.Request(address, data, {"Origin": self.url})  # noqa: S310 (ours)
        try:
            with self.opener.open(request, timeout=DEADLINE) as answer:
                return str(answer.url)
        except urllib.error.HTTPError as error:
            with error:
                return str(error.code)


def waiting_mail(home: Path) -> str:
    with closing(sqlite3.connect(home / "undersigned.sqlite3")) as database:
        found = database.execute(
            "SELECT text FROM outbox_mail WHERE recipient = ?", [ADDRESS]
        ).fetchone()
    return found[0] if found else ""


def state(home: Path) -> str:
    with closing(sqlite3.connect(home / "undersigned.sqlite3")) as database:
        return str(database.execute("SELECT state FROM signing_signature").fetchone()[0])


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An instance with a letter, and an earlier list at its desk."""
    home = tmp_path / "site"
    home.mkdir()
    (home / "undersigned.toml").write_text(SETTINGS)
    (tmp_path / "bridge.md").write_text(LETTER, encoding="utf-8")
    (tmp_path / "list.csv").write_text(f"name,email\n{LIST_NAME},{LIST_ADDRESS}\n")
    for words in (
        ("letter", "publish", tmp_path / "bridge.md"),
        ("import", "bridge", tmp_path / "list.csv"),
    ):
        said = undersigned("--home", home, *words)
        assert said.returncode == 0, said.stderr
    return home


def test_no_name_no_address_and_no_token_in_what_is_said(home: Path) -> None:
    with running("--home", home, "serve") as server:
        wait_until(lambda: fetch(f"{server.url}/health").status == 200, "health")
        person = Person(server)
        form = {key: str(value) for key, value in typed(served=None).items()}
        assert person.send("/bridge/sign", **form).endswith("/sign/sent")
        wait_until(lambda: waiting_mail(home), "a mail that waits")
        text = waiting_mail(home)
        link = re.search(r"(/bridge/confirm/([\w-]+))\n", text)
        code = re.search(r"code:\s+([A-Z]{6})\n", text)
        assert link, text
        assert code, text
        answer = {"token": link[2], "confirm": "1"}
        Person(server).send(link[1], "/bridge/confirm", code="BBBBBB", **answer)
        assert person.send(link[1], "/bridge/confirm", code=code[1], **answer).endswith("/mine")
        person.send("/bridge/mine/correct", **{**form, "name": f"{NAME}-Corrected"})
        for path in (f"/bridge/confirm/{NAME}", f"/{ADDRESS}", f"/bridge/sign?name={NAME}"):
            where = f"{server.url}{urllib.parse.quote(path, safe='/?=')}"
            for method in ("GET", "POST", "PUT"):
                fetch(where, method, Host="elsewhere.example")
                fetch(where, method, Cookie=f"session={NAME}", Referer=ADDRESS)
        with closing(sqlite3.connect(home / "undersigned.sqlite3", isolation_level=None)) as other:
            other.execute("ALTER TABLE signing_intake RENAME TO gone")  # a fault at the door
            assert person.send("/bridge/sign", **form) in {"500", "503"}
            other.execute("ALTER TABLE gone RENAME TO signing_intake")
        person.send("/bridge/mine/withdraw", withdraw="1")
        wait_until(lambda: state(home) == "withdrawn", "the withdrawal")
    said = "".join((*server.said, *server.remarked))
    assert "Serving" in said
    for canary in (NAME, "Canary", ADDRESS, LIST_ADDRESS, link[2], code[1], "Strelsau", "Brennq"):
        assert canary not in said
        assert urllib.parse.quote(canary) not in said
