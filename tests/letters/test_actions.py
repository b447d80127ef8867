from pathlib import Path

import pytest

from letter_example import DAY, HOST, published, wordings
from undersigned.audit.actors import COMMAND
from undersigned.audit.models import Event
from undersigned.evidence.documents import edition_path, rules_path
from undersigned.letters.actions import (
    close_letter,
    publish_addendum,
    publish_edition,
    publish_letter,
    record_delivery,
    reopen_letter,
    same_as,
)
from undersigned.letters.errors import LetterRefused
from undersigned.letters.models import Letter
from undersigned.letters.queries import addenda, current_edition, manuscript
from undersigned.record.errors import RecordRefused
from undersigned.record.keeping import keep
from undersigned.record.models import Entry, Log
from undersigned.record.queries import document

ADDENDUM = Path(__file__).parents[2] / "src/undersigned/sample/letter/addendum-1.md"


@pytest.fixture
def letter(db: None, home: Path) -> Letter:  # noqa: ARG001 (both have to be there)
    return published()


def events(letter: Letter) -> list[str]:
    keep(letter.log, DAY)
    rows = Entry.objects.filter(log=letter.log).order_by("index")
    return list(rows.values_list("event", flat=True))


def test_a_letter_begins_with_its_rules_and_its_first_edition(letter: Letter) -> None:
    assert events(letter) == ["rules", "edition"]
    assert letter.log.origin == f"{HOST}/fair-courts"
    edition = current_edition(letter)
    assert (edition.number, edition.languages) == (1, ["en", "de"])


def test_the_bytes_are_kept_as_they_came(letter: Letter) -> None:
    for language, data in wordings().files.items():
        assert document(letter.log, edition_path(1, language)) == data
    assert manuscript(letter, 1, "de").language == "de"
    with pytest.raises(LookupError):
        manuscript(letter, 2, "en")


@pytest.mark.parametrize("slug", ["Fair", "a b", "", "-x", "desk", "static", "x" * 61])
def test_a_name_that_addresses_cannot_have_is_refused(db: None, home: Path, slug: str) -> None:
    del db, home
    with pytest.raises(LetterRefused):
        publish_letter(slug, HOST, wordings(), by=COMMAND)
    assert not Log.objects.exists()


def test_one_name_is_one_letter(letter: Letter) -> None:
    with pytest.raises(RecordRefused, match="has a log already"):
        publish_letter(letter.slug, HOST, wordings(), by=COMMAND)


def test_the_same_file_is_no_new_edition(letter: Letter) -> None:
    assert same_as(letter, current_edition(letter), wordings())
    with pytest.raises(LetterRefused, match="Nothing differs"):
        publish_edition(letter, wordings(), by=COMMAND)


def test_a_new_edition_keeps_the_rules_unless_they_change(letter: Letter) -> None:
    edition = publish_edition(letter, wordings(overnight="over-night"), by=COMMAND)
    assert (edition.number, edition.rules) == (2, 1)
    changed = publish_edition(letter, wordings(Ravensal="Ravensall"), by=COMMAND)
    assert (changed.number, changed.rules) == (3, 2)
    assert b"Ravensall" in (document(letter.log, rules_path(2)) or b"")
    assert events(letter) == ["rules", "edition", "edition", "rules", "edition"]
    letter.refresh_from_db()
    assert letter.title == "The law does not change overnight"


def test_an_addendum_is_added_once(letter: Letter) -> None:
    publish_addendum(letter, ADDENDUM.read_bytes(), by=COMMAND)
    with pytest.raises(LetterRefused, match="published already"):
        publish_addendum(letter, ADDENDUM.read_bytes(), by=COMMAND)
    assert [row.number for row, _ in addenda(letter)] == [1]


def test_closing_and_reopening_are_told_once_each(letter: Letter) -> None:
    close_letter(letter, by=COMMAND, reason="It was handed over.")
    with pytest.raises(LetterRefused, match="closed already"):
        close_letter(letter, by=COMMAND, reason="")
    with pytest.raises(LetterRefused, match="closed, so it takes no new edition"):
        publish_edition(letter, wordings(overnight="over-night"), by=COMMAND)
    reopen_letter(letter, by=COMMAND, reason="The Minister asked for more.")
    assert events(letter) == ["rules", "edition", "closed", "reopened"]
    assert Event.objects.filter(verb="closed", reason="It was handed over.").count() == 1


def test_a_delivery_is_recorded_with_its_words(letter: Letter) -> None:
    assert record_delivery(letter, b"Handed over on 16 March.\n", by=COMMAND) == 1
    assert record_delivery(letter, b"And once more.\n", by=COMMAND) == 2
    assert events(letter)[-2:] == ["delivered", "delivered"]
