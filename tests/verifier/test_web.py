import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from undersigned.tlog.errors import Malformed
from undersigned.verifier.site import Missing, Unreadable
from undersigned.verifier.web import Address, WebSite

ANSWERS: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/fair-courts/checkpoint": (200, {}, b"a checkpoint"),
    "/fair-courts/a%20page": (200, {}, b"a name with a space"),
    "/fair-courts/packed": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"hashes")),
    "/fair-courts/bomb": (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(1_000_000))),
    "/fair-courts/damaged": (200, {"Content-Encoding": "gzip"}, b"no gzip"),
    "/fair-courts/cut": (200, {"Content-Encoding": "gzip"}, gzip.compress(b"hashes")[:-9]),
    "/fair-courts/short": (200, {}, b"not all of it"),
    "/fair-courts/moved": (302, {"Location": "/fair-courts/checkpoint"}, b""),
    "/fair-courts/gone": (410, {}, b""),
    "/fair-courts/broken": (500, {}, b""),
}


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        code, headers, body = ANSWERS.get(self.path, (404, {}, b""))
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) + 5 * self.path.endswith("/short")))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/fair-courts/"
        server.shutdown()
        thread.join()


@pytest.fixture
def site(address: str) -> WebSite:
    return WebSite(Address(address), copy=True)


def test_a_file_is_read(site: WebSite) -> None:
    assert site.read("checkpoint", 100) == b"a checkpoint"
    assert site.read("a page", 100) == b"a name with a space"
    assert site.claims is None


def test_a_body_packed_without_being_asked_is_unpacked(site: WebSite) -> None:
    assert site.read("packed", 6) == b"hashes"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("bomb", "more than 100 bytes"),
        ("damaged", "could not be unpacked"),
        ("cut", "cut off"),
        ("short", "cut off after 13 of 18 bytes"),
        ("moved", "redirected"),
        ("broken", "answers 500"),
    ],
)
def test_what_can_not_be_read_is_said(site: WebSite, path: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        site.read(path, 100)


@pytest.mark.parametrize("path", ["absent", "gone", "../checkpoint", ""])
def test_what_is_not_there_is_missing(site: WebSite, path: str) -> None:
    with pytest.raises(Missing):
        site.read(path, 100)


def test_a_file_past_its_limit_is_not_read_to_its_end(site: WebSite) -> None:
    assert site.read("checkpoint", 12)
    with pytest.raises(Unreadable, match="more than 11 bytes"):
        site.read("checkpoint", 11)


def test_a_file_that_trickles_in_is_given_up(address: str) -> None:
    times = iter([0.0, 1000.0, 2000.0])
    site = WebSite(Address(address), copy=True, clock=lambda: next(times))
    with pytest.raises(Unreadable, match="more than 120 seconds"):
        site.read("checkpoint", 100)


def test_nobody_listening_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="could not be reached"):
        WebSite(Address("http://127.0.0.1:1/letter/"), copy=True).read("checkpoint", 100)


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://letters.example.org/fair-courts", "letters.example.org/fair-courts"),
        ("https://letters.example.org/fair-courts/index.html", "letters.example.org/fair-courts"),
        ("HTTPS://Letters.Example.org:443/fair-courts/", "letters.example.org/fair-courts"),
        ("https://letters.example.org:8443/a/", "letters.example.org:8443/a"),
        ("https://bücher.example/brief/", "xn--bcher-kva.example/brief"),
        ("http://localhost:8000/a", "localhost:8000/a"),
        ("http://[::1]:8000/a", "[::1]:8000/a"),
        ("https://letters.example.org", "letters.example.org"),
    ],
)
def test_an_address_stands_for_an_origin(text: str, origin: str) -> None:
    assert Address(text).origin == origin
    assert WebSite(Address(text), copy=False).claims == origin


@pytest.mark.parametrize(
    "text",
    ["http://letters.example.org/a/", "ftp://localhost/a", "https:///a", "https://h/a?b", "https://h/a#b",
     "https://me@h/a", "https://h:port/a", "https://" + "a" * 70 + ".example/", "https://[::/a"],
)  # fmt: skip
def test_an_address_that_stands_for_none_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="address"):
        Address(text)


def test_only_this_machine_is_loopback() -> None:
    assert Address("http://127.8.9.1/a").loopback
    assert Address("https://letters.localhost/a").loopback
    assert not Address("https://localhost.example.org/a").loopback
