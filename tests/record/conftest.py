"""A log in a folder of the test's own."""

from pathlib import Path

import pytest

from log_example import DAY, ORIGIN, begin
from undersigned.audit.actors import COMMAND
from undersigned.record.actions import open_log
from undersigned.record.keeping import keep
from undersigned.record.models import Log


@pytest.fixture
def log(db: None, home: Path) -> Log:  # noqa: ARG001 (a database and a folder have to be there)
    """A log that has published its rules and its first edition."""
    log = open_log("fair-courts", ORIGIN, by=COMMAND)
    begin(log)
    keep(log, DAY)
    return log
