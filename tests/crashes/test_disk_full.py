"""A short run of the trial that fills the disk under a running server."""

import subprocess
import sys
from pathlib import Path

from command_line import environment

TRIAL = Path(__file__).resolve().parents[2] / "trials" / "disk_full.py"


def test_a_full_disk_is_told_and_gone_on_from() -> None:
    # By strace, since no container need allow a mount. On Debian: apt install strace
    done = subprocess.run(
        [sys.executable, TRIAL, "--by", "strace", "--times", "1"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert "1 times full, no promise broken" in done.stdout
