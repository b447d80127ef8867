"""Ask a running server about new, known, blocked and full addresses, and compare the answers.

    python trials/timing.py [--times N] [--logins N] [--seed N]

Each round asks once about every kind of address, in a new random order, so that what else the
machine does falls on all alike. Promise: the bytes of the answers are equal, but for cookies and
form tokens, and so is their time, within 5 ms in the median. Ends with 1 where that is broken.
"""

import argparse
import http.client
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from command_line import fetch
from people import hidden_fields
from visitors import FORM, SLUG, begin, served

WARM_UPS = 5  # rounds that are not counted
LIMIT = 5.0  # milliseconds between the fastest and the slowest kind, in the median
KINDS = ("new", "waiting", "signed", "blocked", "full", "at the desk")
PAGES = {
    "sign": (f"/{SLUG}/sign", KINDS),
    "link to the own page": (f"/{SLUG}/mine", KINDS),
    "new password": ("/accounts/password/reset/", ("new", "account", "closed account")),
    "login": ("/accounts/login/", ("new", "account", "closed account", "without a password")),
}
ACCOUNTS = ("account", "closed account", "without a password")


def address_of(kind: str, number: int) -> str:
    """An address of a kind; all have the same length."""
    return f"{kind.replace(' ', '-'):->20}-{number:05d}@ruritania.example"


@dataclass
class Visitor:
    """A browser that holds one form token and asks again and again over one connection."""

    url: str
    connection: http.client.HTTPConnection = field(init=False)
    kept: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Connect."""
        parts = urlsplit(self.url)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def form(self, path: str) -> tuple[str, dict[str, str]]:
        """The cookies and hidden fields of a form, asked for once."""
        if path not in self.kept:
            answer = fetch(f"{self.url}{path}")
            cookies = [each.split(";")[0] for each in answer.headers.get_all("Set-Cookie") or []]
            self.kept[path] = ("; ".join(cookies), hidden_fields(answer.body.decode()))
        return self.kept[path]

    def send(self, path: str, number: int, **typed: str) -> tuple[float, bytes]:
        """Send a form. Returns milliseconds, and the answer without what is random."""
        cookie, hidden = self.form(path)
        headers = {
            "Cookie": cookie,
            "Origin": self.url,
            "Content-Type": "application/x-www-form-urlencoded",
            # Each from a network of its own, so that no limit of one network is met.
            "X-Forwarded-For": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}",
        }
        body = urlencode({**typed, **hidden})
        began = time.perf_counter()
        self.connection.request("POST", path, body, headers)
        answer = self.connection.getresponse()
        data = answer.read()
        took = (time.perf_counter() - began) * 1000
        named = [(k, v) for k, v in answer.getheaders() if k.lower() not in {"date", "expires"}]
        text = f"{answer.status} {named}\n".encode() + data
        return took, _plain(text, typed)


def _plain(text: bytes, typed: dict[str, str]) -> bytes:
    """An answer without cookies' values and days, form tokens and the address that was typed."""
    for value in typed.values():
        if "@" in value:
            text = text.replace(value.encode(), b"ADDRESS")
    text = re.sub(rb"expires=[^;]*;", b"", text)
    return re.sub(rb"[\w-]{43,64}", b"RANDOM", text)


def typed_on(page: str, address: str) -> dict[str, str]:
    """What stands in the form of a page."""
    if page == "sign":
        return {**FORM, "address": address}
    if page == "login":
        return {"login": address, "password": "seven wooden bridges"}
    return {"email" if page == "new password" else "address": address}


def fill(times: int) -> None:
    """Make the addresses what they are called, in the instance that the environment names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
    import django  # noqa: PLC0415 (only once the environment names an instance)

    django.setup()
    from django.contrib.auth.hashers import make_password  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    from undersigned.letters.models import Letter  # noqa: PLC0415
    from undersigned.organisers.models import Organiser  # noqa: PLC0415
    from undersigned.signing.models import Mailing, Refusal, Signature  # noqa: PLC0415
    from undersigned.signing.tokens import address_digest  # noqa: PLC0415

    letter = Letter.objects.get()
    states = {"waiting": "waiting", "signed": "confirmed", "at the desk": "confirmed"}
    with transaction.atomic():
        for number in range(times):
            for kind in KINDS:
                address = address_of(kind, number)
                digest = address_digest(address)
                if kind in states:
                    Signature.objects.create(
                        letter=letter, state=states[kind], kind="person", name="Rudi Gorlice",
                        edition=1, language="en", address=address, address_digest=digest,
                    )  # fmt: skip
                elif kind == "blocked":
                    Refusal.objects.create(letter=letter, address_digest=digest)
                elif kind == "full":
                    for _ in range(3):
                        Mailing.objects.create(letter=letter.slug, address_digest=digest)
    none, given = make_password(None), make_password("eight wooden bridges")  # hashing is slow
    Organiser.objects.bulk_create(
        Organiser(
            email=address_of(kind, number),
            name="Ines",
            password=none if kind == "without a password" else given,
            is_active=kind != "closed account",
        )
        for number in range(times)
        for kind in ACCOUNTS
    )


def measure(url: str, times: int, logins: int, chance: random.Random) -> list[str]:
    """Ask, print a line for each page, and return what is broken."""
    broken = []
    for page, (path, kinds) in PAGES.items():
        visitor = Visitor(url)
        took: dict[str, list[float]] = defaultdict(list)
        answers: dict[str, bytes] = {}
        for number in range((logins if page == "login" else times) + WARM_UPS):
            for kind in chance.sample(kinds, len(kinds)):
                address = address_of(kind, number)
                seen, answer = visitor.send(path, chance.getrandbits(24), **typed_on(page, address))
                if number >= WARM_UPS:
                    took[kind].append(seen)
                    answers.setdefault(kind, answer)
                    if answers[kind] != answer or answer != answers[next(iter(answers))]:
                        broken.append(f"{page}: the answer about {kind} reads otherwise")
        visitor.connection.close()
        medians = {kind: statistics.median(took[kind]) for kind in kinds}
        apart = max(medians.values()) - min(medians.values())
        said = ", ".join(f"{kind} {median:.2f}" for kind, median in medians.items())
        asked = len(took[kinds[0]])
        print(f"{page}, {asked} times each: medians in ms: {said}; apart {apart:.2f}", flush=True)
        if apart > LIMIT:
            broken.append(f"{page}: the medians are {apart:.2f} ms apart")
    return sorted(set(broken))


def run(times: int, logins: int, seed: int) -> list[str]:
    """Run it all. Returns what is broken."""
    print(f"seed {seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        home = begin(Path(folder))
        command = (sys.executable, __file__, "--fill", str(max(times, logins) + WARM_UPS))
        subprocess.run(command, check=True, env={**os.environ, "UNDERSIGNED_HOME": str(home)})
        with served(home) as server:
            return measure(server.url, times, logins, random.Random(seed))


def main() -> None:
    """Read the arguments, run, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=300, help="rounds of each page")
    parser.add_argument("--logins", type=int, default=60, help="rounds of the login, which is slow")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fill", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.fill:
        fill(given.fill)
        return
    broken = run(given.times, given.logins, given.seed)
    print("\n".join(broken) or "all alike")
    sys.exit(1 if broken else 0)


if __name__ == "__main__":
    main()
