"""Pages told by a second process get the verdict that one process gives."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

from bench_letters import ORIGIN, written_letter
from letter_press import NOW
from undersigned.verifier import beside
from undersigned.verifier.beside import PagesBeside, tell
from undersigned.verifier.chain import FirstPage, read_first_page
from undersigned.verifier.letter import verify_letter
from undersigned.verifier.request import Request, Surroundings
from undersigned.verifier.site import Folder, Site
from undersigned.verifier.verdict import Report

COMMAND = """
import sys
from undersigned.verifier import beside, command

count = int(sys.argv.pop(1))
beside.WORTH_IT, beside.processors = 0, lambda: count
begun, fork = [], beside.os.fork
beside.os.fork = lambda: begun.append(1) or fork()
status = command.main(sys.argv[1:])
print(f"{len(begun)} processes begun")
sys.exit(status)
"""


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written_letter(tmp_path_factory.mktemp("letters") / "1100", 1100)


@pytest.fixture
def told(letter: Path) -> Iterator[PagesBeside]:
    """What is told of the letter's pages, by this process."""
    with tempfile.TemporaryFile() as file:
        site = Folder(letter)
        tell(site, ORIGIN, read_first_page(site), file, lambda: True)
        yield PagesBeside(0, file)


def command(letter: Path, memory: Path, processors: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", COMMAND, str(processors), str(letter)],
        env={**os.environ, "UNDERSIGNED_MEMORY": str(memory)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't split a process in two")
@pytest.mark.parametrize(("damage", "status"), [("", 0), ("Zenda</span>", 1), ("<!doctype", 0)])
def test_the_command_says_the_same_by_two_processes_as_by_one(
    letter: Path, tmp_path: Path, damage: str, status: int
) -> None:
    path = letter / "signatories" / "3" / "index.html"
    before = path.read_text(encoding="utf-8")
    assert damage in before
    path.write_text(before.replace(damage, damage[1:] or damage, 1), encoding="utf-8")
    try:
        one, two = (command(letter, tmp_path / str(number), number) for number in (1, 2))
    finally:
        path.write_text(before, encoding="utf-8")
    assert (one.returncode, two.returncode) == (status, status), one.stdout + two.stdout
    assert one.stdout.endswith("0 processes begun\n")
    assert two.stdout.endswith("1 processes begun\n")
    assert one.stdout.splitlines()[1:-1] == two.stdout.splitlines()[1:-1]


def verified(letter: Path, told: PagesBeside) -> Report:
    def ready(site: Site, origin: str, first: FirstPage) -> PagesBeside:
        assert (origin, first.size) == (ORIGIN, read_first_page(site).size)
        return told

    surroundings = Surroundings(NOW, lambda _: None, may_split=True)
    with patch("undersigned.verifier.letter.read_beside", ready):
        checked = verify_letter(Folder(letter), Request(), surroundings)
    checked.close()
    return checked.report


def test_a_page_that_was_told_and_fits_is_not_read_again(letter: Path, told: PagesBeside) -> None:
    read: list[str] = []

    def noting(self: Folder, path: str, limit: int) -> bytes:
        read.append(path)
        return reading(self, path, limit)

    reading = Folder.read
    with patch.object(Folder, "read", noting):
        assert verified(letter, told).status == 0
    # The first page of each list shows figures, and is read here.
    shown = {path for path in read if path.endswith(".html")}
    assert shown == {"index.html", "signatories/index.html", "imported/index.html"}


def test_a_page_that_was_told_otherwise_is_judged_as_it_stands(
    letter: Path, told: PagesBeside
) -> None:
    told.file.seek(0)
    lines = told.file.read().replace(b'"769"', b'"770"').split(b"\n")
    told.file.seek(0)
    told.file.write(b"\n".join(lines))
    assert verified(letter, told).status == 0


def test_what_is_told_in_part_is_taken_as_far_as_it_goes(letter: Path, told: PagesBeside) -> None:
    told.file.truncate(told.file.seek(0, os.SEEK_END) // 2)
    assert verified(letter, told).status == 0


def test_nothing_is_told_once_nobody_wants_it(letter: Path) -> None:
    site = Folder(letter)
    with tempfile.TemporaryFile() as file:
        tell(site, ORIGIN, read_first_page(site), file, lambda: False)
        assert file.tell() == 0
        assert PagesBeside(0, file).take("signatories/2/index.html") is None


def test_no_second_process_is_begun_where_it_is_not_worth_it(letter: Path) -> None:
    site = Folder(letter)
    first = read_first_page(site)
    with patch.object(os, "fork", side_effect=AssertionError):
        assert beside.read_beside(site, ORIGIN, first) is None
        with patch.object(beside, "WORTH_IT", 0), patch.object(beside, "processors", lambda: 1):
            assert beside.read_beside(site, ORIGIN, first) is None


def test_a_process_that_could_not_be_split_goes_on_alone(letter: Path) -> None:
    site = Folder(letter)
    first = read_first_page(site)
    with (
        patch.object(beside, "WORTH_IT", 0),
        patch.object(beside, "processors", lambda: 2),
        patch("threading.active_count", lambda: 1),
        patch.object(os, "fork", side_effect=OSError),
    ):
        assert beside.read_beside(site, ORIGIN, first) is None
