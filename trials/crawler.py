"""Ask every route as everybody, with whatever nobody should send, and look for a fault of ours.

    python trials/crawler.py [--cases N] [--over-http N] [--seed N]

Each case is a route of the URL conf and a visitor (nobody, a signer, each role, an owner without a
second factor, one of another letter, one who was taken off), with a method, path, query, headers
and body drawn by chance around what is real: forms are taken from the pages as they stand, and a
few of their fields changed. Whatever a case changes is put back, so that all meet the same site.
Other cases go to a running server as raw requests, past what a client would let through. Promise:
no answer of 5xx, and the server lives. Ends with 1 where that is broken.
"""

import argparse
import os
import random
import socket
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import suppress
from copy import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from selectolax.lexbor import LexborHTMLParser

from command_line import fetch
from hostile import METHODS, Case, Form, body, headers, query, strange_path
from visitors import SLUG, Visitor, begin, served

SECONDS_FOR_AN_ANSWER = 60.0


@dataclass
class Found:
    """What came of it."""

    answers: Counter[str] = field(default_factory=Counter)
    routes: set[str] = field(default_factory=set)
    faults: dict[str, list[str]] = field(default_factory=dict)
    slowest: float = 0.0

    def fault(self, where: str, case: object) -> None:
        """Note a fault; the first few cases of each are kept."""
        self.faults.setdefault(where, []).append(str(case))


def forms_in(text: str, path: str) -> list[Form]:
    """The forms of a page that are posted, each with the button pressed that comes first."""
    found = []
    for form in LexborHTMLParser(text).css("form"):
        if (form.attributes.get("method") or "").lower() != "post":
            continue
        fields = [
            (each.attributes.get("name") or "", each.attributes.get("value") or each.text())
            for each in form.css("input[name], textarea[name], select[name], button[name]")
        ]
        action = urlsplit(urljoin(path, form.attributes.get("action") or path)).path
        found.append(Form(action, tuple(fields)))
    return found


# Within this process, as everybody.


def addresses(pieces: dict[str, Any]) -> dict[str, str]:
    """Every route's address with what is real in it."""
    from access_table import TABLE  # noqa: PLC0415
    from test_access import path_of  # noqa: PLC0415 (after Django has its settings)

    return {name: path_of(name, pieces) for name in TABLE}


def crawl(world: Any, cases: int, seed: int, found: Found) -> None:
    """Ask within this process."""
    from access_people import VISITORS  # noqa: PLC0415

    chance = random.Random(seed)
    paths = addresses(world.here)
    forms = {visitor: forms_of(world.clients[visitor], paths) for visitor in VISITORS}
    for visitor in VISITORS:
        world.clients[visitor].raise_request_exception = False
    names = sorted(paths)
    for number in range(cases):
        visitor = VISITORS[number % len(VISITORS)]
        name = names[number // len(VISITORS) % len(names)]
        case = draw(visitor, paths[name], forms[visitor], chance)
        found.routes.add(name)
        answer(world.clients[visitor], case, found)


def forms_of(client: Any, paths: dict[str, str]) -> dict[str, list[Form]]:
    """The forms of all pages that somebody may see, by where they go; an empty one is at each."""
    found = {path: [Form(path, ())] for path in paths.values()}
    for path in paths.values():
        page = client.get(path)
        if page.status_code == 200 and page.headers["Content-Type"].startswith("text/html"):
            for form in forms_in(page.content.decode(), path):
                found.setdefault(form.path, []).append(form)
    return found


def draw(visitor: str, path: str, forms: dict[str, list[Form]], chance: random.Random) -> Case:
    """One case at a route."""
    method = "POST" if chance.random() < 0.55 else chance.choice(METHODS)
    where = strange_path(path, chance) if chance.random() < 0.2 else path
    kind, data = "", b""
    if method in {"POST", "PUT", "PATCH", "DELETE"}:
        form = chance.choice(forms.get(path) or [Form(path, ())])
        if not form.fields or chance.random() < 0.1:
            form = chance.choice(chance.choice(list(forms.values())))
        kind, data = body(form, chance)
    return Case(visitor, method, where + query(chance), headers(chance), kind, data)


def answer(client: Any, case: Case, found: Found) -> None:
    """Ask, look at the answer, and put everything back."""
    from django.core.cache import cache  # noqa: PLC0415
    from django.db import transaction  # noqa: PLC0415

    cache.clear()
    cookies = copy(client.cookies)
    begun = time.monotonic()
    try:
        with transaction.atomic():
            try:
                got = client.generic(
                    case.method, case.path, case.body, case.kind, headers=case.headers
                )
                found.answers[str(got.status_code)] += 1
                if got.status_code >= 500 and not case.path.startswith("/health"):
                    error = (getattr(got, "exc_info", None) or (None, None))[1]
                    found.fault(place(error) if error else str(got.status_code), case)
            except UnicodeEncodeError:
                found.answers["no client could send it"] += 1
            transaction.set_rollback(True)
    finally:
        client.cookies = cookies
    found.slowest = max(found.slowest, time.monotonic() - begun)


def place(error: BaseException) -> str:
    """What was raised, and the last lines of code that it passed."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    passed = " < ".join(f"{Path(each.filename).name}:{each.lineno}" for each in reversed(frames))
    return f"{type(error).__name__}: {str(error)[:120]} in {passed}"


# To a running server, as nobody.

PUBLIC = (
    "/", f"/{SLUG}/", f"/{SLUG}/sign", f"/{SLUG}/sign/sent", f"/{SLUG}/mine", f"/{SLUG}/confirm",
    f"/{SLUG}/confirm/abc", f"/{SLUG}/mine/correct", f"/{SLUG}/invited", f"/{SLUG}/invited/abc",
    f"/{SLUG}/take-off/1", f"/{SLUG}/checkpoint", f"/{SLUG}/count.json", f"/{SLUG}/tile/0/000.p/2",
    f"/{SLUG}/records/000000000", "/static/page.css", "/accounts/login/", "/accounts/logout/",
    "/accounts/password/reset/", "/accounts/password/reset/key/a-b/", "/accounts/invitation/abc/",
    "/desk/", f"/desk/{SLUG}/", f"/desk/{SLUG}/imports/bring", "/mailbox/", "/mailbox/1/",
    "/health", "/mail/events/", "/robots.txt", "/favicon.ico", "/.well-known/security.txt",
)  # fmt: skip
TARGETS = (
    "*", "", "//", "/%00", "/%ff", "/..%2f..%2fsecret", "/../secret", "/static/../../secret", "/\\",
    f"/{SLUG}/./sign", f"/{SLUG}//sign", "http://evil.example/", "/" + "a" * 9000, "/\u00e4", "/%",
    f"/{SLUG}/%2e%2e/%2e%2e/secret", f"/{SLUG}/index.html/x", f"/{SLUG}\u0000/", "/static/",
)  # fmt: skip


def crawl_over_http(url: str, cases: int, seed: int, found: Found) -> None:
    """Ask a running server."""
    chance = random.Random(f"over http {seed}")
    visitor = Visitor(url)
    forms = {path: [Form(path, ())] for path in PUBLIC}
    for path in PUBLIC:
        for form in forms_in(visitor.look(path).text, path):
            forms.setdefault(form.path, []).append(form)
    cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    for number in range(cases):
        case = draw("nobody", PUBLIC[number % len(PUBLIC)], forms, chance)
        if chance.random() < 0.1:
            case = Case("nobody", case.method, chance.choice(TARGETS), case.headers)
        begun = time.monotonic()
        status = ask_raw(url, case, cookies, chance)
        found.slowest = max(found.slowest, time.monotonic() - begun)
        found.answers[f"raw {status}"] += 1
        if status[:1] == "5" or status == "silence":
            found.fault(f"over HTTP: {status}", case)
    alive = fetch(f"{url}/{SLUG}/sign").status
    if alive != 200:
        found.fault("the server does not answer any more", alive)


def ask_raw(url: str, case: Case, cookies: str, chance: random.Random) -> str:
    """Send bytes, and return the status; `closed` where the connection ended without one."""
    parts = urlsplit(url)
    head = {"Host": parts.netloc, "Cookie": cookies, "Connection": "close"}
    if case.kind or case.body:
        head |= {"Content-Type": case.kind}
    chunked = bool(case.body) and chance.random() < 0.15
    head |= {"Transfer-Encoding": "chunked"} if chunked else {"Content-Length": str(len(case.body))}
    head |= case.headers
    lines = [f"{case.method} {case.path} HTTP/1.1", *(f"{k}: {v}" for k, v in head.items())]
    data = "\r\n".join(lines).encode("utf-8", "surrogatepass") + b"\r\n\r\n"
    data += b"%x\r\n%b\r\n0\r\n\r\n" % (len(case.body), case.body) if chunked else case.body
    address = (parts.hostname or "", parts.port or 0)
    got = b""
    with socket.create_connection(address, SECONDS_FOR_AN_ANSWER) as line:
        try:
            with suppress(ConnectionError):  # it answered before it had read all
                line.sendall(data)
            while b"\r\n" not in got and (more := line.recv(4096)):
                got += more
        except TimeoutError:
            return "silence"
        except ConnectionError:
            pass
    return (
        got.split(b" ", 2)[1].decode("ascii", "replace") if got.startswith(b"HTTP/") else "closed"
    )


def run(folder: Path, cases: int, over_http: int, seed: int) -> Found:
    """Run it all."""
    found = Found()
    home = begin(folder)
    with served(home) as server:
        crawl_over_http(server.url, over_http, seed, found)
    for line in {*server.remarked}:
        if "failed" in line or "fault" in line:
            found.fault(line.strip(), f"{server.remarked.count(line)} times")
    os.environ |= {
        "UNDERSIGNED_HOME": str(home),
        "UNDERSIGNED_URL": "http://127.0.0.1:8000",
        "DJANGO_SETTINGS_MODULE": "undersigned.config.settings",
    }
    import django  # noqa: PLC0415 (only once the environment names an instance)

    django.setup()
    from django.conf import settings  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415
    from django.test.utils import setup_test_environment  # noqa: PLC0415

    setup_test_environment()
    from access_people import make_world  # noqa: PLC0415

    hosts = [*settings.ALLOWED_HOSTS, "testserver"]
    with override_settings(SECOND_FACTOR_REQUIRED=True, ALLOWED_HOSTS=hosts):
        crawl(make_world(), cases, seed, found)
    return found


def main() -> None:
    """Read the arguments, run, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=9_000, help="within this process")
    parser.add_argument("--over-http", type=int, default=2_000, help="raw, to a running server")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        found = run(Path(folder), given.cases, given.over_http, given.seed)
    print(
        f"{found.answers.total():,} cases at {len(found.routes)} routes and {len(PUBLIC)} raw paths"
    )
    print(", ".join(f"{status}: {count:,}" for status, count in sorted(found.answers.items())))
    print(f"slowest: {found.slowest:.1f} seconds")
    for where, cases in sorted(found.faults.items()):
        print(f"FAULT, {len(cases)} times: {where}")
        print("\n".join(f"    {case}" for case in cases[:3]))
    print("no fault" if not found.faults else f"{len(found.faults)} kinds of faults")
    sys.exit(1 if found.faults else 0)


if __name__ == "__main__":
    main()
