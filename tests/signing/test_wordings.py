"""A letter in two languages: what is signed is the wording that was read."""

import pytest
from django.test import Client

import letter_example
from signers import SIGN, typed
from undersigned.audit.actors import COMMAND
from undersigned.letters.actions import Wordings, publish_letter
from undersigned.letters.models import Letter
from undersigned.letters.reading import parse_manuscript
from undersigned.record.keeping import keep
from undersigned.signing.actions.admit import admit_due
from undersigned.signing.models import Signature

pytestmark = pytest.mark.django_db
GERMAN = f"{SIGN}?language=de"
TERM = b"  - name: Vael\n"


@pytest.fixture
def letter(db: None) -> Letter:  # noqa: ARG001 (the database has to be there)
    files = dict(letter_example.wordings().files)
    files["de"] = files["de"].replace(TERM, b"  - name: Regierung Vael\n")
    read = {each: parse_manuscript(data, f"a.{each}.md") for each, data in files.items()}
    letter = publish_letter("fair-courts", letter_example.HOST, Wordings(files, read), by=COMMAND)
    keep(letter.log)
    return letter


@pytest.mark.usefixtures("letter")
def test_the_form_shows_and_keeps_the_wording(browser: Client) -> None:
    page = browser.get(GERMAN).content.decode()
    assert '<bdi lang="de">Wer im Justizministerium' in page
    assert 'href="/fair-courts/de/"' in page
    assert 'name="language" value="de"' in page
    again = browser.post(SIGN, typed(language="de", served=[], name="")).content.decode()
    assert "to put right" in again
    assert 'name="language" value="de"' in again
    assert 'href="/fair-courts/de/"' in again


@pytest.mark.usefixtures("letter")
def test_signature_and_consents_are_of_the_wording(browser: Client) -> None:
    form = typed(language="de", served=["Vael"])
    assert browser.post(SIGN, form).status_code == 303
    admit_due()
    signature = Signature.objects.get()
    assert (signature.edition, signature.language) == (1, "de")
    assert signature.served == ["Vael"]
    consents = set(signature.consents.values_list("edition", "language"))
    assert consents == {(1, "de")}


@pytest.mark.usefixtures("letter")
def test_terms_are_named_as_in_the_first_language(browser: Client) -> None:
    page = browser.get(GERMAN).content.decode()
    assert 'value="Vael"' in page
    assert "Regierung Vael" not in page


@pytest.mark.usefixtures("letter")
def test_a_language_that_is_not_there_is_the_first_one(browser: Client) -> None:
    page = browser.get(f"{SIGN}?language=fr").content.decode()
    assert 'name="language" value="en"' in page
    assert 'href="/fair-courts/"' in page
