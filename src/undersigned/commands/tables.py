"""Django set up for an instance, and its tables brought to this version."""

import os

import django
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from undersigned.config.instance import PRIVATE_MODE, Instance
from undersigned.record.storage import locked


def put_in_place(instance: Instance) -> None:
    """Set Django up and migrate; where the tables are right, nothing is done.

    Raises:
        InstanceRefused: when the settings or the secret can't be used.
        django.db.Error: when the database can't be.
    """
    django.setup()
    # SQLite gives its other files the mode of this one; what is in them is nobody else's business.
    os.close(os.open(instance.database, os.O_RDWR | os.O_CREAT, PRIVATE_MODE))
    if is_behind():
        with locked(instance.folder / "locks" / "tables.lock"):
            if is_behind():
                call_command("migrate", verbosity=0, interactive=False)


def is_behind() -> bool:
    """Whether some migration has not been done here."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
