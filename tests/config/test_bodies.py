import pytest
from django.test import Client

from undersigned.config.bodies import LARGEST_FORM

pytestmark = pytest.mark.django_db
PART = b'--x\r\nContent-Disposition: form-data; name="address"\r\n\r\nHen\\ud800\r\n--x--\r\n'
FORM = "multipart/form-data; boundary=x"


def status(charset: str, kind: str = FORM) -> int:
    client = Client(raise_request_exception=False)
    return client.generic("POST", "/accounts/login/", PART, f"{kind}{charset}").status_code


@pytest.mark.parametrize(
    "charset", ["unicode_escape", "utf-7", "utf-16", "idna", "base64", "undefined", "no-such"]
)
def test_a_body_of_another_encoding_is_refused(charset: str) -> None:
    assert status(f"; charset={charset}") == 400
    assert status(f"; charset={charset}", "application/x-www-form-urlencoded") == 400


@pytest.mark.parametrize("charset", ["", "; charset=utf-8", "; charset=UTF8"])
def test_utf8_is_taken(charset: str) -> None:
    assert status(charset) == 200


def test_the_refusal_is_a_page_with_words() -> None:
    client = Client(raise_request_exception=False)
    answer = client.generic("POST", "/", b"a=b", f"{FORM}; charset=utf-7")
    assert "could not read what was sent" in answer.content.decode()
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_a_visitors_body_is_no_larger_than_a_form_and_a_letter_at_the_desk_may_be() -> None:
    client = Client(raise_request_exception=False)
    body = b"login=" + b"a" * LARGEST_FORM
    kind = "application/x-www-form-urlencoded"
    assert client.generic("POST", "/accounts/login/", body, kind).status_code == 400
    at_the_desk = client.generic("POST", "/desk/letters/new", body, kind)
    assert at_the_desk.status_code == 302  # to the login
