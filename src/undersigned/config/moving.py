"""From the file to a PostgreSQL: every row copied and compared, and the record held to its roots.

All of it is one transaction there, and nobody can write here meanwhile. Killed before its end,
nothing is there; killed after it and before the setting is written, a mark is there too, by which
the next run knows that it may begin anew.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from django.core.management import call_command
from django.db import DataError, connections, transaction

from undersigned.config.copying import digest_of, go_on_counting, lines_of, put_lines, tables
from undersigned.config.instance import Instance
from undersigned.config.postgresql import django_database, parse_address
from undersigned.config.server_checks import MARK_OF_MOVE, check_server, table_names
from undersigned.config.settings_file import InstanceRefused
from undersigned.record.models import Entry, Log, Signed
from undersigned.record.places import published_folder, signed_path
from undersigned.record.signed import SignedTree, read_signed, shown_tree
from undersigned.tlog.merkle import Frontier, leaf_hash

HERE = "default"
THERE = "target"
PURPOSE = b"the mark of a move that has not ended"
MOVED = "This instance was moved to PostgreSQL: write there."


class MoveRefused(InstanceRefused):
    """It can't be moved; nothing was changed here, and the message says what to do."""


@dataclass
class Moved:
    """What was moved.

    Attributes:
        rows: How many, by table.
        letters: Each letter's entries and root (32 bytes), as both databases have them.
    """

    rows: dict[str, int] = field(default_factory=dict)
    letters: dict[str, SignedTree] = field(default_factory=dict)


def move(
    instance: Instance, url: str, *, tell: Callable[[str], None], end: Callable[[], None]
) -> Moved:
    """Copy all to the database at `url`, and call `end`, which writes the setting.

    Args:
        instance: On SQLite, and nobody serves it or works on it.
        url: An empty database.
        tell: Told what is being done.
        end: Called once all is there for good, while nobody can write here.

    Raises:
        MoveRefused: when it can't be moved; nothing was changed here.
        django.db.Error: when a database is away.
    """
    connections.settings[THERE] = connections.configure_settings(
        {HERE: {}, THERE: django_database(url)}
    )[THERE]
    check_server(url, THERE)
    mark = hmac.digest(instance.secret.encode(), PURPOSE, hashlib.sha256).hex()
    moved = Moved()
    with transaction.atomic(using=HERE):  # IMMEDIATE: whoever writes waits
        make_room(mark, parse_address(url).shown)
        with transaction.atomic(using=THERE):
            tell("Making the tables ...")
            call_command("migrate", database=THERE, verbosity=0, interactive=False)
            copy_rows(moved, tell)
            tell("Checking the record ...")
            check_record(moved)
            leave_mark(mark)
        end()
        refuse_writes()
    run(THERE, f"DROP TABLE {MARK_OF_MOVE}")
    return moved


def make_room(mark: str, shown: str) -> None:
    """Make sure that the target is empty, and clear what a move left there that did not end.

    Raises:
        MoveRefused: when something else is there.
    """
    names = table_names(THERE)
    if not names:
        return
    known = ""
    if MARK_OF_MOVE in names:
        ((known,),) = run(THERE, f"SELECT mark FROM {MARK_OF_MOVE}")  # noqa: S608 (our own name)
    if not hmac.compare_digest(known, mark):
        raise MoveRefused(
            f"The database {shown} is not empty: it holds {', '.join(names[:3])}"
            f"{' and more' if len(names) > 3 else ''}. "  # noqa: PLR2004 (as many as are named)
            "Make a new one and name that: CREATE DATABASE ... Nothing was changed."
        )
    quote = connections[THERE].ops.quote_name
    run(THERE, f"DROP TABLE {', '.join(map(quote, names))} CASCADE")


def copy_rows(moved: Moved, tell: Callable[[str], None]) -> None:
    """Copy every table, then read it there and compare: as many rows, and the same digest.

    Raises:
        MoveRefused: when a row does not fit there, or comes back as another one.
    """
    digests: dict[str, tuple[int, str]] = {}
    for table in tables():
        sha256 = hashlib.sha256()
        try:
            count = put_lines(table, table.columns, digested(lines_of(table, HERE), sha256), THERE)
        except DataError as error:
            raise MoveRefused(
                f"A row of {table.name} does not fit there: {str(error).splitlines()[0]}. "
                "Nothing was changed here. It is a fault of Undersigned: report it, without names."
            ) from error
        digests[table.name] = (count, sha256.hexdigest())
        if count:
            tell(f"  {table.name}: {count:,}")
    go_on_counting(THERE)
    connections[THERE].check_constraints()
    for table in tables():
        if digest_of(lines_of(table, THERE)) != digests[table.name]:
            raise MoveRefused(
                f"{table.name} did not come back as it was written. Nothing was changed here, and "
                "nothing is there. It is a fault of Undersigned: report it."
            )
        moved.rows[table.name] = digests[table.name][0]


def digested(lines: Iterator[bytes], sha256: "hashlib._Hash") -> Iterator[bytes]:
    """The same lines, each added to a digest."""
    for line in lines:
        sha256.update(line)
        yield line


def check_record(moved: Moved) -> None:
    """Hold each log there to the roots that were signed, and let it know what those were.

    Raises:
        MoveRefused: when a log is not what was signed.
    """
    for log in Log.objects.using(THERE).order_by("pk"):
        known = Signed.objects.using(THERE).filter(log=log).values_list("size", "root").first()
        signed = [
            each
            for each in (
                read_signed(signed_path(log.slug)),
                shown_tree(log.slug),
                SignedTree(known[0], bytes(known[1])) if known else None,
            )
            if each is not None
        ]
        roots = roots_of(log, {log.size, *(each.size for each in signed)})
        if any(roots.get(each.size) != each.root for each in signed):
            raise MoveRefused(
                f"{log.origin} has signed another tree than its database holds, so it can't be "
                "moved. Restore the newest backup. Nothing was changed."
            )
        if known is None and signed:
            note_signed(log, signed[0])
        moved.letters[log.slug] = SignedTree(log.size, roots[log.size])


def roots_of(log: Log, sizes: set[int]) -> dict[int, bytes]:
    """The root of a log there at each of some sizes, from its entries."""
    frontier = Frontier()
    roots = {0: frontier.root()} if 0 in sizes else {}
    rows = Entry.objects.using(THERE).filter(log=log).order_by("index")
    for data in rows.values_list("data", flat=True).iterator(2000):
        frontier.append(leaf_hash(bytes(data)))
        if frontier.size in sizes:
            roots[frontier.size] = frontier.root()
    return roots


def note_signed(log: Log, tree: SignedTree) -> None:
    """Tell the database there what was signed, where only a file of this host did so far."""
    shown = shown_tree(log.slug)
    is_shown = shown is not None and shown == tree
    checkpoint = (published_folder(log.slug) / "checkpoint").read_bytes() if is_shown else b""
    Signed.objects.using(THERE).create(
        log=log, size=tree.size, root=tree.root, checkpoint=checkpoint
    )


def leave_mark(mark: str) -> None:
    """Leave the mark of this instance there."""
    run(THERE, f"CREATE TABLE {MARK_OF_MOVE} (mark text)")
    run(THERE, f"INSERT INTO {MARK_OF_MOVE} VALUES (%s)", mark)  # noqa: S608 (our own name)


def refuse_writes() -> None:
    """Let the file say where the instance is now to whoever waited to write into it."""
    quote = connections[HERE].ops.quote_name
    for table in tables():
        for verb in ("INSERT", "UPDATE", "DELETE"):
            name = quote(f"moved_{verb.lower()}_{table.name}")
            run(
                HERE,
                f"CREATE TRIGGER {name} BEFORE {verb} ON {quote(table.name)} "
                f"BEGIN SELECT RAISE(ABORT, '{MOVED}'); END",
            )


def run(using: str, statement: str, *values: str) -> list[tuple[str, ...]]:
    """Run one statement; returns its rows, where it has any."""
    with connections[using].cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall() if cursor.description else []
