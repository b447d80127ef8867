import os
from pathlib import Path

import pytest

from undersigned.verifier.site import Folder, Missing, Unreadable


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    inside = tmp_path / "letter"
    (inside / "records").mkdir(parents=True)
    (inside / "records" / "000").write_bytes(b"size 2\n\n\n")
    (tmp_path / "secret").write_bytes(b"not of the letter")
    return Folder(inside)


def test_a_file_is_read(folder: Folder) -> None:
    assert folder.read("records/000", 100) == b"size 2\n\n\n"


def test_a_folder_is_always_a_copy(folder: Folder) -> None:
    assert folder.claims is None


def test_a_file_of_exactly_the_limit_is_read_and_a_larger_one_is_not(folder: Folder) -> None:
    assert folder.read("records/000", 9)
    with pytest.raises(Unreadable, match="more than 8 bytes"):
        folder.read("records/000", 8)


@pytest.mark.parametrize(
    "path",
    ["absent", "records/000/more", "../secret", "records/../../secret", "/etc/passwd", "",
     "records//000", "./records/000", "records\\000", "a\0b", "a\nb", "records/"],
)  # fmt: skip
def test_a_path_that_no_letter_has_is_missing(folder: Folder, path: str) -> None:
    with pytest.raises(Missing):
        folder.read(path, 100)


def test_a_link_out_of_the_folder_is_not_followed(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "letter" / "checkpoint").symlink_to(tmp_path / "secret")
    with pytest.raises(Unreadable, match="leads out"):
        folder.read("checkpoint", 100)


def test_a_link_inside_the_folder_is_followed(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "letter" / "checkpoint").symlink_to("records/000")
    assert folder.read("checkpoint", 100) == b"size 2\n\n\n"


def test_a_link_in_a_circle_is_unreadable(folder: Folder, tmp_path: Path) -> None:
    (tmp_path / "letter" / "checkpoint").symlink_to("checkpoint")
    with pytest.raises(Unreadable):
        folder.read("checkpoint", 100)


def test_a_pipe_is_not_waited_for(folder: Folder, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "letter" / "checkpoint")
    with pytest.raises(Unreadable, match="no ordinary file"):
        folder.read("checkpoint", 100)


def test_a_folder_in_the_place_of_a_file_is_unreadable(folder: Folder) -> None:
    with pytest.raises(Unreadable, match="records"):
        folder.read("records", 100)


def test_a_name_too_long_for_the_system_is_unreadable(folder: Folder) -> None:
    with pytest.raises(Unreadable):
        folder.read("a" * 5000, 100)
