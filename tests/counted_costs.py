"""What something costs in figures that no machine changes: statements, steps, files, bytes."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection

from failing_calls import Calls, taken

STEPS_COUNTED = 100


@dataclass
class Costs:
    """What was counted.

    Attributes:
        statements: SQL statements.
        steps: Steps of SQLite's machine, some for each row that is looked at.
        files: Files that took their place below the folder, by their path in it, with their bytes.
        listed: Folders below it whose names were listed.
    """

    statements: int = 0
    steps: int = 0
    files: dict[str, int] = field(default_factory=dict)
    listed: int = 0

    @property
    def written(self) -> int:
        """Bytes of the files."""
        return sum(self.files.values())


@contextmanager
def counted(folder: Path) -> Iterator[Costs]:
    """Count what is done until the block ends: on this database, and on files below a folder."""
    costs = Costs()

    def appeared(path: Path) -> None:
        costs.files[path.relative_to(folder).as_posix()] = path.stat().st_size

    def statement(execute: Callable[..., Any], *given: Any) -> Any:
        costs.statements += 1
        return execute(*given)

    def step() -> int:
        costs.steps += STEPS_COUNTED
        return 0

    connection.ensure_connection()
    database = connection.connection
    assert isinstance(database, sqlite3.Connection)
    calls = Calls(folder, appeared=appeared)
    database.set_progress_handler(step, STEPS_COUNTED)
    try:
        with taken(calls), connection.execute_wrapper(statement):
            yield costs
    finally:
        database.set_progress_handler(None, 0)
    costs.listed = calls.count()["scandir"] + calls.count()["listdir"]
