import pytest
from django.test import RequestFactory

from undersigned.organisers.network import client_address


@pytest.mark.parametrize(
    ("peer", "header", "counted"),
    [
        ("203.0.113.9", "", "203.0.113.9"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # typed by a visitor
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),  # the web server on this machine
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "10.9.8.7, 198.51.100.1", "198.51.100.1"),  # only the last part is its own
        ("127.0.0.1", "198.51.100.1, nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "198.51.100.1", "unknown"),
    ],
)
def test_the_address_that_attempts_are_counted_by(
    rf: RequestFactory, peer: str, header: str, counted: str
) -> None:
    request = rf.get("/", REMOTE_ADDR=peer, HTTP_X_FORWARDED_FOR=header)
    assert client_address(request) == counted
