"""A few kills and a few power cuts, by the code of trials/kills.py and trials/power_cuts.py."""

import math
import random
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from instances import Template
from killing import ENOUGH, Result
from kills import lives, trial
from ledger import ACKNOWLEDGED, DESK, RULES, TOLD, Ledger, Person
from mail_server import mail_server
from power_cuts import cut, record
from promises import differences, look
from recorded_disk import VARIANTS, Disk, calls, strace

KILLS = 8
CUTS = 3
SIGNERS = 2
WITH_TICKS, WITH_WORKER = (
    1,
    3,
)  # seeds by which lone ticks, or a worker apart, do the work; both are forks


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template.make(tmp_path_factory.mktemp("template"), None)


def test_what_is_broken_would_be_seen(template: Template) -> None:
    instance = template.copy("mailbox")
    ledger = Ledger()
    lost = Person(1, RULES, told={"form", "confirmed"}, tried={"form", "confirmed"})
    ledger.people[lost.address] = lost
    assert look(instance) == []
    said = "\n".join(differences(instance, ledger))
    assert f"{RULES}: {lost.name} is lost, having been told ['confirmed', 'form']" in said
    assert f"{lost.address} was told to look in their mail, and none came" in said
    page = instance.published(DESK) / "index.html"
    page.write_bytes(page.read_bytes()[:-20])
    for tile in (instance.published(RULES) / "tile" / "0").rglob("*"):
        if tile.is_file():
            tile.unlink()
    broken = "\n".join(look(instance))
    assert f"{RULES}: checkpoint without its tiles" in broken
    assert f"{page} is not whole" in broken


@pytest.mark.parametrize(
    ("backups", "doubled", "is_kept"),
    [(0, 0, False), (1, 0, True), (1, 3, True), (1, 4, False)],
)
def test_a_run_that_tried_too_little_or_doubled_too_much_is_no_success(
    backups: int, doubled: int, *, is_kept: bool
) -> None:
    came = Result(Counter(tick=ENOUGH), mails=3000, checkpoints=1, told=Counter(TOLD))
    came.backups, came.doubled = backups, doubled
    assert came.is_kept == is_kept
    assert came.untried == ["backup"] * (not backups)


def test_a_write_that_was_not_synced_is_not_kept(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "old").write_bytes(b"old")
    trace = tmp_path / "strace"
    writing = (
        "import os, sys; os.chdir(sys.argv[1])\n"
        "for name, synced in ((b'kept', True), (b'lost', False)):\n"
        "    there = os.open(os.path.join(sys.argv[1], name.decode()), os.O_CREAT | os.O_WRONLY)\n"
        "    os.write(there, name)\n"
        "    if synced: os.fsync(there)\n"
        "    folder = os.open(sys.argv[1], os.O_RDONLY)\n"
        "    os.fsync(folder)\n"
        "os.rename(sys.argv[1] + '/old', sys.argv[1] + '/new')\n"
    )
    disk_before = tmp_path / "before"
    shutil.copytree(home, disk_before)
    subprocess.run([*strace(trace), sys.executable, "-c", writing, str(home)], check=True)
    disk = Disk.of(disk_before, home)
    for _, step in disk.steps(list(calls(trace))):
        step()
    found = {}
    for variant in VARIANTS[:2]:
        disk.build(tmp_path / variant, variant, random.Random(1))  # noqa: S311 (moments, no secrets)
        found[variant] = {each.name: each.read_bytes() for each in (tmp_path / variant).iterdir()}
    assert found["synced"] == {"old": b"old", "kept": b"kept", "lost": b""}
    assert found["renamed"] == {"new": b"old", "kept": b"kept", "lost": b""}


def test_what_was_acknowledged_outlives_every_kill(template: Template) -> None:
    with mail_server() as mails:
        result = lives(template, KILLS, WITH_TICKS, math.inf, mails, SIGNERS)
    assert not result.broken
    assert result.kills.total() >= KILLS
    assert result.told["confirmed"]
    assert result.told["accepted"]


def test_what_was_acknowledged_outlives_a_power_cut(template: Template, tmp_path: Path) -> None:
    chance = random.Random(2)  # noqa: S311 (moments, no secrets)
    recorded = record(template, tmp_path, 1, chance)
    result = cut(recorded, CUTS, chance, tmp_path)
    assert not result.broken
    assert result.cuts.total() == CUTS
    assert all(result.held[each] for each in ACKNOWLEDGED), result.held


@pytest.mark.postgresql
def test_what_was_acknowledged_outlives_kills_of_the_database_too(tmp_path: Path) -> None:
    result = trial(tmp_path, KILLS, WITH_WORKER, math.inf, postgresql=True, signers=SIGNERS)
    assert not result.broken
    assert result.kills.total() >= KILLS
