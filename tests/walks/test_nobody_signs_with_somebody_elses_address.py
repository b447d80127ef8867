"""In another browser the code is asked; whoever did not sign ends it, and is left alone after."""

import re

from playwright.sync_api import Browser, Page

from walking import Site, fill_in, link_and_code, mails_to, newest_mail, page_of, until

SLUG = "another-browser"
SIGNER = "anselm@ostermeyr.example"
STRANGER = "rosalind@quenneburg.example"
LATER = "later@quenneburg.example"
NAME = "Rosalind Quenneburg"


def test_in_another_browser_the_code_of_the_mail_is_asked(
    site: Site, phone: Page, browser: Browser
) -> None:
    phone.goto(f"{site.letter}/sign")
    fill_in(phone, "Anselm Ostermeyr", SIGNER)
    link, code = link_and_code(newest_mail(site, phone, "One step is left", SIGNER))
    context = browser.new_context(java_script_enabled=False)
    other = page_of(context)
    other.goto(link)
    assert "Anselm" not in other.content()
    for wrong in ("", "ZZZZZZ"):
        other.get_by_label(re.compile("six letters")).fill(wrong)
        other.get_by_role("button", name="I sign").click()
        assert other.title().startswith("Error: ")
        assert "left" in other.get_by_role("alert").inner_text()
    assert site.figures()["total"] == 0
    other.get_by_label(re.compile("six letters")).fill(code.lower())
    other.get_by_role("button", name="I sign").click()
    assert other.url == f"{site.letter}/mine"
    until(lambda: site.figures()["total"] == 1, "the signature is counted")
    context.close()


def test_i_did_not_sign_this_ends_it_and_the_address_is_left_alone(
    site: Site, phone: Page, browser: Browser
) -> None:
    phone.goto(f"{site.letter}/sign")
    fill_in(phone, NAME, STRANGER)
    link, code = link_and_code(newest_mail(site, phone, "One step is left", STRANGER))
    context = browser.new_context(java_script_enabled=False)
    owner = page_of(context)
    owner.goto(link)
    owner.get_by_role("button", name="I did not sign this").click()
    assert owner.title().startswith("Error: ")  # a scanner of mails may press buttons, too
    owner.get_by_label(re.compile("six letters")).fill(code)
    owner.get_by_role("button", name="I did not sign this").click()
    assert owner.get_by_role("heading", level=1).inner_text() == "This signature has ended"
    owner.goto(link)
    assert "does not work any more" in owner.inner_text("h1")
    context.close()
    mails = mails_to(site, phone, STRANGER).count()
    for address in (STRANGER, LATER):
        phone.goto(f"{site.letter}/sign")
        fill_in(phone, NAME, address)
    # Forms are admitted in their order, so with the later one's mail the other would be there too.
    newest_mail(site, phone, "One step is left", LATER)
    assert mails_to(site, phone, STRANGER).count() == mails
