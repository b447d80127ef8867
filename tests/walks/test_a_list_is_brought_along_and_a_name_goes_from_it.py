"""An earlier list: brought along in the browser, shown apart; one confirms it, and one goes."""

import re
from pathlib import Path

from playwright.sync_api import Page

from walking import SIGNED, Site, holding, log_in, newest_mail, reloaded, until

SLUG = "earlier-list"
GONE = "Walpurga Thielenhauser-Novrin"
STAYS = "Konstantin Wallrath"
SOURCE = "https://petitions.example/fair-courts"
CONFIRMS = "Edelgard Tronkamp"
ADDRESS = "edelgard@tronkamp.example"
LIST = f"""name,title,office,email
{STAYS},former Prosecutor,Tarnheim Assize District,
{GONE},former Counsel,Civil Litigation Division,
Ruprecht Sandmeer,,,
Edelgard Tronkampp,former Judge,Hentzau,{ADDRESS}
and many others who can’t be named,,,
"""


def test_a_list_is_brought_along_and_a_name_goes_from_it(
    site: Site, phone: Page, desk: Page, tmp_path: Path
) -> None:
    file = tmp_path / "february.csv"
    file.write_text(LIST, encoding="utf-8")
    log_in(site, desk, "owner-of-the-list@example.org")
    look_at_it(site, desk, file)
    mend_a_line(desk)
    take_it(site, desk)
    show_it(site, desk)
    see_it_apart(site, phone)
    ask_its_people(site, desk)
    confirm_by_the_link(site, phone)
    see_it_superseded(site, phone, desk)
    take_a_name_off(site, phone)
    see_it_gone(site, phone)
    assert "Nothing was added" in site.run("import", site.slug, str(file), "--yes").stdout
    assert not holding(site.home, GONE.encode())


def look_at_it(site: Site, desk: Page, file: Path) -> None:
    """Each line as it stood beside what was understood, and what was refused with the reason."""
    desk.goto(f"{site.url}/desk/{site.slug}/imports/")
    desk.get_by_label("The file of the list").set_input_files(file)
    desk.get_by_role("button", name="Look at this list").click()
    desk.get_by_role("button", name="Take these 4 lines").wait_for()
    understood = desk.locator("tr", has_text=GONE)
    assert "Civil Litigation Division" in understood.locator("td").nth(1).inner_text()
    desk.get_by_role("link", name=re.compile(r"^Refused \d")).click()
    assert "can’t be named" in desk.inner_text("main")
    desk.get_by_role("link", name=re.compile(r"^All \d")).click()


def mend_a_line(desk: Page) -> None:
    """A name that was mistyped is put right before anything is taken."""
    desk.locator("tr", has_text="Tronkampp").get_by_role("link", name="Mend").click()
    assert ADDRESS in desk.inner_text("main")
    desk.get_by_label("Name", exact=True).fill(CONFIRMS)
    desk.get_by_role("button", name="Keep it so").click()
    row = desk.locator("tr", has_text="Tronkampp")
    assert "Mended at the desk." in row.locator("td").nth(1).inner_text()


def take_it(site: Site, desk: Page) -> None:
    """The worker takes it to the desk, and nothing is public."""
    desk.get_by_role("button", name="Take these 4 lines").click()
    desk.get_by_role("heading", name="Shown in public").wait_for()
    assert "4 names" in desk.inner_text("main")
    assert "imported 0" in site.until_it_verifies()
    assert not holding(site.published, GONE.encode())


def show_it(site: Site, desk: Page) -> None:
    """The owner decides to show it, with the address and the day, and never without them."""
    desk.goto(f"{site.url}/desk/{site.slug}/imports/")
    desk.get_by_role("link", name="february.csv").click()
    assert GONE in desk.inner_text("main")
    desk.get_by_text("Show these names in public").click()
    desk.get_by_role("button", name="Show 4 names").click()
    assert "Without it these names are not public already." in desk.inner_text("main")
    desk.get_by_label("Where it is public").fill(SOURCE)
    desk.get_by_label("When you saw it there").fill("2026-03-01")
    desk.get_by_label("I looked: every name of this list").check()
    desk.get_by_role("button", name="Show 4 names").click()
    until(lambda: site.figures()["imported"] == 4, "the names are in the record")


def see_it_apart(site: Site, phone: Page) -> None:
    """On a page of its own, for no search engine, in no count."""
    said = site.until_it_verifies()
    assert "imported 4" in said
    assert "total 0" in said
    phone.goto(f"{site.letter}/imported/")
    assert phone.locator("meta[name=robots]").get_attribute("content") == "noindex"
    shown = phone.inner_text("main")
    assert "not confirmed here" in phone.inner_text("h1")
    assert SOURCE in shown
    assert "1 March 2026" in shown
    assert phone.get_by_text("Not confirmed here").count() >= 4
    for path in ("", "signatories/"):
        phone.goto(f"{site.letter}/{path}")
        assert GONE not in phone.content()


def ask_its_people(site: Site, desk: Page) -> None:
    """Who has an address is asked once; the mail says who asks, why, and how to get no more."""
    desk.goto(f"{site.url}/desk/{site.slug}/imports/")
    desk.get_by_role("link", name="february.csv").click()
    desk.get_by_text("Ask them to confirm").click()
    desk.get_by_label("A sentence of your own").fill("We met in Strelsau.")
    desk.get_by_role("button", name="Ask 1 person").click()
    assert "on their way" in desk.inner_text("main")


def confirm_by_the_link(site: Site, phone: Page) -> None:
    """The link shows nothing personal; its button opens the line, to be corrected and signed."""
    mail = newest_mail(site, phone, "Did you sign", ADDRESS)
    assert "We met in Strelsau." in mail
    link = re.search(r"http://\S+/invited/[\w-]+", mail)
    assert link, mail
    phone.goto(link.group())
    assert CONFIRMS not in phone.content()
    phone.get_by_role("button", name="Look at my line").click()
    assert phone.get_by_label("Name", exact=True).input_value() == CONFIRMS
    for box in phone.get_by_label(SIGNED).all():
        box.check()
    phone.get_by_role("button", name=re.compile("Sign edition")).last.click()
    phone.wait_for_url(f"{site.letter}/mine")


def see_it_superseded(site: Site, phone: Page, desk: Page) -> None:
    """One signature of their own, one imported name fewer, in the same publication."""
    until(lambda: site.figures()["named"] == 1, "the signature is listed")
    assert site.figures()["imported"] == 3
    assert site.figures()["removed"] == {"superseded": 1}
    assert "imported 3" in site.until_it_verifies()
    phone.goto(f"{site.letter}/signatories/")
    until(lambda: CONFIRMS in reloaded(phone), "the page shows who confirmed")  # after the record
    until(lambda: "1 signed" in reloaded(desk), "the desk says who answered")


def take_a_name_off(site: Site, phone: Page) -> None:
    """No account, no mail: a link and a button."""
    phone.goto(f"{site.letter}/imported/")
    phone.locator("li", has_text=GONE).get_by_role("link", name="Take me off").click()
    assert GONE in phone.inner_text("main")
    assert site.figures()["imported"] == 3
    phone.get_by_role("button", name="Take it off").click()
    assert phone.get_by_role("heading", level=1).inner_text() == "This name is off the list"
    until(lambda: site.figures()["imported"] == 2, "one name is fewer")


def see_it_gone(site: Site, phone: Page) -> None:
    """From the page, the record and the database; the others stay."""
    phone.goto(f"{site.letter}/imported/")
    until(lambda: GONE not in reloaded(phone), "the line is off the page")
    assert STAYS in phone.inner_text("main")
    assert "imported 2" in site.until_it_verifies()
    until(lambda: not holding(site.home, GONE.encode()), "the name is in no file")
