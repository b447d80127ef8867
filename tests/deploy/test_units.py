"""The systemd units: well-formed, closed off, and of this program's own commands."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).resolve().parents[2] / "deploy" / "systemd").iterdir())
SERVICES = [unit for unit in UNITS if unit.suffix == ".service"]
MOST_EXPOSED = "15"
"""Tenths of systemd's scale of exposure, on which 0 is closed and 100 open."""


@pytest.fixture
def systemd_analyze() -> str:
    found = shutil.which("systemd-analyze")
    if found is None:
        if os.environ.get("UNDERSIGNED_CI") == "1":
            pytest.fail("systemd-analyze is not installed")
        pytest.skip("systemd-analyze is not installed")
    return found


def settings(unit: Path) -> list[str]:
    return [line for line in unit.read_text().splitlines() if line and not line.startswith("#")]


def test_they_are_well_formed(systemd_analyze: str, tmp_path: Path) -> None:
    command = tmp_path / "undersigned"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    for unit in UNITS:
        text = unit.read_text().replace("/usr/bin/undersigned", str(command))
        (tmp_path / unit.name).write_text(text)
    ran = subprocess.run(
        [systemd_analyze, "verify", "--man=no", *(str(tmp_path / unit.name) for unit in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    ours = [line for line in ran.stderr.splitlines() if "undersigned" in line]
    assert ours == []


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_they_are_closed_off(systemd_analyze: str, unit: Path) -> None:
    ran = subprocess.run(
        [systemd_analyze, "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("unit", SERVICES, ids=lambda unit: unit.name)
def test_they_share_user_folder_and_hardening(unit: Path) -> None:
    ours = settings(unit)
    for line in ("User=undersigned", "NoNewPrivileges=yes", "ProtectSystem=strict",
                 "StateDirectory=undersigned", "StateDirectoryMode=0711"):  # fmt: skip
        assert line in ours
    first = ours.index("NoNewPrivileges=yes")
    theirs = settings(SERVICES[-1])
    expected = theirs[theirs.index("NoNewPrivileges=yes") :]
    hardening = [line for line in ours[first:] if not line.startswith(("[", "WantedBy"))]
    assert hardening == [line for line in expected if not line.startswith(("[", "WantedBy"))]
