"""Files that are written together, and what of them outlives a power cut."""

import errno
import os
from pathlib import Path

import pytest

from failing_calls import KILLED, Calls, Disk, Killed, taken
from undersigned.record.storage import MANY_FILES, Files


def write(top: Path, path: Path) -> bool:
    with Files(top) as files:
        return files.write_if_changed(path, b"hashes")


TILE = "tile/0/000.p/6"


def calls_of_writing(top: Path, fail: dict[int, int], disk: Disk) -> Calls:
    calls = Calls(top, fail, disk=disk)
    with taken(calls):
        write(top, top / TILE)
    return calls


@pytest.mark.parametrize("fault", [KILLED, errno.EIO])
def test_whoever_finds_a_file_written_has_its_name_on_disk(tmp_path: Path, fault: int) -> None:
    tops = [tmp_path / str(number) for number in range(5)]
    for top in tops:
        top.mkdir()
    seen = calls_of_writing(tops[0], {}, Disk()).seen
    # Each folder that has a new name in it, after the file itself.
    _of_file, *of_folders = [at for at, (call, _) in enumerate(seen, 1) if call == "fsync"]
    assert len(of_folders) == 4
    for top, at in zip(tops[1:], of_folders, strict=True):
        disk = Disk()
        with pytest.raises((Killed, OSError)):
            calls_of_writing(top, {at: fault}, disk)
        assert disk.would_lose(top / TILE, top)
        again = calls_of_writing(top, {}, disk)
        assert again.count()["write"] == 0
        assert disk.would_lose(top / TILE, top) == ""


def test_a_folder_of_many_files_is_synced_once(tmp_path: Path) -> None:
    calls = Calls(tmp_path)
    with taken(calls), Files(tmp_path) as files:
        for number in range(9):
            files.write_if_changed(tmp_path / "records" / f"{number:03}", b"size 1\n")
    assert calls.count()["fsync"] == 9 + 2


def test_nothing_beside_or_above_the_folder_is_synced(tmp_path: Path) -> None:
    calls = Calls(tmp_path)
    (tmp_path / "inside").mkdir()
    with taken(calls):
        write(tmp_path / "inside", tmp_path / "inside" / "file")
    synced = [path for call, path in calls.seen if call == "fsync"]
    assert synced == [str(tmp_path / "inside" / ".file.writing"), str(tmp_path / "inside")]


def write_many(top: Path, data: bytes) -> None:
    with Files(top) as files:
        for number in range(MANY_FILES + 20):
            files.write_if_changed(top / f"{number:03}", data)


def test_many_files_are_all_there_at_the_end(tmp_path: Path) -> None:
    write_many(tmp_path, b"hashes")
    names = [each.name for each in tmp_path.iterdir()]
    assert sorted(names) == [f"{number:03}" for number in range(MANY_FILES + 20)]
    assert {each.read_bytes() for each in tmp_path.iterdir()} == {b"hashes"}


@pytest.mark.parametrize("at", [1, MANY_FILES // 2, MANY_FILES + 1, MANY_FILES + 20])
def test_a_fault_among_many_leaves_each_file_whole_and_nothing_beside_it(
    tmp_path: Path, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_many(tmp_path, b"old")
    left, real = [at], os.fsync

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] == 0:
            raise OSError(errno.EIO, "Input/output error")
        real(descriptor)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(OSError, match="Input/output"):
            write_many(tmp_path, b"new")
    found = [(tmp_path / f"{number:03}").read_bytes() for number in range(MANY_FILES + 20)]
    placed = MANY_FILES if at > MANY_FILES else 0
    assert found == [b"new"] * placed + [b"old"] * (len(found) - placed)
    assert len(list(tmp_path.iterdir())) == len(found)


def test_a_file_written_twice_is_as_written_last(tmp_path: Path) -> None:
    with Files(tmp_path) as files:
        for data in (b"first", b"second"):
            assert files.write_if_changed(tmp_path / "page", data)
    assert (tmp_path / "page").read_bytes() == b"second"


def test_what_was_begun_is_taken_away_where_something_else_fails(tmp_path: Path) -> None:
    in_the_way = tmp_path / ".page.writing"
    in_the_way.mkdir()

    def write_and_fail() -> None:
        with Files(tmp_path) as files:
            files.write_if_changed(tmp_path / "tile", b"hashes")
            files.write_if_changed(tmp_path / "page", b"names")

    with pytest.raises(IsADirectoryError):
        write_and_fail()
    assert list(tmp_path.iterdir()) == [in_the_way]
