"""What a database has to promise before an instance starts on it, and what its hosts share."""

import hashlib
import hmac
from pathlib import Path

from django.db import Error as DatabaseError
from django.db import connection, connections

from undersigned.config import sqlite
from undersigned.config.instance import Instance
from undersigned.config.postgresql import UNSAFE, Standing, parse_address, what_is_unsafe
from undersigned.config.settings_file import InstanceRefused
from undersigned.record.models import SharedSecret

PURPOSE = b"the secret that all hosts of an instance share"
# File and line are told only to roles that may read the server's settings.
WHERE_THEY_STAND = """
    SELECT name, source, coalesce(sourcefile, ''), coalesce(sourceline, 0),
        current_database(), session_user
    FROM pg_settings WHERE name = ANY(%s)
"""
LOSING = frozenset({"off", "memory"})  # SQLite's journals that a power cut breaks the file by
FULL = 2  # of SQLite's synchronous: 0 is OFF, 1 NORMAL, 3 EXTRA
# A table that stands there from the end of a move to the writing of the setting.
MARK_OF_MOVE = "undersigned_is_being_moved"
ASKED = (*UNSAFE, "server_version_num", "server_encoding")
QUESTION = (
    f"SELECT {', '.join('current_setting(%s)' for _ in ASKED)}, "
    "CASE WHEN pg_is_in_recovery() THEN 'on' ELSE 'off' END"
)


def check_server(url: str, using: str = "default") -> None:
    """Refuse a server that can't be reached, or would lose what was acknowledged.

    Args:
        url: Its address, for messages.
        using: The alias of the database.

    Raises:
        InstanceRefused: saying what is wrong with it.
    """
    shown = parse_address(url).shown
    try:
        wrong = server_would_lose(using)
    except DatabaseError as error:
        said = (str(error).splitlines() or [type(error).__name__])[0].rstrip(".: ")
        raise InstanceRefused(
            f"The database {shown} can't be used: {said}. Look whether PostgreSQL runs there, and "
            "at the setting database in undersigned.toml. Nothing acknowledged is lost."
        ) from error
    if wrong:
        raise InstanceRefused("\n".join([f"The database {shown} can't be used as it is.", *wrong]))


def server_would_lose(using: str = "default") -> list[str]:
    """What a PostgreSQL, as it is set for our sessions, would lose: sentences that say what to do.

    Raises:
        django.db.Error: when it can't be reached.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(QUESTION, ASKED)
        answers = cursor.fetchone()
        cursor.execute(WHERE_THEY_STAND, [list(UNSAFE)])
        standing = {name: Standing(*rest) for name, *rest in cursor.fetchall()}
    return what_is_unsafe(dict(zip((*ASKED, "in_recovery"), answers, strict=True)), standing)


def check_file() -> None:
    """Refuse a database in a file that would lose what was acknowledged.

    Raises:
        InstanceRefused: saying what is wrong with it.
    """
    # Tests give a server to an instance that names none.
    if connection.vendor == "sqlite" and (wrong := file_would_lose()):
        path = connection.settings_dict["NAME"]
        raise InstanceRefused("\n".join([f"The database {path} can't be used as it is.", *wrong]))


def file_would_lose() -> list[str]:
    """What SQLite, as it keeps our file, would lose: sentences that say what to do."""
    with connection.cursor() as cursor:
        (synchronous,) = cursor.execute("PRAGMA synchronous").fetchone()
    journal, found = journal_of_file(), []
    if synchronous < FULL:
        found.append(
            f"SQLite's setting synchronous is {('OFF', 'NORMAL')[synchronous]}, below FULL: an "
            "acknowledged signature would not survive a power cut. It stands in "
            f"{Path(sqlite.__file__)}, so this program was changed: install it anew."
        )
    if journal in LOSING:
        found.append(
            f"SQLite's setting journal_mode is {journal}: a power cut in the middle of a writing "
            f"would break the file. It stands in {Path(sqlite.__file__)}, so this program was "
            "changed: install it anew."
        )
    return found


def journal_of_file() -> str:
    """How SQLite keeps the journal of our file; empty for one in memory, as tests have it.

    All but `LOSING` lose nothing with synchronous=FULL; all but `wal` have readers wait.
    """
    with connection.cursor() as cursor:
        (journal,) = cursor.execute("PRAGMA journal_mode").fetchone()
        _, _, file = cursor.execute("PRAGMA database_list").fetchone()
    return str(journal) if file else ""


def check_secret(instance: Instance) -> None:
    """Refuse a host whose `secret` is another than that of the other hosts; the first one sets it.

    Raises:
        InstanceRefused: saying where the right one is.
    """
    digest = hmac.digest(instance.secret.encode(), PURPOSE, hashlib.sha256).hex()
    # One row with a number of its own: of two hosts that are the first at once, one writes it.
    known, _ = SharedSecret.objects.get_or_create(pk=1, defaults={"digest": digest})
    if not hmac.compare_digest(known.digest, digest):
        raise InstanceRefused(
            f"{instance.folder / 'secret'} is another one than where this instance began: links in "
            "mails would not open, and nobody would be known again by address. Copy the file "
            "secret from there (or from the backup), and start again. Each host that signs needs "
            "the folder keys too."
        )


def end_move() -> None:
    """Drop what a move left that was killed after the setting was written."""
    if MARK_OF_MOVE in table_names("default"):
        with connections["default"].cursor() as cursor:
            cursor.execute(f"DROP TABLE IF EXISTS {MARK_OF_MOVE}")


def table_names(using: str) -> list[str]:
    """The tables of a database."""
    connection = connections[using]
    with connection.cursor() as cursor:
        return connection.introspection.table_names(cursor)
