"""A log in a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from log_example import DAY, ORIGIN, begin
from undersigned.audit.actors import COMMAND
from undersigned.record.actions import open_log
from undersigned.record.keeping import keep
from undersigned.record.models import Log
from undersigned.record.sequencing import REPLAYS


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An instance's folder of the test's own."""
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "memory"))
    REPLAYS.by_log.clear()
    yield tmp_path
    REPLAYS.by_log.clear()


@pytest.fixture
def log(db: None) -> Log:  # noqa: ARG001 (the database has to be there)
    """A log that has published its rules and its first edition."""
    log = open_log("fair-courts", ORIGIN, by=COMMAND)
    begin(log)
    keep(log, DAY)
    return log
