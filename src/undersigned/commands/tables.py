"""Django set up for an instance, and its tables brought to this version."""

import os

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from undersigned.config.instance import PRIVATE_MODE, Instance
from undersigned.record.locking import shared_lock
from undersigned.record.storage import locked


def put_in_place(instance: Instance) -> None:
    """Set Django up and migrate; where the tables are right, nothing is done.

    Raises:
        InstanceRefused: when the settings or the secret can't be used, or the database would lose
            what was acknowledged.
        django.db.Error: when the database can't be.
    """
    set_up(instance)
    from undersigned.config import server_checks  # noqa: PLC0415 (it needs Django set up)

    if instance.settings.database:
        server_checks.check_server(instance.settings.database)
    else:
        server_checks.check_file()
    if is_behind():
        with locked(instance.folder / "locks" / "tables.lock"), shared_lock("tables"):
            if is_behind():
                call_command("migrate", verbosity=0, interactive=False)
    if instance.settings.database:
        server_checks.check_secret(instance)
        server_checks.end_move()


def set_up(instance: Instance) -> None:
    """Set Django up; the database may still be empty.

    Raises:
        InstanceRefused: when the settings or the secret can't be used.
    """
    django.setup()
    if not instance.settings.database:
        # SQLite gives its other files the mode of this one; what is in them is nobody else's.
        os.close(os.open(instance.database, os.O_RDWR | os.O_CREAT, PRIVATE_MODE))


def is_behind() -> bool:
    """Whether some migration has not been done here."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
