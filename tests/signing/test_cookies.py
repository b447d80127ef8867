"""Where a form comes from, also where a web server stands in front."""

from django.test import Client, RequestFactory
from pytest_django import Settings

from signers import MINE, NAME, SIGN, newest_mail, opened, press, typed
from undersigned.letters.models import Letter
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.tokens import network_digest
from undersigned.signing.views.cookies import network_of


def test_a_network_is_the_visitors_and_not_the_web_servers(rf: RequestFactory) -> None:
    passed_on = rf.get("/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert network_of(passed_on) == network_digest("203.0.113.7") != ""
    claimed = rf.get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert network_of(claimed) == network_of(passed_on)


def test_over_tls_cookies_have_names_that_nothing_else_may_set(
    letter: Letter, browser: Client, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    answer = browser.post(SIGN, typed())
    cookie = answer.cookies["__Secure-browser"]
    assert cookie["secure"]
    assert cookie["httponly"]
    assert "browser" not in answer.cookies
    admit_due()
    press(browser, opened(newest_mail()))
    assert NAME in browser.get(MINE).content.decode()
    browser.post(f"{MINE}/leave")
    assert NAME not in browser.get(MINE).content.decode()
    assert letter.is_open
