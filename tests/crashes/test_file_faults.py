"""A short run of the trial that fails each file call of sequencing and publishing in turn."""

import os
from pathlib import Path

from command_line import trial


def test_no_failing_call_breaks_a_promise(tmp_path: Path) -> None:
    few = ("--every", "39", "--pairs", "3", "--kinds", "EIO,killed")
    said = trial("file_faults.py", *few, TMPDIR=os.fspath(tmp_path))
    assert "0 broken promises" in said
