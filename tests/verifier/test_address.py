"""What a letter's address stands for, and what its server is asked for."""

import pytest

from undersigned.tlog.errors import Malformed
from undersigned.verifier.address import Address
from undersigned.verifier.web import WebSite


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


@pytest.mark.parametrize(
    ("text", "path", "target"),
    [
        ("https://h.example/a", "tile/0/x001/234", "/a/tile/0/x001/234"),
        ("https://h.example", "checkpoint", "/checkpoint"),
        ("https://h.example/a%20b/", "editions/1.de.md", "/a%20b/editions/1.de.md"),
        ("https://h.example/a", "seite-ä.html", "/a/seite-%C3%A4.html"),
    ],
)
def test_a_file_is_asked_for_below_the_prefix(text: str, path: str, target: str) -> None:
    assert Address(text).target(path) == target


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("other", "/a/other"),
        ("/b/other?x=1", "/b/other?x=1"),
        ("https://h.example/b", "/b"),
        ("https://H.example:443/b", "/b"),
        ("https://h.example", "/"),
        ("http://h.example/b", ""),
        ("https://h.example:444/b", ""),
        ("//elsewhere.example/b", ""),
        ("https://elsewhere.example/b", ""),
        ("https://[/", ""),
        ("https://h.example:x/", ""),
        ("/b c\r\nHost: x", "/b%20cHost:%20x"),
    ],
)
def test_a_redirect_leads_somewhere_within_the_site_or_nowhere(location: str, target: str) -> None:
    whole, found = Address("https://h.example/a").redirected("/a/checkpoint", location)
    assert found == target
    assert whole
