"""What `undersigned move` does."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from undersigned.commands.opening import open_home, room
from undersigned.commands.speaking import counted, remark, say
from undersigned.config.instance import Instance, change_setting
from undersigned.config.locks import HomeLock
from undersigned.config.postgresql import is_database
from undersigned.config.settings_file import InstanceRefused, changed_text, parse_settings

OF_OTHERS = ("publishing.lock", "tables.lock")


def move_instance(home: Path | None, url: str) -> None:
    """Take an instance to a PostgreSQL, and say what was moved.

    Raises:
        InstanceRefused: when it is there already, or can't be moved.
        LockHeld: when it is served or worked on.
    """
    if not is_database(url):
        raise InstanceRefused(
            "This is no address of a PostgreSQL. Write postgresql://user:password@host/name, where "
            "a sign such as / # ? @ in the password is written as %2F %23 %3F %40."
        )
    instance = open_home(home)
    path = instance.folder / "undersigned.toml"
    if instance.settings.database:
        raise InstanceRefused(f"{instance.folder} is on PostgreSQL already. Nothing was changed.")
    parse_settings(path, changed_text(path.read_text(encoding="utf-8"), "database", url))
    with left_alone(instance):
        moved = room("config.moving").move(
            instance, url, tell=remark, end=lambda: change_setting(instance, "database", url)
        )
    rows = sum(moved.rows.values())
    say(f"Moved {counted(rows, 'row')} of {counted(len(moved.rows), 'table')}; all are the same.")
    for slug, tree in moved.letters.items():
        say(f"  {slug}: {counted(tree.size, 'entry', 'entries')}, root {tree.root.hex()}")
    say(
        "The setting database is written. Start serve or work again, and then back up. "
        f"{instance.database} takes no more writes; names stand in it, so delete it once you have "
        "that backup."
    )


@contextlib.contextmanager
def left_alone(instance: Instance) -> Iterator[None]:
    """Hold off everybody else who serves the instance or works on it.

    Raises:
        LockHeld: when somebody does; the message says who.
    """
    locks = []
    locked = room("record.storage").locked
    try:
        for name in ("serve", "work"):
            locks.append(HomeLock(instance.folder, name))  # noqa: PERF401 (each is let go of alone)
        with contextlib.ExitStack() as others:
            for name in OF_OTHERS:
                others.enter_context(locked(instance.folder / "locks" / name))
            yield
    finally:
        for lock in locks:
            lock.release()
