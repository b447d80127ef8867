"""Who signed edition 1 stays with it until they sign edition 2 themselves, in their language."""

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from walking import (
    BY_THE_MAIL_ALONE,
    Site,
    fill_in,
    link_and_code,
    newest_mail,
    page_of,
    publish,
    reloaded,
    sign_and_confirm,
    until,
)

SLUG = "two-editions"
GERMAN = "hedwig@altenrain.example"
CHANGES = {**BY_THE_MAIL_ALONE, "overnight": "over-night", "über Nacht": "über eine Nacht"}


@pytest.fixture
def other(browser: Browser) -> Iterator[Page]:
    """A second signer's browser."""
    context = browser.new_context(java_script_enabled=False)
    yield page_of(context)
    context.close()


def test_a_new_edition_moves_nobody(site: Site, phone: Page, other: Page) -> None:
    sign_and_confirm(site, phone, "Gisbert Altenrain", "gisbert@altenrain.example")
    sign_the_german_wording(site, other)
    until(lambda: site.figures()["total"] == 2, "both are counted")
    assert "A newer edition" not in reloaded(phone)
    publish(site.home, SLUG, "--new-edition", **CHANGES)
    until(lambda: site.figures()["edition"] == 2, "edition 2 is published")
    assert (site.figures()["total"], site.figures()["earlier"]) == (0, 2)
    assert "earlier 2" in site.until_it_verifies()
    sign_the_newer_one(site, phone, "over-night")
    until(lambda: site.figures()["total"] == 1, "one signs edition 2")
    assert site.figures()["earlier"] == 1
    sign_the_newer_one(site, other, "über eine Nacht")
    until(lambda: site.figures()["total"] == 2, "the other signs it too")
    assert language_held(site, other) == ({(1, "de"), (2, "de")}, (2, "de"))
    site.until_it_verifies()


def sign_the_german_wording(site: Site, page: Page) -> None:
    """From the English page to the German one, and to its form."""
    page.goto(f"{site.letter}/")
    page.get_by_role("link", name="Deutsch").first.click()
    assert page.url == f"{site.letter}/de/index.html"
    assert page.locator("h1[lang=de]").inner_text() == "Das Recht ändert sich nicht über Nacht"
    page.get_by_role("link", name="Sign this letter").first.click()
    assert page.url.endswith("/sign?language=de")
    assert "Wer im Justizministerium" in page.inner_text("main")
    page.get_by_role("button", name="Sign edition 1").last.click()
    assert "Wer im Justizministerium" in page.inner_text("main")  # an error keeps the wording
    fill_in(page, "Hedwig Altenrain", GERMAN)
    link, _ = link_and_code(newest_mail(site, page, "One step is left", GERMAN))
    page.goto(link)
    page.get_by_role("button", name="I sign").click()
    page.wait_for_url(f"{site.letter}/mine")
    assert language_held(site, page) == ({(1, "de")}, (1, "de"))


def sign_the_newer_one(site: Site, page: Page, new_words: str) -> None:
    """One's own page offers it, shows its words, and takes the signature by a button."""
    page.goto(f"{site.letter}/mine")
    until(lambda: "A newer edition" in reloaded(page), "the newer edition is offered")
    page.get_by_role("link", name="read edition 2 and sign it too").click()
    assert new_words in page.inner_text("main")
    page.get_by_role("button", name="Sign edition 2").click()
    page.wait_for_url(f"{site.letter}/mine")
    assert "You have signed edition 2 too." in page.inner_text("main")


def language_held(site: Site, page: Page) -> tuple[set[tuple[int, str]], tuple[int, str]]:
    """Edition and language of the consents, and of the signature, in the data to take along."""
    held = json.loads(page.request.get(f"{site.letter}/mine/data").text())
    consents = {(each["edition"], each["language"]) for each in held["consents"]}
    return consents, (held["signature"]["edition"], held["signature"]["language"])
