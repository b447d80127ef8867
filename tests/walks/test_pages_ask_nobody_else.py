"""What a reader's browser is made to load: from here, and from nobody else, dark or not."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response

from walking import Site, fill_in, link_and_code, newest_mail, page_of, reloaded, until

SLUG = "quiet-pages"
NAME = "Irmgard Felsenreuth"
PAGES = (
    *("", "de/", "de/facts/", "signatories/", "facts/", "report/", "downloads/", "check/"),
    *("mine", "mine/correct", "mine/withdraw"),
)


@dataclass
class Heard:
    """All that a browser asked for and complained about."""

    hosts: set[str] = field(default_factory=set)
    failed: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self, page: Page) -> None:
        """Note every request, every answer and every complaint of this page."""
        page.on("request", self.request)
        page.on("response", self.response)
        page.on("requestfailed", self.request_failed)
        page.on("console", self.console)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def request(self, request: Request) -> None:
        if not request.url.startswith("data:"):
            self.hosts.add(urlsplit(request.url).netloc)

    def request_failed(self, request: Request) -> None:
        """Note what failed. What was given up on the way to another page did not."""
        if request.failure != "net::ERR_ABORTED":
            self.failed.append(f"{request.failure} {request.url}")

    def response(self, response: Response) -> None:
        if response.status >= 400:
            self.failed.append(f"{response.status} {response.url}")

    def console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture(params=[False, True], ids=["without JavaScript", "with JavaScript"])
def dark(browser: Browser, request: pytest.FixtureRequest) -> Iterator[tuple[Page, Heard]]:
    """A phone in the dark, and what it heard."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme="dark",
        java_script_enabled=request.param,
    )
    page, heard = page_of(context), Heard()
    heard.listen(page)
    yield page, heard
    context.close()


def test_pages_ask_nobody_else(site: Site, dark: tuple[Page, Heard]) -> None:
    page, heard = dark
    address = f"{id(heard)}@felsenreuth.example"
    page.goto(f"{site.letter}/")
    assert is_dark(page)
    page.get_by_role("link", name="Sign this letter").first.click()
    assert is_dark(page)
    page.get_by_role("button", name="Sign edition").last.click()
    assert page.title().startswith("Error: ")
    page.goto(f"{site.letter}/sign")
    fill_in(page, NAME, address)
    link, _ = link_and_code(newest_mail(site, page, "One step is left", address))
    page.goto(link)
    page.get_by_role("button", name="I sign").click()
    page.wait_for_url(f"{site.letter}/mine")
    until(lambda: "is listed as entry" in reloaded(page), "it is listed")
    for path in PAGES:
        page.goto(f"{site.letter}/{path}", wait_until="networkidle")
        assert is_dark(page)
    assert heard.hosts == {urlsplit(site.url).netloc}
    assert heard.failed == []
    assert heard.complaints == []


def is_dark(page: Page) -> bool:
    """Whether the page's own paper is darker than its print."""
    brightness = """
        (name) => getComputedStyle(document.body)[name].match(/[0-9.]+/g)
            .slice(0, 3).reduce((sum, each) => sum + Number(each), 0)
    """
    paper, ink = (page.evaluate(brightness, name) for name in ("backgroundColor", "color"))
    return bool(paper < ink)
