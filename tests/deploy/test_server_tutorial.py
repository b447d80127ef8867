"""docs/tutorial/a-server-of-ones-own.md is run as it is written, in a clean Debian.

The commands run there as root. Between them people do in a browser what the page says, over HTTPS
through nginx, with the forms that the site really shows. Three things are not as on a real server:
systemctl is a stand-in that starts what the installed units say, the certificate is made by the
test and believed by the machine, and the mail provider, which the machine meets with TLS and a
password, is the test's own.
"""

import json
import re
import ssl
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from app_codes import code_now
from command_line import wait_until
from console_page import walk
from mail_server import MailServer, mail_server
from own_machine import Machine, name_server, network_of_its_own
from person import Browser
from web_servers import Issuer

TUTORIAL = Path(__file__).resolve().parents[2] / "docs" / "tutorial"
HOST, PROVIDER = "letters.example.org", "mail.example.org"
SITE = f"https://{HOST}"
LETTER = f"{SITE}/keep-the-archive-open/"
RECORDS = {
    (f"{HOST}.", "A"): "127.0.0.1",
    (f"{HOST}.", "MX"): f"10 {PROVIDER}.",
    (f"{HOST}.", "TXT"): '"v=spf1 a:mail.example.org ~all"',
    (f"{PROVIDER}.", "A"): "127.0.0.1",
    (f"_dmarc.{HOST}.", "TXT"): '"v=DMARC1; p=none"',
}
HOME = "var/lib/undersigned"
OWNER, SIGNER = "ines@example.org", "paula@example.org"
PASSWORD = "seven wooden bridges"


def letters_in(*given: object) -> AuthResult:
    """Whether the provider knows this user."""
    login = given[-1]
    assert isinstance(login, LoginPassword)
    known = (login.login, login.password) == (b"letters", b"kingfisher")
    return AuthResult(success=known, handled=known)


class People:
    """Who does what the page says is done elsewhere.

    Attributes:
        machine: Whose root they are.
        post: What their provider has taken.
    """

    def __init__(self, machine: Machine, issuer: Issuer, post: MailServer) -> None:
        self.machine = machine
        self.issuer = issuer
        self.post = post
        trusts = ssl.create_default_context(cafile=str(issuer.file))
        self.owner = Browser(trusts)
        self.signer = Browser(trusts)

    def answer_the_questions(self, shown: str) -> None:
        """Answer as the page shows, in a terminal, for an instance that nobody needs."""
        lines = shown.splitlines()
        answers = [re.sub(r".*[)\]]: ?", "", line) for line in lines]
        home = "/srv/asked"
        self.machine.run(f"install -d -o undersigned -g undersigned {home}")
        seen = self.machine.type(
            f"runuser -u undersigned -- undersigned --home {home}/site init", answers
        )
        for line in lines:
            assert line.rstrip() in [each.rstrip() for each in seen.splitlines()], seen
        settings = (self.machine.root / home.lstrip("/") / "site/undersigned.toml").read_text()
        assert 'mail = "smtp+tls://letters:kingfisher@mail.example.org:587"' in settings

    def get_a_certificate(self, _: str) -> None:
        """Put it where certbot does."""
        folder = self.machine.root / "etc/letsencrypt/live" / HOST
        folder.mkdir(parents=True)
        self.issuer.files(folder, HOST)

    def log_in(self, _: str) -> None:
        """Set the password by the link of init, and set up an app for codes."""
        links = re.findall(rf"{SITE}/accounts/\S+", "".join(self.machine.said))
        self.owner.open(links[0])
        self.owner.press("Set it", password1=PASSWORD, password2=PASSWORD)
        self.owner.open(f"{SITE}/desk/")
        if "/login/" in self.owner.url:
            self.owner.press("Log in", login=OWNER, password=PASSWORD)
        secret = self.owner.page.css_first("p.command")
        assert secret, self.owner.text
        self.owner.press("Go on", code=code_now(secret.text().strip()))
        self.owner.follow("To the desk")
        assert self.owner.url == f"{SITE}/desk/"

    def write_the_letter(self, _: str) -> None:
        """Fill the file in as the page's example is."""
        name = "keep-the-archive-open.en.md"
        (self.machine.root / "srv/letters" / name).write_bytes((TUTORIAL / name).read_bytes())

    def sign(self, _: str) -> None:
        """Read the letter and fill in its form."""
        wait_until((self.published() / "count.json").exists, "the letter's pages")
        self.signer.open(LETTER)
        self.signer.follow("Sign this letter")
        self.signer.press(
            "Sign edition 1",
            name="Paula Brennquist",
            address=SIGNER,
            **{"title-1": "Archivist", "agree-sign": "on", "agree-publish": "on"},
        )
        assert "Look in your mail" in self.signer.text

    def confirm(self, _: str) -> None:
        """Open the link of the mail, and press the button."""
        link = re.search(rf"{LETTER}confirm/\S+", self.mail_to(SIGNER))
        assert link
        self.signer.open(link[0])
        self.signer.press("I sign")
        assert self.signer.url == f"{LETTER}mine"
        assert self.total() == 0

    def accept(self, _: str) -> None:
        """Look at the signature at the desk, and accept it."""
        self.owner.open(f"{SITE}/desk/keep-the-archive-open/")
        self.owner.follow("Paula Brennquist")
        self.owner.press("Accept", reason="Known to one of us.")
        wait_until(lambda: self.total() == 1, "a count of 1")
        wait_until(self.is_listed, "the name on the list")

    def is_listed(self) -> bool:
        """Whether the name is in public."""
        self.signer.open(LETTER)
        return "Paula Brennquist" in self.signer.text

    def published(self) -> Path:
        """What the world sees of the letter."""
        return self.machine.root / HOME / "published/keep-the-archive-open"

    def total(self) -> int:
        """The count as it is published."""
        return int(json.loads((self.published() / "count.json").read_bytes())["total"])

    def mail_to(self, address: str) -> str:
        """The text of the newest mail to somebody, once it is there."""

        def there() -> list[EmailMessage]:
            return [each for each in self.post.messages() if address in str(each["To"])]

        wait_until(there, f"a mail to {address}")
        body = there()[-1].get_body(("plain",))
        assert body
        return str(body.get_content())


@pytest.fixture
def people(clean: Path, package: Path, folder: Path) -> Iterator[People]:
    """A machine as its provider hands it over, the files on it, and people who know about it."""
    issuer = Issuer(folder)
    for file in (package, package.parent / "SHA256SUMS"):
        (clean / "root" / file.name).write_bytes(file.read_bytes())
    how = {
        "tls_context": issuer.context(PROVIDER),
        "auth_required": True,
        "authenticator": letters_in,
    }
    machine = Machine(clean)
    with network_of_its_own(), name_server(RECORDS), mail_server(587, **how) as post:
        machine.prepare(issuer, HOST, PROVIDER)
        yield People(machine, issuer, post)
        machine.stop()


def test_the_tutorial_leads_from_an_empty_server_to_a_signed_letter(people: People) -> None:
    steps = {
        name.replace("_", " "): getattr(people, name)
        for name in (
            "answer_the_questions",
            "get_a_certificate",
            "log_in",
            "write_the_letter",
            "sign",
            "confirm",
            "accept",
        )
    }
    commands = walk(TUTORIAL / "a-server-of-ones-own.md", people.machine.run, steps)
    assert commands > 20
    assert people.total() == 1
