"""Served letters, a signer's phone, the organiser's computer."""

import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from walking import BY_THE_MAIL_ALONE, FLAGS, Site, page_of, publish, start, stop


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An instance that asks for no second factor, served to all walks but those that end it."""
    home = tmp_path_factory.mktemp("walks") / "home"
    publish(home, "fair-courts")
    with (home / "undersigned.toml").open("a") as settings:
        settings.write("second_factor = false\n")
    site = start(home)
    yield site
    stop(site)


@pytest.fixture(scope="module")
def site(request: pytest.FixtureRequest, server: Site) -> Site:
    """A letter of the module's own, under its `SLUG`; the mail alone decides who is listed."""
    slug = request.module.SLUG
    publish(server.home, slug, **BY_THE_MAIL_ALONE)
    return replace(server, slug=slug)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system has it."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.fail("The walks need Chromium. On Debian: apt install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A signer's phone, without JavaScript."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    yield page_of(context)
    context.close()


@pytest.fixture
def desk(browser: Browser) -> Iterator[Page]:
    """The organiser's computer."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield page_of(context)
    context.close()
