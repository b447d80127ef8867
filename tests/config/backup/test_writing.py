"""Which backups are left, by a clock that is right and by one that is not."""

from pathlib import Path

from undersigned.config.backup.writing import delete_older

TIMES = ("2026-03-01", "2026-03-02", "2026-03-03")


def written(folder: Path, day: str) -> Path:
    path = folder / f"{day}T031500.000000Z.undersigned"
    path.touch()
    return path


def left(folder: Path, keep: int, newest: Path) -> list[str]:
    gone = list(delete_older(folder, keep, newest))
    assert not any(path.exists() for path in gone)
    return sorted(path.name[:10] for path in folder.iterdir())


def test_the_newest_are_left(tmp_path: Path) -> None:
    newest = [written(tmp_path, day) for day in TIMES][-1]
    assert left(tmp_path, 0, newest) == list(TIMES)
    assert left(tmp_path, 3, newest) == list(TIMES)
    assert left(tmp_path, 2, newest) == list(TIMES[1:])
    assert left(tmp_path, 1, newest) == list(TIMES[2:])


def test_what_was_just_written_is_left_though_the_clock_was_set_back(tmp_path: Path) -> None:
    for day in TIMES:
        written(tmp_path, day)
    newest = written(tmp_path, "2016-03-03")
    assert left(tmp_path, 3, newest) == ["2016-03-03", *TIMES[1:]]
