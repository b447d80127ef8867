"""An owner invites three people; each joins by mail, does what their role may, and no more."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from page_checks import assert_good
from walking import (
    PASSWORD,
    Site,
    log_in,
    newest_mail,
    page_of,
    publish,
    sign_and_confirm,
    until,
)

SLUG = "four-roles"
OWNER = "owner-of-four@example.org"
PEOPLE = {
    "editor": ("Edda Brink", "edda@example.org"),
    "reviewer": ("Rufus Tarn", "rufus@example.org"),
    "observer": ("Otto Sandor", "otto@example.org"),
}
SIGNER = "henrike@lommquist.example"


@pytest.fixture(scope="module")
def site(server: Site) -> Site:
    """A letter whose signatures wait for the desk."""
    publish(server.home, SLUG)
    return replace(server, slug=SLUG)


@pytest.fixture
def pages(browser: Browser) -> Iterator[dict[str, Page]]:
    """A browser for each of the invited."""
    contexts = {
        role: browser.new_context(viewport={"width": 1280, "height": 900}) for role in PEOPLE
    }
    yield {role: page_of(context) for role, context in contexts.items()}
    for context in contexts.values():
        context.close()


def test_a_team_of_four_roles_works_on_one_letter(
    site: Site, desk: Page, phone: Page, pages: dict[str, Page]
) -> None:
    log_in(site, desk, OWNER)
    for role in PEOPLE:
        invite(site, desk, role)
        join(site, pages[role], role)
    sign_and_confirm(site, phone, "Henrike Lommquist", SIGNER)
    the_observer_only_looks(site, pages["observer"])
    the_editor_writes_and_does_not_publish(site, pages["editor"])
    the_reviewer_decides(site, pages["reviewer"])
    the_owner_changes_the_team(site, desk, pages)
    the_trail_tells_it(site, desk)


def invite(site: Site, page: Page, role: str) -> None:
    """Invite somebody from the team's page."""
    page.goto(f"{site.url}/desk/{site.slug}/team/")
    page.get_by_text("Invite somebody", exact=True).click()
    page.get_by_label("E-mail address").fill(PEOPLE[role][1])
    page.get_by_label(re.compile(f"^{role}:")).check()
    page.get_by_role("button", name="Send the invitation").click()
    assert f"on its way to {PEOPLE[role][1]}" in page.inner_text("main")
    assert_good(page)


def join(site: Site, page: Page, role: str) -> None:
    """Open the mail, look at what is asked, and join; the link works once."""
    name, address = PEOPLE[role]
    text = newest_mail(site, page, "asks you to help", address)
    assert f"You would be its {role}" in text
    link = re.search(r"http://\S+/invitation/\S+", text)
    assert link
    page.goto(link.group())
    assert name not in page.inner_text("main")
    page.get_by_role("button", name="Show it").click()
    page.wait_for_url("**/accounts/invitation/")
    assert_good(page)
    page.get_by_label("Your name").fill(name)
    for box in page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    page.wait_for_url("**/accounts/")
    assert f"You are {role} of" in page.inner_text("main")
    assert_good(page)
    page.goto(link.group())
    page.get_by_role("button", name="Show it").click()
    assert "does not hold" in page.inner_text("main")


def status_of(page: Page, address: str) -> int:
    """The status of a page that is opened."""
    response = page.goto(address)
    assert response
    return response.status


def the_observer_only_looks(site: Site, page: Page) -> None:
    """Everything is there to be read, but addresses; nothing to be pressed."""
    at = f"{site.url}/desk/{site.slug}"
    for part in ("", "/imports/", "/trail/", "/team/"):
        assert status_of(page, f"{at}{part or '/'}") == 200
        assert_good(page)
    assert OWNER not in page.inner_text("main")
    assert page.get_by_text("Invite somebody").count() == 0
    page.goto(f"{at}/")
    page.get_by_role("link", name=re.compile("Henrike Lommquist")).click()
    assert page.get_by_role("button", name="Accept").count() == 0
    assert SIGNER not in page.content()
    assert status_of(page, f"{at}/letter/publish") == 403


def the_editor_writes_and_does_not_publish(site: Site, page: Page) -> None:
    """The letter's file may be edited; publishing and deciding are others'."""
    at = f"{site.url}/desk/{site.slug}"
    assert status_of(page, f"{at}/letter/edit/en/") == 200
    assert status_of(page, f"{at}/letter/publish") == 403
    page.goto(f"{at}/")
    page.get_by_role("link", name=re.compile("Henrike Lommquist")).click()
    assert page.get_by_role("button", name="Accept").count() == 0
    assert SIGNER not in page.content()


def the_reviewer_decides(site: Site, page: Page) -> None:
    """The address is there to check by, and the signature is accepted."""
    page.goto(f"{site.url}/desk/{site.slug}/")
    page.get_by_role("link", name=re.compile("Henrike Lommquist")).click()
    assert SIGNER in page.content()
    page.get_by_label("Why").fill("Found in the register of that year.")
    page.get_by_role("button", name="Accept").click()
    assert "Accepted: signature " in page.inner_text("main")
    until(lambda: site.figures()["total"] == 1, "the signature is listed")
    assert status_of(page, f"{site.url}/desk/{site.slug}/letter/publish") == 403


def the_owner_changes_the_team(site: Site, page: Page, pages: dict[str, Page]) -> None:
    """Another role holds at once, and whoever is taken off sees nothing more."""
    at = f"{site.url}/desk/{site.slug}"
    page.goto(f"{at}/team/")
    page.get_by_role("link", name="Change Otto Sandor").click()
    page.get_by_label(re.compile("^reviewer:")).check()
    page.get_by_role("button", name="Change it").click()
    assert "Otto Sandor is reviewer" in page.inner_text("main")
    assert "Otto Sandor, reviewer" in reloaded_head(pages["observer"], at)
    page.get_by_role("link", name="Change Rufus Tarn").click()
    page.get_by_role("button", name="Take off the team").click()
    assert "Rufus Tarn is off the team" in page.inner_text("main")
    assert status_of(pages["reviewer"], f"{at}/") == 404
    leave(pages["editor"], at)
    assert status_of(pages["editor"], f"{at}/") == 404
    page.goto(f"{at}/team/leaving/")
    page.get_by_role("button", name="Leave").click()
    assert "A letter needs an owner" in page.inner_text("main")


def reloaded_head(page: Page, at: str) -> str:
    """Who the desk says is looking."""
    page.goto(f"{at}/")
    return page.inner_text("header")


def leave(page: Page, at: str) -> None:
    """Leave the team oneself."""
    page.goto(f"{at}/team/")
    page.get_by_role("link", name="Leave this team").click()
    assert_good(page)
    page.get_by_role("button", name="Leave").click()
    page.wait_for_url("**/desk/")
    assert "You have left" in page.inner_text("main")


def the_trail_tells_it(site: Site, page: Page) -> None:
    """Every step stands in the trail, and can be asked for."""
    page.goto(f"{site.url}/desk/{site.slug}/trail/")
    text = page.inner_text("main")
    for words in ("invited somebody", "accepted an invitation", "changed a role", "left the team"):
        assert words in text
    assert PEOPLE["editor"][1] not in text
    page.get_by_label("What").select_option("took off the team")
    page.get_by_role("button", name="Show").click()
    assert "Rufus Tarn, reviewer before" in page.inner_text("main")
    assert "invited somebody" not in page.locator("table").inner_text()
    with page.expect_download() as download:
        page.get_by_role("button", name="As a file").click()
    assert "took off the team" in download.value.path().read_text()
