import shutil
from pathlib import Path

import pytest

from log_example import DAY, ask_signed, record_line, verify_files
from undersigned.record.actions import append
from undersigned.record.errors import WouldFork
from undersigned.record.keeping import keep, logs_with_work
from undersigned.record.models import Log
from undersigned.record.places import published_folder
from undersigned.record.publication import altered_since, bundles_changed
from undersigned.record.sequencing import REPLAYS, sequence


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "index.html"
    }


@pytest.fixture
def folder(log: Log) -> Path:
    """A published letter of more than one bundle, an amended and a withdrawn line in it."""
    for _ in range(300):
        ask_signed(log)
    append(log, "amended", {"entry": 2, "checks": ["mail"]}, line=record_line("Anka Rassendy"))
    append(log, "withdrawn", {"entry": 3})
    keep(log, DAY)
    return published_folder(log.slug)


def test_a_folder_deleted_by_hand_comes_back_as_it_was(log: Log, folder: Path) -> None:
    before, published_at = bytes_of(folder), log.published_at
    shutil.rmtree(folder)
    assert logs_with_work() == [log]
    assert keep(log, DAY)
    assert bytes_of(folder) == before
    assert log.published_at == published_at
    assert logs_with_work() == []
    assert verify_files(log) == 0


@pytest.mark.parametrize(
    "path", ["tile/0/000", "tile/entries/000", "records/000", "editions/1.en.md", "count.json"]
)
def test_any_damaged_file_is_put_back_once_the_checkpoint_is_taken_away(
    log: Log, folder: Path, path: str
) -> None:
    before = bytes_of(folder)
    (folder / path).write_bytes(b"damaged")
    (folder / "checkpoint").unlink()
    assert keep(log, DAY)
    assert bytes_of(folder) == before


@pytest.mark.parametrize("damage", ["missing", "cut short", "another hash"])
def test_a_tile_that_the_next_entry_needs_is_made_again(
    log: Log, folder: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    tile = folder / "tile/1/000.p/1"
    if damage == "missing":
        tile.unlink()
    else:
        tile.write_bytes(b"x" * (32 if damage == "another hash" else 31))
    (folder / "tile/0/000").write_bytes(b"damaged")
    ask_signed(log)
    keep(log, DAY)
    assert "written again from the database" in caplog.text
    assert verify_files(log) == 0


def test_a_tree_that_was_not_signed_is_never_written(log: Log, folder: Path) -> None:
    before = bytes_of(folder)
    log.entries.filter(index__gte=302).delete()
    log.openings.filter(index__gte=302).delete()
    log.size = log.published_size = 302
    log.save()
    REPLAYS.by_log.clear()
    for _ in range(3):
        ask_signed(log)
    sequence(log.pk, DAY)
    log.refresh_from_db()
    for take_away in (False, True):
        if take_away:
            before.pop("checkpoint")
            (folder / "checkpoint").unlink()
        with pytest.raises(WouldFork, match="another tree of 304 entries"):
            keep(log, DAY)
        assert bytes_of(folder) == before


def test_bundles_change_by_new_entries_and_by_those_that_alter(log: Log, folder: Path) -> None:
    del folder
    assert bundles_changed(log, log.size) == {1}
    assert bundles_changed(log, 303) == {0, 1}
    assert bundles_changed(log, 0) == {0, 1}
    assert altered_since(log, 0, frozenset({"withdrawn"})) == {3}
    assert altered_since(log, 0, frozenset({"amended", "reconfirmed"})) == {2}
