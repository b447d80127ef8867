"""A short run of the trial that fails each file call of sequencing and publishing in turn."""

import os
import subprocess
import sys
from pathlib import Path

from command_line import environment

TRIAL = Path(__file__).resolve().parents[2] / "trials" / "file_faults.py"


def test_no_failing_call_breaks_a_promise(tmp_path: Path) -> None:
    few = ("--every", "39", "--pairs", "3", "--kinds", "EIO,killed")
    done = subprocess.run(
        [sys.executable, TRIAL, *few],
        env={**environment(), "TMPDIR": os.fspath(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "0 broken promises" in done.stdout
