"""A body that nobody can read is answered 400 wherever it goes, also where there is no page."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
BROKEN = (
    b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.xlsx"\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nPK\x05\x06\x00\x00\x00\x00\r\n--x--\r\n"
)
PARTS = "multipart/form-data; boundary=x"
FORM = "application/x-www-form-urlencoded"


def status(path: str, body: bytes, kind: str) -> int:
    """The answer to a browser that has been here; a fault of ours would be raised."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    return client.generic("POST", path, body, kind).status_code


@pytest.mark.parametrize("path", ["/accounts/login/", "/no/such/page/", "/desk/", "/health"])
def test_a_body_that_can_not_be_read_is_refused(path: str) -> None:
    assert status(path, BROKEN, PARTS) in {400, 404}
    assert status(path, b"a=b", f"{FORM}; charset=utf-16") == 400
    assert status(path, b"a=b&" * 30_000, FORM) in {400, 404}  # too many fields


def test_the_pages_say_what_to_do() -> None:
    client = Client()
    gone = client.get("/no/such/page")
    assert gone.status_code == 404
    assert "There is no page here" in gone.content.decode()
    assert gone.headers["Content-Security-Policy"]
    refused = client.generic("POST", "/", b"a=b", f"{FORM}; charset=utf-7")
    assert "could not read what was sent" in refused.content.decode()
