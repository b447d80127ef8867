"""An organiser who never saw the file writes a letter, and takes it to the minister and back."""

import re
import sqlite3
from dataclasses import replace

from playwright.sync_api import Browser, Page, expect

from page_checks import assert_good
from walking import DEADLINE, Site, log_in, page_of, reloaded, until

SLUG = "written-here"
ADDRESS = "writer@ruritania.example"
TITLE = "A bridge for both banks"


def test_a_letter_is_written_published_and_handed_over_in_the_browser(
    site: Site, desk: Page, browser: Browser
) -> None:
    log_in(site, desk, ADDRESS)
    begin(site, desk)
    see_it_while_it_is_typed(desk)
    err_and_mend(desk)
    publish(desk)
    bridge = replace(site, slug="bridge")
    until((bridge.published / "index.html").is_file, "the letter has its page")
    assert "edition 1" in bridge.until_it_verifies()
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        java_script_enabled=False,
        storage_state=desk.context.storage_state(),
    )
    phone = page_of(context)
    publish_a_second_edition_without_javascript(bridge, phone)
    close_by_date(bridge, phone)
    hand_over(bridge, phone)
    enter_the_reply(bridge, phone)
    context.close()


def begin(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/")
    page.get_by_role("link", name="Begin a letter").click()
    assert_good(page)
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Its name in addresses").fill("desk")
    page.get_by_role("button", name="Begin it").click()
    expect(page.get_by_role("alert")).to_contain_text("needed by the site itself")
    page.get_by_label("Its name in addresses").fill("bridge")
    page.get_by_role("button", name="Begin it").click()
    page.wait_for_url("**/desk/bridge/letter/edit/en/")
    assert_good(page)


def see_it_while_it_is_typed(page: Page) -> None:
    page.get_by_label("The text", exact=True).fill("Minister,\n\nThe last ferry leaves at six.")
    shown = page.frame_locator("iframe#preview")
    expect(shown.locator(".letter")).to_contain_text("The last ferry leaves at six.")
    page.get_by_label("The text", exact=True).fill(
        "Minister,\n\n<script>parent.stolen = 1</script>"
    )
    expect(shown.locator(".letter")).to_contain_text("<script>parent.stolen = 1</script>")
    assert page.evaluate("window.stolen") is None
    page.get_by_label("The text", exact=True).fill("Minister,\n\nThe last ferry leaves at six.")


def err_and_mend(page: Page) -> None:
    page.get_by_text("Add a fact").click()
    fact = page.locator("#in-facts-1")
    fact.get_by_label("Day").fill("last Tuesday")
    fact.get_by_label("Who did or said it").fill("The ferry company")
    fact.get_by_label("What they did").fill("The last ferry leaves at six.")
    page.get_by_role("button", name="Save and check").click()
    page.get_by_role("link", name=re.compile("“last Tuesday” is not a day")).click()
    assert_good(page)
    wrong = page.locator("#in-facts-1 .wrong")
    expect(wrong.first).to_contain_text("Write it as 2026-03-09.")
    fact = page.locator("#in-facts-1")
    fact.get_by_label("Day").fill("2026-02-03")
    fact.get_by_label("What it is").fill("Timetable of 2026")
    page.get_by_label("Who writes").fill("people who cross the river")
    page.get_by_label("Office", exact=True).fill("Minister of Roads of Ruritania")
    page.get_by_text("Add a demand").click()
    page.get_by_label("What is asked for").fill("Let the ferry run until ten.")
    page.get_by_label("Who may sign").fill("Anyone who lives or works by the river.")
    page.get_by_label("What you keep of signers").fill("Addresses are deleted after a year.")
    answers = page.locator("#in-organiser")
    answers.get_by_label("Name").fill("Both Banks")
    answers.get_by_label("Where to reach them").fill("write@both-banks.example")
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_text("Nothing is to be put right.")).to_be_visible()
    page.get_by_role("button", name="Save, and show the file").click()
    expect(page.locator("#in-file")).to_have_value(re.compile("contact: write@both-banks.example"))
    assert_good(page)


def publish(page: Page) -> None:
    page.get_by_role("button", name="Save, and go on to publishing").click()
    page.wait_for_url("**/letter/publish")
    assert_good(page)
    expect(page.locator(".for-ever")).to_contain_text("/bridge: the letter’s address")
    page.get_by_role("button", name="Publish edition 1").click()
    expect(page.get_by_role("alert")).to_contain_text("Tick this once you have read it.")
    page.get_by_label("I have read it").check()
    page.get_by_role("button", name="Publish edition 1").click()
    page.wait_for_url("**/desk/bridge/letter/")
    expect(page.get_by_text("It is in the record.")).to_be_visible()


def publish_a_second_edition_without_javascript(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/bridge/letter/edit/en/")
    page.get_by_label("The text", exact=True).fill("Minister,\n\nThe last ferry leaves at seven.")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Show the preview").last.click()
    assert "leaves at seven" in opened.value.inner_text("main")
    opened.value.close()
    page.get_by_role("button", name="Save, and go on to publishing").click()
    assert_good(page)
    assert page.locator(".sides del").inner_text() == "six."
    assert page.locator(".sides ins").inner_text() == "seven."
    page.get_by_label("I have read it").check()
    page.get_by_role("button", name="Publish edition 2").click()
    until(lambda: site.figures()["edition"] == 2, "edition 2 is published")


def close_by_date(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/bridge/letter/opening")
    assert_good(page)
    page.get_by_label("Day").fill("2100-05-01")
    page.get_by_label("Time, UTC").fill("18:00")
    page.get_by_role("button", name="Set the times").click()
    assert_good(page)
    page.goto(f"{site.letter}/")
    until(lambda: "Signing closes on 1 May 2100" in reloaded(page), "the page says when it closes")
    # As though that hour had come.
    with sqlite3.connect(site.home / "undersigned.sqlite3", timeout=DEADLINE) as database:
        database.execute("UPDATE letters_letter SET closes_at = '2026-01-01' WHERE slug = 'bridge'")
    until(lambda: "Nobody can sign any more" in reloaded(page), "the letter is closed")
    site.until_it_verifies()


def hand_over(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/bridge/letter/handing-over/")
    assert_good(page)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="The letter and its list, to print").click()
    size = site.figures()["size"]
    assert f"Size:   {size}" in opened.value.inner_text("pre")
    opened.value.close()
    page.get_by_label("To whom").fill("Leontine Harbach, Minister of Roads")
    page.get_by_role("button", name="Put it into the record").click()
    page.goto(f"{site.letter}/")
    until(lambda: "to Leontine Harbach" in reloaded(page), "the page says to whom")
    assert f"size: {size}" in (site.published / "deliveries" / "1.md").read_text()


def enter_the_reply(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/desk/bridge/letter/addenda/")
    assert_good(page)
    page.get_by_label("A reply").check()
    page.get_by_role("button", name="Write it").click()
    page.get_by_label("Heading").fill("The ferry runs until eight")
    answer = page.locator("#in-replies-1")
    answer.get_by_label("To which demand").select_option("1")
    answer.get_by_label("By it the demand is").select_option("met")
    answer.get_by_label("Day of the answer").fill("2026-04-01")
    page.get_by_role("button", name="Save, and go on to publishing").click()
    assert_good(page)
    page.get_by_label("I have read it").check()
    page.get_by_role("button", name="Publish the addendum").click()
    page.goto(f"{site.letter}/")
    until(lambda: "Met on 1 April 2026" in reloaded(page), "the demand is met")
    site.until_it_verifies()
