"""Where attempts to log in are counted by several servers at once: a table of Django's cache.

It belongs to no model. On SQLite one server counts in its memory, and the table stays empty.
"""

from typing import Any

from django.core.management import call_command
from django.db import migrations

TABLE = "organisers_attempts"


def make_table(apps: Any, schema_editor: Any) -> None:
    """Make it as Django's own command does, unless it is there."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps: Any, schema_editor: Any) -> None:
    """Undo."""
    schema_editor.execute(f"DROP TABLE {schema_editor.quote_name(TABLE)}")


class Migration(migrations.Migration):

    dependencies = [("organisers", "0003_sealed_factors")]

    operations = [migrations.RunPython(make_table, drop_table)]
