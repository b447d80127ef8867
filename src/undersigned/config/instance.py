"""An instance: the folder that holds its settings, database, keys and published files.

The folder looks like this:

    undersigned.toml        the settings, written by a person
    undersigned.sqlite3     the database
    secret                  what tokens and addresses are keyed with; never leaves the machine
    keys/<letter>.pem       the key of each letter's log
    signed/<letter>         the (size, root) signed last, kept apart from the database
    published/<letter>/     what the world sees
"""

import os
import re
import secrets
import tomllib
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any

SETTINGS_FILE = "undersigned.toml"
HOST = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[1-9][0-9]{0,4})?")
MAIL = re.compile(r"mailbox|smtps?(\+tls)?://\S+")


class InstanceRefused(Exception):  # noqa: N818 (the word a person reads)
    """The folder or its settings can't be used; the message says why and what to do."""


def setting(default: Any, help_text: str) -> Any:
    """Declare one setting with its default and the sentence that explains it."""
    return field(default=default, metadata={"help": help_text})


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What an organiser may decide in `undersigned.toml`; declared here and nowhere else."""

    host: str = setting(
        "",
        "The host under which letters are published, for example letters.example.org. It becomes "
        "part of every letter's origin and never changes once a letter is published.",
    )
    url: str = setting(
        "",
        "Where the site is reached, for links in mails. Empty means https:// and the host; "
        "serve on this machine puts its own address here.",
    )
    mail: str = setting(
        "mailbox",
        "How mail leaves: smtp://user:password@host:port (smtp+tls:// for STARTTLS, smtps:// for "
        "TLS from the start), or mailbox, which sends nothing and shows it at /mailbox.",
    )
    sender: str = setting("", "The From of every mail. Empty means sign@ and the host.")
    second_factor: bool = setting(
        True, "Whether the desk asks for a one-time code beside the password. Leave it on."
    )


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
        """The instance's own secret: 64 hex digits, made on first use."""
        path = self.folder / "secret"
        if not path.exists():
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip()


def read_settings(path: Path) -> Settings:
    """Read `undersigned.toml`.

    Raises:
        InstanceRefused: naming the file, the field and the mend.
    """
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InstanceRefused(f"{path}: this is not TOML ({error}). Mend that line.") from error
    known = {each.name: each for each in fields(Settings)}
    for name, value in given.items():
        if name not in known:
            raise InstanceRefused(
                f"{path}: {name} is no setting. There are: {', '.join(sorted(known))}."
            )
        if type(value) is not known[name].type:
            wanted = getattr(known[name].type, "__name__", known[name].type)
            raise InstanceRefused(f"{path}: {name} is {value!r}; it has to be a {wanted}.")
    settings = Settings(**given)
    check_settings(path, settings)
    return settings


def check_settings(path: Path, settings: Settings) -> None:
    """Refuse values that would only fail later."""
    if settings.host and not HOST.fullmatch(settings.host):
        raise InstanceRefused(
            f"{path}: host is {settings.host!r}. Write a host name in lower case without https:// "
            "and without a slash, for example letters.example.org."
        )
    if settings.url and not re.fullmatch(r"https?://[^\s/]+", settings.url):
        raise InstanceRefused(
            f"{path}: url is {settings.url!r}. Write it like https://letters.example.org, "
            "with nothing after the host."
        )
    if not MAIL.fullmatch(settings.mail):
        raise InstanceRefused(
            f"{path}: mail is not understood. Write mailbox, or an address like "
            "smtp+tls://user:password@mail.example.org:587."
        )


def settings_text(settings: Settings) -> str:
    """Write the settings as the commented TOML that a new instance gets."""
    lines = ["# The settings of this instance. Each has a sentence above it.", ""]
    for each in fields(Settings):
        value = getattr(settings, each.name)
        lines += [f"# {each.metadata['help']}"]
        shown = str(value).lower() if isinstance(value, bool) else f'"{value}"'
        same = each.default is not MISSING and value == each.default
        lines += [f"{'# ' if same else ''}{each.name} = {shown}", ""]
    return "\n".join(lines)


def open_instance(folder: Path, new: Settings | None = None) -> Instance:
    """Open the instance in `folder`; an absent or empty folder becomes a new one.

    Raises:
        InstanceRefused: when the folder holds other things, or its settings can't be used.
    """
    path = folder / SETTINGS_FILE
    if not path.exists():
        if folder.exists() and not folder.is_dir():
            raise InstanceRefused(f"{folder} is a file. An instance is a folder; name another.")
        if folder.is_dir() and any(folder.iterdir()):
            raise InstanceRefused(
                f"{folder} holds other things and no {SETTINGS_FILE}, so it is no instance. "
                "Name an empty or a new folder with --home."
            )
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.write_text(settings_text(new or Settings()), encoding="utf-8")
        except OSError as error:
            raise InstanceRefused(
                f"{folder}: can't be written ({error.strerror}). Name another with --home."
            ) from error
    return Instance(folder=folder.resolve(), settings=read_settings(path))


def change_setting(instance: Instance, name: str, value: str) -> Instance:
    """Write one text setting into `undersigned.toml`, leaving every other line as it is."""
    path = instance.folder / SETTINGS_FILE
    pattern = re.compile(rf"^(# )?{name} = .*$", re.MULTILINE)
    line = f'{name} = "{value}"'
    text = path.read_text(encoding="utf-8")
    changed = pattern.sub(line, text, count=1) if pattern.search(text) else f"{text}\n{line}\n"
    check_settings(path, Settings(**tomllib.loads(changed)))
    path.write_text(changed, encoding="utf-8")
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
