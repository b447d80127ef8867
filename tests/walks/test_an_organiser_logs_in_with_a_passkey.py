"""Where the desk asks for a second factor: a passkey is added, asked at the login, and removed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import CDPSession, Page

from walking import Site, give_password, publish, set_password, start, stop

ADDRESS = "ines@example.org"
# A device with a finger on it, as Chromium invents one (CDP, domain WebAuthn).
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An instance as it is by default: the desk asks for a second factor."""
    home = tmp_path_factory.mktemp("passkeys") / "home"
    publish(home, "fair-courts")
    site = start(home)
    yield site
    stop(site)


def test_an_organiser_logs_in_with_a_passkey(strict: Site, desk: Page) -> None:
    # Passkeys belong to a name, and 127.0.0.1 is none.
    url = strict.url.replace("127.0.0.1", "localhost")
    set_password(strict, desk, ADDRESS)
    device = plug_in(desk)
    spare = add_passkey(desk, url)
    log_out(desk, url)
    use_passkey(desk, url)
    log_out(desk, url)
    without_the_device(desk, url, device)
    log_in_with_spare_code(desk, spare)
    remove_passkey(desk, url)


def plug_in(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a device that holds passkeys."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return devtools, made["authenticatorId"]


def add_passkey(page: Page, url: str) -> str:
    """From the app's page to the passkey's: it is added, and codes are shown. Returns one."""
    page.goto(f"{url}/desk/")
    give_password(page, ADDRESS)
    page.wait_for_url("**/accounts/app/**")
    page.get_by_role("link", name="Use a passkey instead").click()
    page.get_by_label("What you call it").fill("the key on my ring")
    page.get_by_role("button", name="Add it").click()
    page.wait_for_url("**/recovery-codes/")
    code = page.locator("p.command span").first.inner_text()
    page.get_by_role("link", name="To the desk").click()
    page.wait_for_url("**/desk/")
    page.goto(f"{url}/accounts/")
    assert "the key on my ring" in page.inner_text("main")
    return code


def use_passkey(page: Page, url: str) -> None:
    """The password alone opens nothing; the passkey does."""
    page.goto(f"{url}/desk/")
    give_password(page, ADDRESS)
    page.wait_for_url("**/accounts/code/**")
    page.goto(f"{url}/desk/")
    assert "/accounts/code/" in page.url
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/desk/")


def without_the_device(page: Page, url: str, device: tuple[CDPSession, str]) -> None:
    """Without it the page says what happened, and nothing opens."""
    devtools, number = device
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": number, "isUserVerified": False})
    devtools.send("WebAuthn.clearCredentials", {"authenticatorId": number})
    page.goto(f"{url}/desk/")
    give_password(page, ADDRESS)
    page.wait_for_url("**/accounts/code/**")
    says = page.locator("#passkey-failed")
    assert not says.is_visible()
    page.get_by_role("button", name="Use your passkey").click()
    says.wait_for(state="visible")


def log_in_with_spare_code(page: Page, spare: str) -> None:
    """A recovery code stands in."""
    page.get_by_label("Code").fill(spare)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/desk/")


def remove_passkey(page: Page, url: str) -> None:
    """The lost one is removed; the desk asks for another factor at once."""
    page.goto(f"{url}/accounts/")
    page.get_by_role("link", name="the key on my ring").click()
    page.get_by_role("link", name="Remove this passkey").click()
    page.get_by_role("button", name="Remove it").click()
    page.wait_for_url("**/accounts/")
    assert "The passkey was removed" in page.inner_text("main")
    page.goto(f"{url}/desk/")
    page.wait_for_url("**/accounts/app/**")


def log_out(page: Page, url: str) -> None:
    """Log out by the button."""
    page.goto(f"{url}/accounts/logout/")
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/accounts/login/**")
