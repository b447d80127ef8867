"""Opening an instance for a command, and turning every refusal into a sentence.

Nothing here imports Django, and neither does the module with the words: `--help` is read in an
instant. What needs it is imported by `room` once a command runs.
"""

import errno
import importlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from pwd import getpwuid
from typing import Any

from undersigned.commands.speaking import refuse
from undersigned.config.faults import fault_sentences
from undersigned.config.instance import Instance, check_whole, open_instance
from undersigned.config.settings_file import InstanceRefused, Settings

# Refusals of every room carry a message made for a person; they are known by these names of
# classes, since their modules can only be imported once an instance is open.
REFUSALS = frozenset({
    "BackupRefused", "CopyRefused", "ImproperlyConfigured", "InstanceRefused", "LetterRefused",
    "ListRefused", "LockHeld", "Malformed", "ManuscriptRefused", "NotPossible", "OrganiserRefused",
    "RecordRefused",
})  # fmt: skip
OF_DATABASE = frozenset({"DatabaseError", "InterfaceError"})


def room(module: str) -> Any:
    """A module of this package by its name, such as `letters.queries`."""
    return importlib.import_module(f"undersigned.{module}")


def open_home(home: Path | None, *, begin: bool = False, new: Settings | None = None) -> Instance:
    """Open the instance that the command line names, with Django set up and tables in place.

    Args:
        home: From `--home`; None where it was not given.
        begin: Whether a folder that doesn't exist yet becomes a new instance.
        new: The settings of a new one.

    Raises:
        InstanceRefused: when none is named, or the folder can't be used.
    """
    folder = folder_of(home)
    if not begin and not (folder.is_file() or folder_has_something(folder)):
        raise InstanceRefused(
            f"{folder}: no instance is there. undersigned --home {folder} letter publish FILE "
            "begins one; so does serve."
        )
    refuse_as_root(folder)
    instance = open_instance(folder, new)
    check_whole(instance)
    os.environ["UNDERSIGNED_HOME"] = str(instance.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
    room("commands.tables").put_in_place(instance)
    return instance


def folder_of(home: Path | None) -> Path:
    """The folder that was named.

    Raises:
        InstanceRefused: when none was.
    """
    folder = home or (Path(given) if (given := os.environ.get("UNDERSIGNED_HOME")) else None)
    if folder is None:
        raise InstanceRefused(
            "No instance is named. Say undersigned --home FOLDER before the command, or set "
            "UNDERSIGNED_HOME."
        )
    return folder


def refuse_as_root(folder: Path) -> None:
    """Keep root from leaving files in another user's instance that its service can't read.

    Raises:
        InstanceRefused: where root opens an instance that belongs to somebody else.
    """
    if os.geteuid() != 0 or not folder.exists() or not folder.stat().st_uid:
        return
    owner = folder.stat().st_uid
    try:
        name = getpwuid(owner).pw_name
    except KeyError:
        name = str(owner)
    raise InstanceRefused(
        f"{folder} belongs to {name}, and what root writes there its service could not read. Say "
        f"this as that user: runuser -u {name} -- undersigned --home {folder} and so on."
    )


def folder_has_something(folder: Path) -> bool:
    """Whether the folder exists and isn't empty."""
    return folder.is_dir() and any(folder.iterdir())


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
    except Exception as error:  # noqa: BLE001 (the last door before a person)
        kinds = {each.__name__ for each in type(error).__mro__}
        if kinds & REFUSALS:
            refuse(*str(error).splitlines())
        if kinds & OF_DATABASE:
            refuse(*of_database(str(error)))
        if isinstance(error, OSError):
            refuse(*of_system(error))
        home = os.environ.get("UNDERSIGNED_HOME", "")
        refuse(*fault_sentences(error, Path(home) if Path(home).is_dir() and home else Path.cwd()))


def of_database(words: str) -> tuple[str, str]:
    """What the database says, and what to do about it."""
    said = f"The database can't be used: {words}."
    if "locked" in words:
        return said, "Something else has been writing for long. Wait for it, and say this again."
    if "full" in words:
        return said, "Make room on the disk and say this again. Nothing acknowledged is lost."
    if "not a database" in words or "malformed" in words:
        return said, "undersigned.sqlite3 in the instance is damaged. Put back its backup."
    if "readonly" in words or "unable to open" in words:
        return said, "Say this as the user who owns the instance, and look whether it may write."
    return said, "Nothing acknowledged is lost. Put that right and say this again."


def of_system(error: OSError) -> tuple[str, ...]:
    """What the system says, and what to do about it."""
    where = f"{error.filename}: " if error.filename else ""
    said = f"{where}{error.strerror or error}".rstrip(".") + "."
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return said, "Make room on the disk and say this again. Nothing acknowledged is lost."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return said, "Say this as the user who owns it, or name another place."
    return (said,)
