"""A short run of the bench of the record; how fast it was says nothing here."""

import os
import subprocess
import sys
from pathlib import Path

from command_line import environment

BENCH = Path(__file__).resolve().parents[2] / "bench" / "record.py"


def test_the_bench_of_the_record_measures(tmp_path: Path) -> None:
    plot, kept = tmp_path / "plot.svg", tmp_path / "kept"
    few = ("--sizes", "20", "300", "--more", "1", "--plot", plot, "--folder", kept)
    done = subprocess.run(
        [sys.executable, BENCH, *few],
        env={**environment(), "TMPDIR": os.fspath(tmp_path)},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert "One more under 2 s" in done.stdout, f"{done.stdout}\n{done.stderr}"
    assert "1.00 times: SQL statements" in done.stdout
    assert plot.read_text().startswith("<svg")
    assert (kept / "300" / "home" / "published" / "fair-courts" / "records" / "001").is_file()
