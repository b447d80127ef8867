"""The way of one signature: signed, confirmed, accepted, listed, proved, withdrawn, erased."""

import re
from pathlib import Path

from playwright.sync_api import Page

from walking import Site, holding, link_and_code, log_in, newest_mail, reloaded, until

NAME = "Henrike Lommquist"
ADDRESS = "henrike@lommquist.example"


def test_a_signature_reaches_the_list_and_leaves_it_again(
    server: Site, phone: Page, desk: Page, tmp_path: Path
) -> None:
    site = server  # its letter, for which the desk decides as well
    sign(site, phone)
    assert site.figures()["total"] == 0
    confirm(site, phone)
    accept(site, desk)
    receipt = see_it_listed(site, phone, tmp_path)
    correct(site, phone, desk)
    withdraw(site, phone)
    see_it_erased(site, receipt)


def sign(site: Site, phone: Page) -> None:
    """Fill in the form, wrongly first: what was typed stays, and the mend stands at the field."""
    phone.goto(f"{site.letter}/")
    phone.get_by_role("link", name="Sign this letter").first.click()
    phone.get_by_label("Name", exact=True).fill(NAME)
    phone.get_by_role("button", name="Sign edition 1").click()
    assert phone.get_by_role("alert").get_by_role("link").count() == 3
    assert phone.get_by_label("Name", exact=True).input_value() == NAME
    phone.get_by_label("Title").fill("Senior Prosecutor")
    phone.get_by_label("Office").fill("Public Prosecution Service")
    phone.get_by_label("First year").fill("1998")
    phone.get_by_label("Last year").fill("2009")
    phone.get_by_label("Sterrin").check()
    phone.get_by_label("E-mail address").fill(ADDRESS)
    phone.get_by_label("I have read edition 1 of the letter, and I sign it.").check()
    phone.get_by_label(re.compile("My line may be published")).check()
    phone.get_by_role("button", name="Sign edition 1").click()
    assert phone.get_by_role("heading", level=1).inner_text() == "Look in your mail"
    assert NAME not in phone.content()


def confirm(site: Site, phone: Page) -> None:
    """Follow the link: nothing happens until the button is pressed."""
    text = newest_mail(site, phone, "One step is left", ADDRESS)
    assert NAME not in text
    link, _ = link_and_code(text)
    phone.goto(link)
    assert NAME not in phone.content()
    phone.get_by_role("button", name="I sign").click()
    assert phone.url == f"{site.letter}/mine"
    assert "at the desk" in phone.inner_text("main")
    assert site.figures()["total"] == 0


def accept(site: Site, desk: Page) -> None:
    """The desk finds it and accepts it."""
    log_in(site, desk, "ines@example.org")
    desk.goto(f"{site.url}/desk/fair-courts/")
    desk.get_by_role("link", name=NAME).click()
    desk.get_by_label("Why", exact=True).fill("She is on the staff list of 2004.")
    desk.get_by_role("button", name="Accept").click()
    until(lambda: site.figures()["total"] == 1, "the signature is counted")


def see_it_listed(site: Site, phone: Page, folder: Path) -> Path:
    """The list shows it, all holds, and the receipt proves it without the site."""
    said = site.until_it_verifies()
    assert "total 1" in said
    phone.goto(f"{site.letter}/signatories/")
    assert NAME in phone.inner_text("main")
    phone.goto(f"{site.letter}/mine")
    until(lambda: "entry" in reloaded(phone), "it says its entry")
    with phone.expect_download() as download:
        phone.get_by_role("link", name=re.compile("receipt", re.IGNORECASE)).first.click()
    receipt = folder / download.value.suggested_filename
    download.value.save_as(receipt)
    result = site.verify(str(receipt))
    assert result.returncode == 0, result.stdout
    assert site.verify(str(site.published), "--against", str(receipt)).returncode == 0
    return receipt


def correct(site: Site, phone: Page, desk: Page) -> None:
    """A corrected post waits for the desk while the old line stands."""
    phone.goto(f"{site.letter}/mine")
    phone.get_by_role("link", name="Correct it").click()
    phone.get_by_label("Title").first.fill("Head of Division")
    phone.get_by_role("button", name="Correct it").click()
    assert b"Senior Prosecutor" in (site.published / "records/000").read_bytes()
    desk.goto(f"{site.url}/desk/fair-courts/?state=corrections")
    desk.get_by_role("link", name=NAME).first.click()
    desk.get_by_label("Why", exact=True).fill("The staff list says so too.")
    desk.get_by_role("button", name="Accept the correction").click()
    until(lambda: site.figures()["amended"] == 1, "the line is amended")
    assert b"Senior Prosecutor" not in (site.published / "records/000").read_bytes()
    assert "amended 1" in site.until_it_verifies()


def withdraw(site: Site, phone: Page) -> None:
    """Taken back with one more button; the record says so."""
    phone.goto(f"{site.letter}/mine")
    phone.get_by_role("link", name="Take it back").click()
    phone.get_by_role("button", name=re.compile("Take")).click()
    until(lambda: site.figures()["withdrawn"] == 1, "the withdrawal is counted")
    assert site.figures()["total"] == 0


def see_it_erased(site: Site, receipt: Path) -> None:
    """No file of the instance says name or address any more; the receipt tells the end."""
    assert "withdrawn 1" in site.until_it_verifies()
    canaries = (NAME.encode(), ADDRESS.encode())
    until(lambda: not any(holding(site.home, each) for each in canaries), "no file holds either")
    result = site.verify(str(site.published), "--against", str(receipt))
    assert result.returncode == 0, result.stdout
    assert "ended in entry" in result.stdout
