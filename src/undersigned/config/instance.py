"""An instance: the folder that holds its settings, database, keys and published files.

The folder looks like this:

    undersigned.toml        the settings, written by a person
    undersigned.sqlite3     the database
    secret                  what tokens and addresses are keyed with; never leaves the machine
    keys/<letter>.pem       the key of each letter's log
    signed/<letter>         the (size, root) signed last, kept apart from the database
    trail                   the newest seal of the audit trail, likewise
    published/<letter>/     what the world sees

The folder can be passed through by everybody, so that a web server of another user reaches what is
published, and listed by its owner alone; every private file in it is closed by its own mode.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from undersigned.config.settings_file import (
    SETTINGS_FILE,
    InstanceRefused,
    Settings,
    changed_text,
    parse_settings,
    read_settings,
    settings_text,
)

FOLDER_MODE = 0o711
PRIVATE_MODE = 0o600
SECRET_BYTES = 32
ASIDE = f".{SETTINGS_FILE}.writing"
# Stands in the folder from the first file of a restoring to the verifier's word at its end.
HALF_RESTORED = "backup-is-being-restored"


@dataclass(frozen=True)
class Instance:
    """One instance on disk, with the settings read from it."""

    folder: Path
    settings: Settings

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.folder / "undersigned.sqlite3"

    @property
    def published(self) -> Path:
        """The folder that any web server can serve as it is."""
        return self.folder / "published"

    @property
    def secret(self) -> str:
        """The instance's own secret: 64 hex digits, made on first use.

        Raises:
            InstanceRefused: when it is damaged, or gone although there is a database that needs it.
        """
        path = self.folder / "secret"
        if not path.exists():
            if self.database.exists() and self.database.stat().st_size:
                raise InstanceRefused(
                    f"{path} is missing. Without it no link in a mail works any more and nobody is "
                    "known again by address. Put it back from the backup of this folder."
                )
            _make_secret(path)
        found = path.read_text(encoding="ascii", errors="replace").strip()
        if len(found) != 2 * SECRET_BYTES:
            raise InstanceRefused(
                f"{path} is damaged: it has to hold {2 * SECRET_BYTES} hex digits. Put it back "
                "from the backup of this folder."
            )
        return found


def _make_secret(path: Path) -> None:
    """Write a secret whole or not at all; of two processes that do this at once, one wins."""
    aside = path.with_name(f".secret.{os.getpid()}")
    try:
        write_private(aside, secrets.token_hex(SECRET_BYTES))
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink(missing_ok=True)


def write_private(path: Path, text: str) -> None:
    """Write a file that its owner alone can read, on disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def open_instance(folder: Path, new: Settings | None = None) -> Instance:
    """Open the instance in `folder`; an absent or empty folder becomes a new one.

    Args:
        folder: The instance's folder.
        new: The settings of a new one; the defaults if not given.

    Raises:
        InstanceRefused: when the folder holds other things, or its settings can't be used.
    """
    path = folder / SETTINGS_FILE
    try:
        if not path.exists():
            _begin(folder, path, new or Settings())
    except OSError as error:
        raise InstanceRefused(
            f"{folder}: can't be used ({error.strerror}). Name another folder with --home, or "
            "put that right."
        ) from error
    return Instance(folder=folder.resolve(), settings=read_settings(path))


def check_whole(instance: Instance) -> None:
    """Make sure that nothing begins anew where there was something.

    Raises:
        InstanceRefused: when a restoring was stopped in the middle, or the database is gone.
    """
    folder = instance.folder
    if (folder / HALF_RESTORED).exists():
        raise InstanceRefused(
            f"{folder} was not restored to the end, so it is not to be used. Restore the backup "
            "again, with the same words: it begins anew."
        )
    letters = sorted(path.stem for path in (folder / "keys").glob("*.pem"))
    if letters and not (instance.settings.database or instance.database.exists()):
        raise InstanceRefused(
            f"{instance.database} is missing, although {letters[0]} has a key here. A new one "
            "would be empty. Put it back with the two files beside it, or restore the newest "
            "backup into a new folder."
        )


def _begin(folder: Path, path: Path, settings: Settings) -> None:
    if folder.exists() and not folder.is_dir():
        raise InstanceRefused(f"{folder} is a file. An instance is a folder; name another.")
    others = (
        [each for each in folder.iterdir() if not each.name.startswith(ASIDE)]
        if folder.is_dir()
        else []
    )
    # Looked for again: another process may have begun it since, and its settings come first.
    if others and not path.exists():
        raise InstanceRefused(
            f"{folder} holds other things and no {SETTINGS_FILE}, so it is no instance. "
            "Name an empty or a new folder with --home."
        )
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(FOLDER_MODE)
    aside = _aside(path)
    try:
        write_private(aside, settings_text(settings))
        os.link(aside, path)
    except FileExistsError:
        return  # of two processes that begin it at once, one wins
    finally:
        aside.unlink(missing_ok=True)


def _write_settings(path: Path, text: str) -> None:
    aside = _aside(path)
    write_private(aside, text)  # a password of the mail server may stand in it
    aside.replace(path)


def _aside(path: Path) -> Path:
    """Where one writer writes it, apart from every other one's."""
    return path.with_name(f"{ASIDE}.{secrets.token_hex(4)}")


def change_setting(instance: Instance, name: str, value: str) -> Instance:
    """Write one text setting into `undersigned.toml`, leaving every other line as it is.

    Raises:
        InstanceRefused: when the value can't be used; the file is left as it was.
    """
    path = instance.folder / SETTINGS_FILE
    changed = changed_text(path.read_text(encoding="utf-8"), name, value)
    parse_settings(path, changed)
    _write_settings(path, changed)
    return open_instance(instance.folder)


def instance_of_environment() -> Instance:
    """Open the instance that `UNDERSIGNED_HOME` names; the command line sets it.

    Raises:
        InstanceRefused: when it names none.
    """
    folder = os.environ.get("UNDERSIGNED_HOME", "")
    if not folder:
        raise InstanceRefused(
            "No instance is named. Say undersigned --home FOLDER, or set UNDERSIGNED_HOME."
        )
    return open_instance(Path(folder))
