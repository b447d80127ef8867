"""Opening an instance for a command, and turning every refusal into a sentence."""

import importlib
import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from undersigned.commands.speaking import refuse
from undersigned.config.instance import Instance, InstanceRefused, Settings, open_instance
from undersigned.config.locks import LockHeld

# Refusals of every room carry a message made for a person; they are known by these class names,
# since their modules can only be imported once an instance is open.
REFUSALS = frozenset({
    "AccountRefused", "ClockRefused", "ImportRefused", "LetterRefused", "ListRefused", "Malformed",
    "ManuscriptRefused", "RecordRefused", "SignatureRefused", "WouldFork",
})  # fmt: skip


def open_home(home: Path | None, new: Settings | None = None) -> Instance:
    """Open the instance that the command line names, with Django set up and tables in place."""
    with refusals():
        folder = home or (Path(given) if (given := os.environ.get("UNDERSIGNED_HOME")) else None)
        if folder is None:
            raise InstanceRefused(
                "No instance is named. Say undersigned --home FOLDER before the command, or set "
                "UNDERSIGNED_HOME. A folder that doesn't exist yet becomes a new instance."
            )
        instance = open_instance(folder, new)
        os.environ["UNDERSIGNED_HOME"] = str(instance.folder)
        os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
        django.setup()
        migrate()
    return instance


def migrate() -> None:
    """Bring the tables to this version; nothing is done where they are."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def room(module: str) -> Any:
    """A module of the rooms that stand on Django, once the instance is open."""
    return importlib.import_module(f"undersigned.{module}")


@contextmanager
def refusals() -> Iterator[None]:
    """Let no traceback out: a refusal is printed, a fault of ours is written to a file.

    Raises:
        SystemExit: with status 1 where something was refused.
    """
    try:
        yield
    except BrokenPipeError:
        raise
    except (InstanceRefused, LockHeld, ImproperlyConfigured) as error:
        refuse(str(error))
    except DatabaseError as error:
        refuse(
            f"The database can't be used: {error}.",
            "If another command is writing, wait for it and say this again. If the disk is full, "
            "make room; nothing that was acknowledged is lost.",
        )
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        refuse(f"{where}{error.strerror or error}.")
    except Exception as error:  # noqa: BLE001 (the last door before a person)
        if type(error).__name__ in REFUSALS:
            refuse(*str(error).splitlines())
        refuse(*fault(error))


def fault(error: Exception) -> tuple[str, str]:
    """Write the traceback of a fault of ours beside the instance, and say where."""
    home = os.environ.get("UNDERSIGNED_HOME")
    name = f"fault-{datetime.now(tz=UTC):%Y%m%dT%H%M%S}.txt"
    path = Path(home) / name if home and Path(home).is_dir() else Path.cwd() / name
    try:
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    except OSError:
        path = Path("(it could not be written)")
    return (
        f"This is a fault of Undersigned, not yours: {type(error).__name__}.",
        f"What the developers need is in {path}. Nothing that was acknowledged is lost.",
    )
