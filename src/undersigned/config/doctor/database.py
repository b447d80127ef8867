"""The database: does it answer, is it whole, are its tables those of this version."""

from collections.abc import Iterator

from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from undersigned.config.doctor.findings import Finding, good, look, wrong
from undersigned.config.server_checks import file_would_lose, journal_of_file, server_would_lose


def look_at_database() -> Iterator[Finding]:
    """Whether it answers and is whole."""
    try:
        yield from _of_database()
    except DatabaseError as error:
        words = (str(error).splitlines() or [type(error).__name__])[0]
        yield wrong("Database", f"It can't be used: {words.rstrip('.')}.", mend_of(words))


def mend_of(words: str) -> str:
    """What to do where the database says this instead of answering."""
    if connection.vendor != "sqlite":
        return "Look whether the server runs and lets us in, and at the setting database."
    if "locked" in words:
        return "Something has been writing for long. Wait for it, or end it; then look again."
    if "not a database" in words or "malformed" in words:
        return "Stop serve, keep a copy of the folder as it is, and restore the newest backup."
    return "Look whether its file can be read and written by who runs this, and at the disk's room."


def _of_database() -> Iterator[Finding]:
    connection.ensure_connection()
    if connection.vendor != "sqlite":
        for each in (unsafe := server_would_lose()):
            what, _, mend = each.partition(". ")
            yield wrong("Database", f"{what}.", mend)
        if not unsafe:
            yield good("Database", f"{connection.display_name} answers.")
        return
    with connection.cursor() as cursor:
        found = [row[0] for row in cursor.execute("PRAGMA quick_check(3)").fetchall()]
    if found != ["ok"]:
        yield wrong(
            "Database",
            f"It is damaged: {found[0]}.",
            "Stop serve, keep a copy of the folder as it is, and restore the newest backup.",
        )
        return
    for each in (unsafe := file_would_lose()):
        what, _, mend = each.partition(". ")
        yield wrong("Database", f"{what}.", mend)
    if not unsafe and (journal := journal_of_file()) not in ("wal", ""):
        yield look(
            "Database",
            f"SQLite keeps its journal as {journal} and not as wal, so readers wait for writers, "
            "and what is erased may linger on the disk.",
            "Move the folder to a disk of this machine, or keep the database in PostgreSQL "
            "(undersigned move): a disk of others can't keep a write-ahead log.",
        )
    elif not unsafe:
        yield good("Database", f"{connection.display_name} answers and is whole.")


def look_at_tables() -> Iterator[Finding]:
    """Whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    known = set(executor.loader.disk_migrations)
    newer = sorted(set(executor.loader.applied_migrations) - known)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if newer:
        names = ", ".join(f"{app} {name}" for app, name in newer)
        yield wrong(
            "Tables",
            f"They were made by a newer version of Undersigned ({names}).",
            "Install that version again; this one would not understand what it finds.",
        )
    elif missing:
        yield look(
            "Tables",
            f"They are {len(missing)} steps behind this version.",
            "Back up, then start serve: it brings them up by itself.",
        )
    else:
        yield good("Tables", "They are those of this version.")
