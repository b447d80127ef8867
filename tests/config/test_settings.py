"""What settings.py makes of an instance, asked of a server that runs with it."""

import http.client
import re
from collections.abc import Iterator
from urllib.parse import urlencode, urlsplit

import pytest

from command_line import DEADLINE, Server, running, undersigned

SITE = "https://letters.example.org"
LOGIN = "/accounts/login/"
BEFORE_TLS = {"Host": "letters.example.org"}
BEHIND_TLS = {**BEFORE_TLS, "X-Forwarded-Proto": "https"}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server as it stands behind a web server that speaks TLS."""
    home = tmp_path_factory.mktemp("behind") / "home"
    person = ("--organiser", "Ines Kaltmann, ines@example.org")
    made = undersigned("--home", home, "init", "--host", urlsplit(SITE).hostname, *person)
    assert made.returncode == 0, made.stderr
    with running("--home", home, "serve", "--no-work") as run:
        yield run


def posted(server: Server, **headers: str) -> int:
    """The status of a form that is loaded and sent as a browser does, with these headers."""
    line = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=DEADLINE)
    line.request("GET", LOGIN, headers=BEHIND_TLS)
    answer = line.getresponse()
    token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', answer.read())
    assert token
    cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
    assert "Secure" in answer.headers["Set-Cookie"]
    form = {"csrfmiddlewaretoken": token[1].decode(), "login": "a@example.org", "password": "x"}
    kind = "application/x-www-form-urlencoded"
    line.request(
        "POST",
        LOGIN,
        urlencode(form),
        {"Content-Type": kind, "Cookie": cookie, "Referer": f"{SITE}{LOGIN}"} | headers,
    )
    status = line.getresponse().status
    line.close()
    return status


def test_forms_are_taken_behind_a_web_server_that_speaks_tls(server: Server) -> None:
    assert posted(server, **BEHIND_TLS, Origin=SITE) == 200


def test_forms_are_taken_where_that_does_not_say_so(server: Server) -> None:
    assert posted(server, **BEFORE_TLS, Origin=SITE) == 200


def test_forms_of_other_sites_are_refused(server: Server) -> None:
    other = "https://letters.example.com"
    assert posted(server, **BEHIND_TLS, Origin=other) == 403
    assert posted(server, **(BEHIND_TLS | {"Referer": f"{other}/"})) == 403


def test_a_form_without_tls_is_none_of_ours(server: Server) -> None:
    assert posted(server, **BEHIND_TLS, Origin="http://letters.example.org") == 403
