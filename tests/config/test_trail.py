"""The trail's head, kept apart from the database."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from at_once import at_once
from undersigned.audit.actions import note
from undersigned.audit.actors import COMMAND
from undersigned.audit.models import Event
from undersigned.audit.queries import head, sealed, unsealed
from undersigned.audit.seals import Head, broken_places
from undersigned.config.doctor.findings import Verdict
from undersigned.config.doctor.trail import look_at_trail
from undersigned.config.instance import Instance
from undersigned.config.settings_file import SETTINGS_FILE, read_settings
from undersigned.config.trail import HEADS, TrailBroken, head_path, keep_beside_backups, seal_trail


def tell(count: int = 1) -> None:
    for number in range(count):
        note("did", by=COMMAND, letter="fair-courts", subject_kind="thing", subject=number)


@pytest.fixture
def instance(home: Path, settings: Settings) -> Instance:
    """The instance of the test's own folder, with the secret of the tests."""
    (home / SETTINGS_FILE).write_text('host = "letters.ruritania.example"\n')
    (home / "secret").write_text(settings.INSTANCE.secret)
    return Instance(home, read_settings(home / SETTINGS_FILE))


def found(instance: Instance) -> list[tuple[Verdict, str]]:
    return [(each.verdict, each.what) for each in look_at_trail(instance)]


def test_the_head_is_kept_and_the_trail_held_to_it(db: None, instance: Instance) -> None:  # noqa: ARG001 (the database)
    tell(5)
    assert [verdict for verdict, _ in found(instance)] == [Verdict.GOOD]  # not sealed, and new
    seal_trail()
    assert head_path().read_text() == f"{head().text()}\n"
    assert head_path().stat().st_mode & 0o777 == 0o600
    assert found(instance) == [(Verdict.GOOD, "Its 5 sealed events are as they were sealed.")]
    Event.objects.filter(place__gt=3).delete()
    assert [verdict for verdict, _ in found(instance)] == [Verdict.WRONG]
    (told,) = look_at_trail(instance)
    assert "It had 5 sealed events" in told.what
    assert f"move {head_path()} away" in told.mend
    tell()
    with pytest.raises(TrailBroken, match="had 5 sealed events"):
        seal_trail()
    assert unsealed().count() == 1
    head_path().unlink()  # somebody says that a backup was restored
    seal_trail()
    assert found(instance) == [(Verdict.GOOD, "Its 4 sealed events are as they were sealed.")]


def test_rows_that_are_to_be_sealed_once_more_are_found(db: None, instance: Instance) -> None:  # noqa: ARG001 (the database)
    tell(5)
    seal_trail()
    Event.objects.filter(place__gt=3).update(place=None, seal="", verb="did otherwise")
    with pytest.raises(TrailBroken):
        seal_trail()
    assert found(instance)[0][0] is Verdict.WRONG


def test_a_changed_row_and_one_out_of_turn_are_told(db: None, instance: Instance) -> None:  # noqa: ARG001 (the database)
    tell(3)
    seal_trail()
    Event.objects.filter(place=2).update(reason="She asked.")
    assert [each[0] for each in found(instance)] == [Verdict.WRONG]
    assert "At place 2" in found(instance)[0][1]
    Event.objects.filter(place=2).update(reason="")
    tell()
    Event.objects.filter(place=None).update(at="2026-01-01T00:00:00Z")
    assert [each[0] for each in found(instance)] == [Verdict.LOOK]  # not sealed for long
    seal_trail()
    assert [each[0] for each in found(instance)] == [Verdict.LOOK]
    assert "was written after one of" in found(instance)[0][1]


def test_each_backup_remembers_the_head(db: None, instance: Instance) -> None:  # noqa: ARG001 (the database)
    tell(3)
    seal_trail()
    folder = instance.folder / "backups"
    keep_beside_backups(folder, "2026-03-16T02:00:00+00:00", head())
    tell(2)
    seal_trail()
    keep_beside_backups(folder, "2026-03-17T02:00:00+00:00", head())
    places = [line.split()[1] for line in (folder / HEADS).read_text().splitlines()]
    assert places == ["3", "5"]
    assert [each[0] for each in found(instance)] == [Verdict.GOOD]
    Event.objects.filter(place__gt=3).delete()
    head_path().unlink()
    keep_beside_backups(folder, "2026-03-18T02:00:00+00:00", Head(9, "0" * 64))
    (told,) = look_at_trail(instance)
    lines = "the 2 lines of 2026-03-17T02:00:00+00:00 to 2026-03-18T02:00:00+00:00"
    assert told.verdict is Verdict.WRONG
    assert f"Then delete {lines} in {folder / HEADS}" in told.mend
    kept = (folder / HEADS).read_text().splitlines(keepends=True)[0]
    (folder / HEADS).write_text(kept)  # as it says
    assert [each[0] for each in found(instance)] == [Verdict.GOOD]


def test_a_damaged_head_stops_the_sealing_and_is_told(db: None, instance: Instance) -> None:  # noqa: ARG001 (the database)
    tell()
    head_path().write_text("nonsense\n")
    with pytest.raises(TrailBroken, match="is damaged"):
        seal_trail()
    assert [each[0] for each in found(instance)] == [Verdict.WRONG]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("home")
def test_several_workers_seal_one_chain() -> None:
    def write() -> None:
        for _ in range(15):
            tell()
            seal_trail()

    assert at_once(*[write] * 4) == [None] * 4
    seal_trail()
    assert head().place == 60
    assert list(broken_places(sealed().iterator())) == []
