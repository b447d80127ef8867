import csv
import datetime as dt
import io
import json
import shutil
from pathlib import Path

import pytest
from django.utils import timezone

from letter_example import DAY, FOLDER, published, sign, wordings
from log_example import record_line
from undersigned.audit.actors import COMMAND
from undersigned.letters.actions import Wordings, publish_addendum, publish_edition
from undersigned.letters.models import Letter
from undersigned.letters.reading import parse_manuscript
from undersigned.publishing import downloads
from undersigned.publishing.actions import publish_pages, write_anew
from undersigned.publishing.contents import Contents
from undersigned.publishing.models import PageSet
from undersigned.record.actions import append
from undersigned.record.errors import WouldFork
from undersigned.record.keeping import keep
from undersigned.record.places import published_folder, signed_path
from undersigned.record.queries import active_records
from undersigned.record.signed import SignedTree, store_signed
from undersigned.verifier.command import main as verify


@pytest.fixture
def letter(db: None, home: Path) -> Letter:  # noqa: ARG001 (both have to be there)
    return published()


def put_out(letter: Letter) -> None:
    keep(letter.log, DAY)
    publish_pages(letter)


def page(letter: Letter, path: str = "index.html") -> str:
    return (published_folder(letter.slug) / path).read_text(encoding="utf-8")


def stamps(letter: Letter) -> dict[str, int]:
    folder = published_folder(letter.slug)
    return {
        str(path.relative_to(folder)): path.stat().st_ino
        for path in folder.rglob("*.html")
        if path.is_file()
    }


def holds(letter: Letter) -> bool:
    return verify([str(published_folder(letter.slug)), "--key", letter.log.key]) == 0


def test_a_letter_without_signatures_is_whole(letter: Letter) -> None:
    publish_pages(letter)
    assert holds(letter)
    assert "Nobody has signed yet" in page(letter, "signatories/index.html")


def test_nothing_new_writes_nothing(letter: Letter) -> None:
    publish_pages(letter)
    assert publish_pages(letter) == 0


def test_one_more_signature_leaves_full_pages_alone(letter: Letter) -> None:
    for number in range(600):
        sign(letter, f"Signer {number}")
    put_out(letter)
    before = stamps(letter)
    sign(letter)
    put_out(letter)
    changed = {path for path, inode in stamps(letter).items() if before.get(path) != inode}
    for path in ("signatories/2/index.html", "facts/index.html", "de/facts/index.html"):
        assert path not in changed
    lists = {"signatories/index.html", "signatories/3/index.html"}
    assert {"index.html", "de/index.html"} | lists <= changed
    assert holds(letter)


def test_a_withdrawn_line_leaves_every_file(letter: Letter) -> None:
    sign(letter, "Mirna Novrin")
    sign(letter, "Anka Rassendy")
    put_out(letter)
    assert "Mirna Novrin" in page(letter)
    append(letter.log, "withdrawn", {"entry": 2})
    put_out(letter)
    for path in published_folder(letter.slug).rglob("*"):
        assert not path.is_file() or b"Mirna Novrin" not in path.read_bytes()
    assert holds(letter)


def test_a_count_that_fell_says_why(letter: Letter) -> None:
    sign(letter)
    sign(letter)
    put_out(letter)
    append(letter.log, "removed", {"entry": 2, "reason": "duplicate"})
    put_out(letter)
    assert "The count stood at 2 at entry 4." in page(letter)
    assert "stood on the list twice" in page(letter)
    publish_edition(letter, wordings(overnight="over-night"), by=COMMAND)
    put_out(letter)
    assert "edition 2 was published" in page(letter)
    assert holds(letter)


def test_a_new_title_reaches_every_page(letter: Letter) -> None:
    for number in range(600):
        sign(letter, f"Signer {number}")
    put_out(letter)
    publish_edition(letter, wordings(overnight="over-night"), by=COMMAND)
    put_out(letter)
    assert "over-night" in page(letter, "signatories/2/index.html")
    assert holds(letter)


def test_a_name_is_shown_as_text(letter: Letter) -> None:
    sign(letter, "<script>alert(1)</script>", statement="Courts & <b>law</b>")
    put_out(letter)
    assert "<script" not in page(letter)
    assert "<script" not in page(letter, "signatories/index.html")
    assert holds(letter)


def test_every_further_language_has_its_pages(letter: Letter) -> None:
    sign(letter)
    put_out(letter)
    for path in ("de/index.html", "de/facts/index.html"):
        html = page(letter, path)
        assert "Das Recht ändert sich nicht über Nacht" in html
        assert 'rel="next"' not in html
        assert "data-entry" not in html
    assert 'value="1"' in page(letter, "de/index.html")
    assert holds(letter)


def test_an_addendum_stands_on_every_wording_in_its_own_language(letter: Letter) -> None:
    publish_addendum(letter, (FOLDER / "addendum-1.md").read_bytes(), by=COMMAND)
    put_out(letter)
    title = 'id="addendum-1-title">'
    assert title in page(letter, "de/index.html")
    assert title in page(letter, "de/facts/index.html")


def test_a_wording_that_the_next_edition_lacks_has_no_page_any_more(letter: Letter) -> None:
    sign(letter, "Mirna Novrin")
    put_out(letter)
    files = {"en": wordings().files["en"].replace(b"languages: [en, de]\n", b"")}
    english = Wordings(files, {"en": parse_manuscript(files["en"], "fair-courts.md")})
    publish_edition(letter, english, by=COMMAND)
    put_out(letter)
    for path in ("de/index.html", "de/facts/index.html"):
        assert not (published_folder(letter.slug) / path).exists()
    assert (published_folder(letter.slug) / "editions/1.de.md").is_file()
    assert "hreflang" not in page(letter)
    assert holds(letter)


def test_an_addendum_says_that_nobody_signed_it(letter: Letter) -> None:
    publish_addendum(letter, (FOLDER / "addendum-1.md").read_bytes(), by=COMMAND)
    put_out(letter)
    assert (published_folder(letter.slug) / "addenda/1.md").is_file()
    assert "addendum-1" in page(letter)
    assert holds(letter)


def test_downloads_hold_the_list_and_no_formula(letter: Letter) -> None:
    posts: tuple[object, ...] = ()
    sign(letter, "=HYPERLINK(1)", posts=posts, statement="@here")
    put_out(letter)
    data = (published_folder(letter.slug) / "downloads/signatories.csv").read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row["name"] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0]["statement"] == "'@here"
    document = json.loads(page(letter, "downloads/signatories.json"))
    assert document["figures"]["total"] == 1
    assert document["signatories"][0]["record"]["name"] == "=HYPERLINK(1)"
    (line,) = (each.line for each in active_records(letter.log, "signed"))
    assert line.decode() in page(letter, "downloads/signatories.json")
    assert holds(letter)


def listed_names(letter: Letter) -> list[str]:
    document = json.loads(page(letter, "downloads/signatories.json"))
    return [each["record"]["name"] for each in document["signatories"]]


def test_the_files_of_a_long_list_wait_and_name_their_size(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "LONG_LIST", 1)
    sign(letter, "Mirna Novrin")
    put_out(letter)
    sign(letter, "Anka Rassendy")
    put_out(letter)
    assert listed_names(letter) == ["Mirna Novrin"]
    assert "At entry 3 of the record." in page(letter, "downloads/index.html")
    assert "At entry 4 of the record." in page(letter, "downloads/index.html")
    monkeypatch.setattr(downloads, "LEAST_BETWEEN", dt.timedelta(0))
    assert publish_pages(letter) == 3
    assert listed_names(letter) == ["Mirna Novrin", "Anka Rassendy"]
    assert "At entry 3 of" not in page(letter, "downloads/index.html")
    assert publish_pages(letter) == 0


def test_the_files_of_a_long_list_wait_for_no_clock_that_ran_ahead(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "LONG_LIST", 1)
    sign(letter, "Mirna Novrin")
    put_out(letter)
    PageSet.objects.update(downloads_at=timezone.now() + dt.timedelta(days=1))
    sign(letter, "Anka Rassendy")
    put_out(letter)
    assert listed_names(letter) == ["Mirna Novrin", "Anka Rassendy"]


@pytest.mark.parametrize("event", ["withdrawn", "amended"])
def test_a_line_that_was_taken_away_leaves_the_files_of_a_long_list_at_once(
    letter: Letter, monkeypatch: pytest.MonkeyPatch, event: str
) -> None:
    monkeypatch.setattr(downloads, "LONG_LIST", 1)
    sign(letter, "Mirna Novrin")
    sign(letter, "Anka Rassendy")
    put_out(letter)
    if event == "withdrawn":
        append(letter.log, event, {"entry": 2})
    else:
        line = record_line("Mirna Novrin-Istrova", letter=letter.log.origin)
        append(letter.log, event, {"entry": 2, "checks": ["mail"]}, line=line)
    put_out(letter)
    assert "Mirna Novrin" not in listed_names(letter)


def test_a_folder_deleted_by_hand_comes_back_whole(letter: Letter) -> None:
    for number in range(300):
        sign(letter, f"Signer {number}")
    put_out(letter)
    folder = published_folder(letter.slug)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    put_out(letter)
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert holds(letter)


def test_another_program_writes_the_pages_anew(letter: Letter) -> None:
    publish_pages(letter)
    (published_folder(letter.slug) / "check/index.html").write_text("of an older version")
    assert publish_pages(letter) == 0
    PageSet.objects.update(made_by="another")
    assert publish_pages(letter) == 1
    assert holds(letter)


def test_a_signature_that_stands_by_a_later_edition_says_so_on_its_page(letter: Letter) -> None:
    for number in range(600):
        sign(letter, f"Signer {number}")
    publish_edition(letter, wordings(overnight="over-night"), by=COMMAND)
    put_out(letter)
    assert "edition 2" not in page(letter, "signatories/2/index.html")
    append(letter.log, "reconfirmed", {"entry": 300, "edition": 2, "language": "en"})
    put_out(letter)
    assert page(letter, "signatories/2/index.html").count("edition 2") == 1
    assert "Signer 298" in page(letter)
    assert holds(letter)


def test_an_older_database_brings_nobody_back_to_the_pages(letter: Letter) -> None:
    sign(letter, "Anka de Rassendy")
    put_out(letter)
    # As after a backup was put back: the world has seen one entry more, which took her off.
    store_signed(signed_path(letter.slug), SignedTree(letter.log.size + 1, b"\x01" * 32))
    shutil.rmtree(published_folder(letter.slug) / "signatories")
    PageSet.objects.update(made_by="another")
    with pytest.raises(WouldFork, match="older than what the world has seen"):
        publish_pages(letter)
    assert not (published_folder(letter.slug) / "signatories").exists()


def test_a_change_while_pages_are_written_is_not_lost(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_pages(letter)
    write_anew(letter)
    written = Contents.carried_everywhere

    def changed_meanwhile(contents: Contents) -> str:
        carried = written(contents)
        closes_at = dt.datetime(2100, 5, 1, 18, tzinfo=dt.UTC)
        Letter.objects.filter(pk=letter.pk).update(closes_at=closes_at)
        write_anew(letter)
        return carried

    monkeypatch.setattr(Contents, "carried_everywhere", changed_meanwhile)
    publish_pages(letter)
    monkeypatch.setattr(Contents, "carried_everywhere", written)
    page = published_folder(letter.slug) / "index.html"
    assert "Signing closes" not in page.read_text()
    publish_pages(letter)
    assert "Signing closes on 1 May 2100" in page.read_text()
    assert publish_pages(letter) == 0
