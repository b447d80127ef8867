"""Files that are written together, and what of them outlives a power cut."""

import errno
from pathlib import Path

import pytest

from failing_calls import KILLED, Calls, Disk, Killed, taken
from undersigned.record.storage import Files


def write(top: Path, path: Path) -> bool:
    files = Files(top)
    written = files.write_if_changed(path, b"hashes")
    files.settle()
    return written


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
    calls, files = Calls(tmp_path), Files(tmp_path)
    with taken(calls):
        for number in range(9):
            files.write_if_changed(tmp_path / "records" / f"{number:03}", b"size 1\n")
        files.settle()
        files.settle()
    assert calls.count()["fsync"] == 9 + 2


def test_nothing_beside_or_above_the_folder_is_synced(tmp_path: Path) -> None:
    calls = Calls(tmp_path)
    (tmp_path / "inside").mkdir()
    with taken(calls):
        write(tmp_path / "inside", tmp_path / "inside" / "file")
    synced = [path for call, path in calls.seen if call == "fsync"]
    assert synced == [str(tmp_path / "inside" / ".file.writing"), str(tmp_path / "inside")]
