"""Writes a backup of an instance with the tables of its own version, which are not brought up.

    python tests/upgrades/back_up_as_it_was.py HOME FILE

Only this version's backups can be made by its commands; one of an earlier version is made here.
"""

import datetime as dt
import json
import os
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch


def main(home: Path, target: Path) -> None:
    """Write it."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
    import django

    django.setup()
    from undersigned.config.backup import container, erasures, writing
    from undersigned.config.instance import open_instance

    instance = open_instance(home)
    known = tables_as_they_are()
    with (
        patch.object(writing, "tables", lambda: known),
        container.writing(target, []) as parts,
        writing.snapshot() as using,
    ):
        manifest = writing.manifest(instance, dt.datetime.now(dt.UTC), using)
        parts.add(container.MANIFEST, json.dumps(manifest).encode())
        for files in (
            writing.settings_of(instance),
            writing.files_of(instance, "keys", "*.pem"),
            writing.files_of(instance, "signed", "*"),
        ):
            for name, data in files.items():
                parts.add(name, data)
        parts.add(erasures.ERASURES, b"")
        for table in known:
            writing.add_table(parts, table, using)


def tables_as_they_are() -> list[Any]:
    """The tables as the migrations made them that were done."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from undersigned.config.copying import tables

    executor = MigrationExecutor(connection)
    done = set(executor.loader.applied_migrations)
    last = [
        node
        for node in done
        if not any(
            child.key in done and child.key[0] == node[0]
            for child in executor.loader.graph.node_map[node].children
        )
    ]
    return tables(executor.loader.project_state(last).apps)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
