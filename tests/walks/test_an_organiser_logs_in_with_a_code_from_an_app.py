"""Where the desk asks for a second factor: password by the link, app set up, code at the login."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from app_codes import code_now
from walking import Site, give_password, publish, set_password, start, stop

ADDRESS = "ines@example.org"


@pytest.fixture
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An instance as it is by default: the desk asks for a code."""
    home = tmp_path_factory.mktemp("strict") / "home"
    publish(home, "fair-courts")
    site = start(home)
    yield site
    stop(site)


def test_an_organiser_logs_in_with_a_code_from_an_app(strict: Site, desk: Page) -> None:
    set_password(strict, desk, ADDRESS)
    desk.goto(f"{strict.url}/desk/")
    give_password(desk, ADDRESS)
    desk.wait_for_url("**/accounts/app/**")
    secret, spent = set_up_the_app(desk)
    spare = see_recovery_codes(strict, desk)
    log_out(strict, desk)
    log_in_with(strict, desk, secret, spent)
    log_out(strict, desk)
    desk.goto(f"{strict.url}/desk/")
    give_password(desk, ADDRESS)
    give_code(desk, spare, "Log in")
    desk.wait_for_url("**/desk/")


def wrong(code: str) -> str:
    """A code that is not this one, nor one beside it in time, but for bad luck in a million."""
    return f"{(int(code) + 123_457) % 10**6:06}"


def give_code(page: Page, code: str, button: str) -> None:
    """Type a code, and send it."""
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=button).click()


def set_up_the_app(page: Page) -> tuple[str, str]:
    """Read the key off the page, as whoever types it into an app; a wrong code sets nothing up.

    Returns the key, and the code that set it up.
    """
    secret = page.locator("p.command").inner_text().strip()
    give_code(page, wrong(code_now(secret)), "Go on")
    assert "This code does not fit" in page.inner_text("main")
    assert page.locator("p.command").inner_text().strip() == secret
    code = code_now(secret)
    give_code(page, code, "Go on")
    page.wait_for_url("**/recovery-codes/")
    return secret, code


def see_recovery_codes(site: Site, page: Page) -> str:
    """The recovery codes are shown, and the desk is open. Returns one of them."""
    codes = re.findall(r"\S+", page.locator("p.command").inner_text())
    assert len(codes) == len(set(codes)) >= 8
    page.get_by_role("link", name="To the desk").click()
    page.wait_for_url("**/desk/")
    page.goto(f"{site.url}/desk/{site.slug}/")
    assert page.get_by_role("heading", level=1).count() == 1
    return str(codes[0])


def log_in_with(site: Site, page: Page, secret: str, spent: str) -> None:
    """The password alone opens nothing, a wrong code neither, one that is not spent does."""
    page.goto(f"{site.url}/desk/{site.slug}/")
    assert "/accounts/login/" in page.url
    give_password(page, ADDRESS)
    page.wait_for_url("**/accounts/code/**")
    page.goto(f"{site.url}/desk/{site.slug}/")
    assert "/accounts/code/" in page.url
    for refused in (wrong(code_now(secret)), spent):
        give_code(page, refused, "Log in")
        assert "This code does not fit" in page.inner_text("main")
    give_code(page, code_now(secret, spent), "Log in")
    page.wait_for_url(f"**/desk/{site.slug}/")


def log_out(site: Site, page: Page) -> None:
    """Log out by the button."""
    page.goto(f"{site.url}/accounts/logout/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/**")
