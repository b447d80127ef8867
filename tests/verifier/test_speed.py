"""The bench of the verifier runs, and its memory grows far less than the letter does.

Some 200 bytes for each entry are kept, and up to 8 MB of records; of the pages nothing.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench_letters import BENCH, written_letter

SMALL, TEN_TIMES = 1_000, 10_000
MOST_GROWTH = 1.5
COMMAND = """
import os, re, sys
from undersigned.verifier import command

# One process, whose memory is all there is.
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
status = command.main(sys.argv[1:])
print(re.search("VmHWM:(.*) kB", open("/proc/self/status").read())[1])
sys.exit(status)
"""
OPTIONS = ("--count", str(SMALL), "--times", "1")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters")
    for count in (SMALL, TEN_TIMES):
        written_letter(folder / str(count), count)
    return folder


def test_the_bench_measures_the_verifier_beside_hashing(folder: Path) -> None:
    ran = subprocess.run(
        [*(sys.executable, str(BENCH / "verify.py"), "--folder", str(folder)), *OPTIONS],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    # A ratio of so small a letter says nothing: it is Python's start, and that alone.
    assert ran.returncode in {0, 1}, ran.stderr
    assert ran.stdout.count("in the median") == 2, ran.stdout + ran.stderr
    assert "1,000 without their pages" in ran.stdout


def most_memory(folder: Path, count: int) -> int:
    """The most kilobytes that the verifier holds of a letter."""
    ran = subprocess.run(
        [sys.executable, "-c", COMMAND, str(folder / str(count))],
        env={**os.environ, "UNDERSIGNED_MEMORY": str(folder / "memory" / str(count))},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return int(ran.stdout.splitlines()[-1])


def test_ten_times_the_letter_takes_little_more_memory(folder: Path) -> None:
    small, large = (most_memory(folder, count) for count in (SMALL, TEN_TIMES))
    assert large < MOST_GROWTH * small
