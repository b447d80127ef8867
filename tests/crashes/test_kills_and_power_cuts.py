"""A few kills and a few power cuts, by the code of trials/kills.py and trials/power_cuts.py."""

import math
import random
from pathlib import Path

import pytest

from instances import Template
from kills import lives, trial
from mail_server import mail_server
from power_cuts import cut, record

KILLS = 8
CUTS = 6


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return Template.make(tmp_path_factory.mktemp("template"), None)


def test_what_was_acknowledged_outlives_every_kill(template: Template) -> None:
    with mail_server() as mails:
        result = lives(template, KILLS, 4, math.inf, mails)
    assert not result.broken
    assert result.kills.total() >= KILLS
    assert result.told["confirmed"]


def test_what_was_acknowledged_outlives_a_power_cut(template: Template, tmp_path: Path) -> None:
    chance = random.Random(2)  # noqa: S311 (moments, no secrets)
    recorded = record(template, tmp_path, 1.0, chance)
    result = cut(recorded, CUTS, chance, tmp_path, at_once=2)
    assert not result.broken
    assert result.cuts.total() == CUTS
    assert result.held["form"]


@pytest.mark.postgresql
def test_what_was_acknowledged_outlives_kills_of_the_database_too(tmp_path: Path) -> None:
    result = trial(tmp_path, 4, 4, math.inf, postgresql=True)
    assert not result.broken
    assert result.kills.total() >= 4
