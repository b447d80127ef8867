"""Bringing a list along: nothing lost, nothing doubled, nothing public unless decided."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django.fixtures import Settings

from desk_people import publish
from undersigned.audit.actors import COMMAND, VISITOR, organiser_actor
from undersigned.audit.models import Event
from undersigned.letters.actions import close_letter
from undersigned.letters.models import Letter
from undersigned.lists.reader import read_list
from undersigned.record import actions as record
from undersigned.record.keeping import keep
from undersigned.record.models import Opening, Pending
from undersigned.record.queries import active_indices
from undersigned.record.sequencing import REPLAYS
from undersigned.signing.actions import imports
from undersigned.signing.actions.follow import follow_record
from undersigned.signing.actions.imports import Taken
from undersigned.signing.models import ImportedList, ImportedName
from undersigned.signing.states import NotPossible

pytestmark = pytest.mark.django_db

OWNER = organiser_actor(1, "Ines Kaltmann")
URL = "https://blog.ruritania.example/signatures"
DAY = dt.date(2026, 3, 1)
LIST = """name,title,office,place,email
Edmund Grauhof,Prosecutor,Eastern District,Strelsau,edmund@ruritania.example
Paula Brennquist,Trial Attorney,Tax Section,,
Institute for Open Courts,,,Hentzau,
and many others who can't be named,,,,
"""


@pytest.fixture(autouse=True)
def _home(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    REPLAYS.by_log.clear()
    yield
    REPLAYS.by_log.clear()


@pytest.fixture
def letter() -> Letter:
    return publish()


def take(letter: Letter, text: str = LIST, name: str = "list.csv") -> Taken:
    return imports.take_list(letter, read_list(text.encode(), name), name, by=COMMAND)


def show(imported_list: ImportedList) -> int:
    return imports.show_list(imported_list, url=URL, day=DAY, by=OWNER)


def publish_record(letter: Letter) -> None:
    keep(letter.log)
    follow_record(letter)


def test_a_list_comes_to_the_desk_whole_and_unpublished(letter: Letter) -> None:
    taken = take(letter)
    assert taken.added == 3
    found = taken.imported_list
    assert (found.read, found.refused) == (5, 2)
    assert found.read == found.names.count() + found.refused  # the header is no signatory
    edmund = found.names.get(name="Edmund Grauhof")
    assert edmund.posts == [{"title": "Prosecutor", "office": "Eastern District"}]
    assert edmund.place == "Strelsau"
    assert edmund.address == "edmund@ruritania.example"
    assert found.names.get(kind="organisation").name == "Institute for Open Courts"
    assert not Pending.objects.filter(event="imported").exists()


def test_taken_twice_it_adds_nothing(letter: Letter) -> None:
    take(letter)
    events = Event.objects.count()
    again = take(letter)
    assert again.added == 0
    assert ImportedName.objects.count() == 3
    assert Event.objects.count() == events


def test_stopped_halfway_it_goes_on(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = [chr(97 + number) for number in range(26)]
    wide = "name\n" + "".join(f"Edm{a}n{b} Grauhof\n" for a in letters for b in letters)
    create = ImportedName.objects.bulk_create
    calls = []

    def dies_the_second_time(rows: list[ImportedName], **more: Any) -> list[ImportedName]:
        calls.append(len(rows))
        if len(calls) > 1:
            raise KeyboardInterrupt
        return create(rows, **more)

    monkeypatch.setattr(ImportedName.objects, "bulk_create", dies_the_second_time)
    with pytest.raises(KeyboardInterrupt):
        take(letter, wide)
    assert calls[0] == 500
    monkeypatch.undo()
    assert ImportedList.objects.get().report == {}
    with pytest.raises(NotPossible, match="not taken whole"):
        show(ImportedList.objects.get())
    assert take(letter, wide).added == 176
    assert ImportedName.objects.count() == 676


def test_the_report_keeps_lines_and_reasons_and_no_names(letter: Letter) -> None:
    report = take(letter).imported_list.report
    assert [each["line"] for each in report["refused"]] == [1, 5]
    assert "Edmund" not in str(report)
    assert "@" not in str(report)


def test_a_later_version_of_the_list_doubles_nobody(letter: Letter) -> None:
    take(letter)
    later = take(letter, LIST + "Irena Hargoult,Judge,Hentzau,,\n", "later.csv")
    assert later.added == 1
    assert later.known == (2, 3, 4)
    assert ImportedName.objects.count() == 4


def test_what_stands_twice_in_a_list_is_taken_twice_and_known_twice(letter: Letter) -> None:
    twice = "name\nEdmund Grauhof\nEdmund Grauhof\nPaula Brennquist\n"
    assert take(letter, twice).added == 3
    later = take(letter, f"{twice}Edmund Grauhof\n", "later.csv")
    assert later.known == (2, 3, 4)
    assert later.added == 1
    report = later.imported_list.report
    assert report["duplicates"] == [[2, 3, 5]]


def test_the_same_name_otherwise_is_taken_with_a_doubt(letter: Letter) -> None:
    take(letter)
    take(letter, "name,title\nEDMUND GRAUHOF,Chief Prosecutor\n", "other.csv")
    row = ImportedName.objects.get(source__file_name="other.csv")
    assert "line 2 of list.csv" in row.doubt


def test_terms_are_spelt_as_the_letter_has_them(letter: Letter) -> None:
    text = (
        "Signed by\n\n"
        "Edmund Grauhof, former Prosecutor, served for 12 years under CASTELL, and Okoro\n"
    )
    take(letter, text, "list.txt")
    row = ImportedName.objects.get()
    assert row.served == ["Castell", "Okoro"]
    assert row.years == 12
    assert "“Okoro” is no term of this letter" in row.doubt
    show(row.source)
    line = bytes(Pending.objects.get(event="imported").line or b"").decode()
    assert '"served":["Castell"]' in line


def test_a_line_that_no_record_can_hold_is_refused_and_counted(letter: Letter) -> None:
    taken = take(letter, f"name,place\nEdmund Grauhof,{'Strelsau ' * 30}\nPaula Brennquist,\n")
    assert taken.added == 1
    assert taken.unfit == ((2, "The place has 269 characters; 120 are the most."),)
    assert taken.imported_list.refused == 2


def test_showing_asks_the_record_for_each_name_once(letter: Letter) -> None:
    found = take(letter).imported_list
    assert show(found) == 3
    assert show(found) == 0
    assert Pending.objects.filter(event="imported").count() == 3
    first = Pending.objects.filter(event="imported").earliest("id")
    assert first.fields == {"source": found.sha256, "as": "person"}
    assert b"edmund@" not in bytes(first.line or b"")
    found.refresh_from_db()
    assert (found.source_url, found.source_day) == (URL, DAY)
    event = Event.objects.get(verb="showed a list")
    assert event.actor_name == "Ines Kaltmann (account 1)"
    assert URL in event.reason


def test_shown_names_reach_the_record(letter: Letter) -> None:
    show(take(letter).imported_list)
    publish_record(letter)
    entries = active_indices(letter.log, "imported")
    assert len(entries) == 3
    assert list(ImportedName.objects.order_by("entry").values_list("entry", flat=True)) == entries


@pytest.mark.parametrize(
    ("url", "day", "says"),
    [
        ("blog.ruritania.example", DAY, "no address of a page"),
        ("javascript:alert(1)", DAY, "no address of a page"),
        (f"https://a.example/{'x' * 500}", DAY, "no address of a page"),
        (URL, dt.date(2999, 1, 1), "has not come yet"),
    ],
)
def test_a_list_is_shown_only_with_where_and_when_it_is_public(
    letter: Letter, url: str, day: dt.date, says: str
) -> None:
    found = take(letter).imported_list
    with pytest.raises(NotPossible, match=says):
        imports.show_list(found, url=url, day=day, by=OWNER)
    found.refresh_from_db()
    assert found.shown_at is None
    assert not Pending.objects.filter(event="imported").exists()


def test_a_closed_letter_shows_nothing_more(letter: Letter) -> None:
    found = take(letter).imported_list
    Letter.objects.update(is_open=False)
    found.letter.refresh_from_db()
    with pytest.raises(NotPossible, match="closed"):
        show(found)


def test_a_letter_closed_while_its_list_is_shown_shows_no_more_of_it(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    append_all = record.append_all

    def closed_behind_the_first(*arguments: Any) -> None:
        append_all(*arguments)
        if Letter.objects.get().is_open:
            close_letter(letter, by=COMMAND, reason="Handed over.")

    monkeypatch.setattr(imports, "BATCH", 1)
    monkeypatch.setattr(record, "append_all", closed_behind_the_first)
    assert show(take(letter).imported_list) == 1
    monkeypatch.undo()
    publish_record(letter)
    assert not Pending.objects.exists()
    assert len(active_indices(letter.log, "imported")) == 1


def test_showing_stopped_halfway_goes_on(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    found = take(letter).imported_list
    monkeypatch.setattr(imports, "BATCH", 2)
    append_all = record.append_all
    calls: list[int] = []

    def dies_in_the_second_batch(*arguments: Any) -> None:
        append_all(*arguments)
        calls.append(1)
        if len(calls) > 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(record, "append_all", dies_in_the_second_batch)
    with pytest.raises(KeyboardInterrupt):
        show(found)
    assert Pending.objects.filter(event="imported").count() == 2
    monkeypatch.undo()
    assert imports.go_on_showing(letter) == 1
    assert imports.go_on_showing(letter) == 0
    assert Pending.objects.filter(event="imported").count() == 3


def test_nothing_goes_on_that_was_not_decided(letter: Letter) -> None:
    take(letter)
    assert imports.go_on_showing(letter) == 0


def test_taking_off_erases_at_once_and_leaves_its_mark(letter: Letter) -> None:
    show(take(letter).imported_list)
    publish_record(letter)
    row = ImportedName.objects.get(name="Edmund Grauhof")
    assert row.entry is not None
    assert imports.take_off(letter, row.entry, by=VISITOR) is True
    row.refresh_from_db()
    assert (row.name, row.place, row.address, row.posts) == ("", "", "", [])
    removal = Pending.objects.get(event="removed")
    assert removal.fields == {"entry": row.entry, "reason": "asked"}
    assert imports.take_off(letter, row.entry, by=VISITOR) is False
    assert Pending.objects.count() == 1
    publish_record(letter)
    assert row.entry not in active_indices(letter.log, "imported")
    assert not Opening.objects.get(index=row.entry).line
    event = Event.objects.get(verb="took off an imported name")
    assert "Edmund" not in f"{event.reason} {event.subject} {event.actor_name}"


def test_who_was_taken_off_does_not_come_back_with_a_later_list(letter: Letter) -> None:
    show(take(letter).imported_list)
    publish_record(letter)
    row = ImportedName.objects.get(name="Edmund Grauhof")
    imports.take_off(letter, row.entry or 0, by=VISITOR)
    later = take(letter, LIST.replace("Prosecutor", "Chief Prosecutor"), "later.csv")
    assert later.hidden == (2,)
    assert later.known == (3, 4)
    assert later.added == 0


def test_a_line_left_out_stays_out_and_its_namesake_comes(letter: Letter) -> None:
    take(letter)
    row = ImportedName.objects.get(name="Edmund Grauhof")
    with pytest.raises(NotPossible, match="Say why"):
        imports.leave_out(row, reason=" ", by=OWNER)
    assert imports.leave_out(row, reason="Stands twice.", by=OWNER) is True
    assert imports.leave_out(row, reason="Stands twice.", by=OWNER) is False
    assert not Pending.objects.exclude(event__in=("rules", "edition")).exists()
    assert take(letter, f"{LIST}\n", "same.csv").hidden == (2,)
    other = take(letter, "name,title\nEdmund Grauhof,Judge\n", "other.csv")
    assert other.added == 1


def test_a_name_shown_and_not_yet_sequenced_never_reaches_the_record(letter: Letter) -> None:
    show(take(letter).imported_list)
    row = ImportedName.objects.get(name="Edmund Grauhof")
    imports.leave_out(row, reason="Is no signatory.", by=OWNER)
    publish_record(letter)
    assert len(active_indices(letter.log, "imported")) == 2
    assert not Pending.objects.filter(event="removed").exists()


def test_a_name_sequenced_and_not_yet_followed_is_removed_by_its_entry(letter: Letter) -> None:
    show(take(letter).imported_list)
    keep(letter.log)
    row = ImportedName.objects.get(name="Edmund Grauhof")
    assert row.entry is None
    imports.leave_out(row, reason="Is no signatory.", by=OWNER)
    publish_record(letter)
    assert len(active_indices(letter.log, "imported")) == 2


def test_entries_of_other_letters_are_nobody_s_here(letter: Letter) -> None:
    show(take(letter).imported_list)
    publish_record(letter)
    other = publish("other-letter")
    entry = ImportedName.objects.exclude(entry=None)[0].entry
    assert imports.take_off(other, entry or 0, by=VISITOR) is False
    assert not ImportedName.objects.exclude(hidden_at=None).exists()
