"""Signing with Tab, Space and Enter, at 320 pixels; every page of the way is looked at."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from page_checks import assert_good, tab_to
from walking import Site, link_and_code, newest_mail, page_of, reloaded, until

SLUG = "by-keyboard"
NAME = "Wilhelmine-Charlotte Hohenlohenstein-Wolkenburg"
ADDRESS = "wilhelmine@hohenlohenstein-wolkenburg.example"
PAGES = (
    *("", "signatories/", "facts/", "report/", "downloads/", "check/"),
    *("de/", "de/facts/"),
)


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    """The narrowest page there is, or a desktop's at 400 per cent; without JavaScript."""
    context = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    yield page_of(context)
    context.close()


def test_a_letter_is_signed_by_keyboard_alone_on_a_narrow_page(site: Site, narrow: Page) -> None:
    sign(site, narrow)
    confirm(site, narrow)
    correct(site, narrow)
    read_everything(site, narrow)
    withdraw(site, narrow)


def press(page: Page, name: str | re.Pattern[str], role: str = "button") -> None:
    """Come to a button or link by Tab, and press Enter."""
    found = page.get_by_role("link" if role == "link" else "button", name=name)
    tab_to(page, found.first if role == "link" else found.last)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_into(page: Page, label: str, text: str) -> None:
    """Come to a field by Tab, and type."""
    tab_to(page, page.get_by_label(re.compile(f"^{label}")))
    page.keyboard.type(text)


def sign(site: Site, page: Page) -> None:
    """Send the form empty, follow the first error to its field, fill in the rest."""
    page.goto(f"{site.letter}/")
    assert_good(page)
    press(page, "Sign this letter", role="link")
    assert_good(page)
    press(page, "Sign edition 1")
    assert page.title().startswith("Error: ")
    assert_good(page)
    tab_to(page, page.get_by_role("alert").get_by_role("link").first)
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "name"
    page.keyboard.type(NAME)
    type_into(page, "Title", "Oberstaatsanwaltschaftsgeschäftsstellenleiterin")
    type_into(page, "Office", "Public Prosecution Service")
    type_into(page, "First year", "1998")
    for box in ("Sterrin", "Oberlind"):
        tab_to(page, page.get_by_label(box))
        page.keyboard.press("Space")
    type_into(page, "Place", "Strelsau")
    type_into(page, "E-mail address", ADDRESS)
    for box in ("I have read edition 1 of the letter, and I sign it.", "My line may be published"):
        tab_to(page, page.get_by_label(box))
        page.keyboard.press("Space")
    press(page, "Sign edition 1")
    assert page.get_by_role("heading", level=1).inner_text() == "Look in your mail"
    assert_good(page)


def confirm(site: Site, page: Page) -> None:
    """The link of the mail, the button, one's own page."""
    link, _ = link_and_code(newest_mail(site, page, "One step is left", ADDRESS))
    page.goto(link)
    assert_good(page)
    press(page, "I sign")
    page.wait_for_url(f"{site.letter}/mine")
    until(lambda: "is listed as entry" in reloaded(page), "it is listed")
    assert_good(page)


def correct(site: Site, page: Page) -> None:
    """Another place, which needs no look from the desk."""
    press(page, "Correct it", role="link")
    assert_good(page)
    tab_to(page, page.get_by_label("Place"))
    page.keyboard.press("Control+a")
    page.keyboard.type("Zenda")
    press(page, "Correct it")
    assert page.url == f"{site.letter}/mine"
    assert_good(page)
    until(lambda: site.figures()["amended"] == 1, "the line is amended")


def read_everything(site: Site, page: Page) -> None:
    """All the pages of the letter, with the long name on the list."""
    site.until_it_verifies()
    for path in PAGES:
        page.goto(f"{site.letter}/{path}")
        assert_good(page)
    page.goto(f"{site.letter}/signatories/")
    row = page.locator("li", has_text=NAME)
    assert "Zenda" in row.inner_text()


def withdraw(site: Site, page: Page) -> None:
    """Taken back, by keyboard too."""
    page.goto(f"{site.letter}/mine")
    press(page, "Take it back", role="link")
    assert_good(page)
    press(page, "Take it back")
    assert page.url == f"{site.letter}/mine/withdrawn"
    assert_good(page)
    until(lambda: site.figures()["withdrawn"] == 1, "the withdrawal is counted")
    assert "withdrawn 1" in site.until_it_verifies()
