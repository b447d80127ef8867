"""`undersigned.toml`: every setting declared once, with its default, its sentence and its check."""

import json
import re
import tomllib
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit

from undersigned.config.mail_ways import mail_problems
from undersigned.config.postgresql import is_database
from undersigned.evidence.origins import check_origin
from undersigned.letters.slugs import LONGEST as LONGEST_SLUG
from undersigned.record.bucket_address import parse_bucket
from undersigned.tlog.errors import Malformed

SETTINGS_FILE = "undersigned.toml"
SELECTOR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?")
URL = re.compile(r"https?://[^\s/?#@\"\\]+")
KINDS = {str: "text in quotes", bool: "true or false", int: "a whole number"}
WIDTH_OF_HELP = 96
HIGHEST_PORT = 65535


class InstanceRefused(Exception):  # noqa: N818 (the word a person reads)
    """The folder or its settings can't be used; the message says why and what to do."""


def setting(default: Any, help_text: str) -> Any:
    """Declare one setting with its default and the sentences that explain it."""
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
        "Where the site is reached, for links in mails, for example https://letters.example.org. "
        "Empty means https:// and the host; serve on this machine puts its own address here.",
    )
    database: str = setting(
        "",
        "Where the database is: empty for a file in this folder, which is right for one machine, "
        "or postgresql://user:password@host/name for PostgreSQL (postgresql:///name?host=/folder "
        "for a socket). undersigned move --to takes an instance there; don't change this by hand.",
    )
    mail: str = setting(
        "mailbox",
        "How mail leaves: smtp://user:password@host:port (smtp+tls:// for STARTTLS, smtps:// for "
        "TLS from the start), a service such as mailgun://KEY@DOMAIN or postmark://TOKEN, or "
        "mailbox, which sends nothing and shows it at /mailbox/.",
    )
    sender: str = setting("", "The From of every mail. Empty means sign@ and the host.")
    mail_per_hour: int = setting(
        0,
        "How many mails leave in an hour at most, where the server or service allows no more. "
        "0 means as many as there are. Invitations use four fifths of it.",
    )
    mail_bounces_to: str = setting(
        "",
        "Where bounces go, for example bounces@letters.example.org: each mail leaves with a "
        "signed form of it (bounces+17.0f3a...@), and what comes there is handed to "
        "undersigned mail bounce. Empty means that bounces go to the sender.",
    )
    mail_bounce_mailbox: str = setting(
        "",
        "The mailbox that bounces come to, to be looked at every five minutes: "
        "imaps://user:password@mail.example.org. Empty means that no mailbox is looked at.",
    )
    mail_events_secret: str = setting(
        "",
        "What a mail service signs its reports of bounces and complaints with, or USER:PASSWORD "
        "that it brings along; they come to /mail/events/. Empty means that none are taken.",
    )
    mail_dkim_selector: str = setting(
        "",
        "The name of the DKIM key that the server or service signs with, for example mail2026: "
        "what stands before ._domainkey. doctor looks whether it is published.",
    )
    backup_folder: str = setting(
        "",
        "Where undersigned backup writes to, better a disk of another machine. Empty means the "
        "folder backups inside this one.",
    )
    backup_keys: str = setting(
        "",
        "The public keys of age that backups are encrypted to, with spaces between them, such as "
        "age1ql3z7hjy54.... Empty means that whoever reads a backup reads names and addresses.",
    )
    backup_keep: int = setting(
        30,
        "How many backups are kept, the newest ones; 0 keeps all. What people took back leaves "
        "the last backup when that is deleted.",
    )
    storage: str = setting(
        "",
        "Where published files are put too, for a CDN: a bucket of any service that speaks S3, "
        "s3://KEY:SECRET@s3.example.org/bucket/prefix?region=eu-1. Empty means nowhere but here.",
    )
    metrics: str = setting(
        "",
        "Where health and metrics for Prometheus are, apart from the site, for example "
        "127.0.0.1:9464. Empty means nowhere; /health is on the site all the same.",
    )
    second_factor: bool = setting(
        True, "Whether the desk asks for a passkey or a code beside the password. Leave it on."
    )

    @property
    def shows_mailbox(self) -> bool:
        """Whether the page /mailbox/ is open to this machine.

        Where `url` names a public address a web server stands in front. What that passes on comes
        from this machine too, and the page holds links that open signatures and accounts.
        """
        return self.mail == "mailbox" and (not self.url or is_loopback_host(self.url))


def read_settings(path: Path) -> Settings:
    """Read `undersigned.toml`.

    Raises:
        InstanceRefused: naming the file, the field and the mend.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise InstanceRefused(f"{path}: this is not UTF-8 text. Save it as UTF-8.") from error
    except OSError as error:
        raise InstanceRefused(
            f"{path}: can't be read ({error.strerror}). Put that right; it holds the settings."
        ) from error
    return parse_settings(path, text)


def parse_settings(path: Path, text: str) -> Settings:
    """Read the text of a settings file; `path` is named in refusals.

    Raises:
        InstanceRefused: naming the file, the field and the mend.
    """
    try:
        given = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        # TOML's own error is a ValueError; so is that about a number of thousands of digits.
        raise InstanceRefused(
            f"{path}: this is not TOML: {error}. Mend that line; text stands in quotes, as in "
            'host = "letters.example.org".'
        ) from error
    known = {each.name: each for each in fields(Settings)}
    for name, value in given.items():
        if name not in known:
            raise InstanceRefused(
                f"{path}: {name} is no setting. There are {', '.join(sorted(known))}. "
                "Correct the name, or take that line out."
            )
        kind = type(known[name].default)
        if type(value) is not kind:
            # The value itself is not repeated: a password may stand in it.
            raise InstanceRefused(f"{path}: {name} has to be {KINDS[kind]}. Mend that line.")
    settings = Settings(**given)
    check_settings(path, settings)
    return settings


def check_settings(path: Path, settings: Settings) -> None:
    """Refuse values that would only fail later.

    Raises:
        InstanceRefused: naming the file, the field and the mend.
    """
    if settings.host and not is_host(settings.host):
        raise InstanceRefused(
            f"{path}: host is {settings.host!r}. Write a host name in lower case without https:// "
            "and without a slash, for example letters.example.org."
        )
    if settings.url and not is_url(settings.url):
        raise InstanceRefused(
            f"{path}: url is {settings.url!r}. Write it like https://letters.example.org, "
            "with nothing after the host."
        )
    if settings.database and not is_database(settings.database):
        raise InstanceRefused(
            f"{path}: database is not understood. Leave it empty, or write an address like "
            "postgresql://user:password@host/name, where a sign such as / # ? @ in the password "
            "is written as %2F %23 %3F %40."
        )
    check_mail(path, settings)
    check_storage(path, settings.storage)
    if settings.metrics and not is_network_address(settings.metrics):
        raise InstanceRefused(
            f"{path}: metrics is {settings.metrics!r}. Write an address and a port, like "
            "127.0.0.1:9464."
        )
    if settings.sender and not is_sender(settings.sender):
        raise InstanceRefused(
            f"{path}: sender is {settings.sender!r}. Write an address like sign@example.org, or "
            "Fair Courts <sign@example.org>."
        )


def check_mail(path: Path, settings: Settings) -> None:
    """Refuse a way of mail that can't be used.

    Raises:
        InstanceRefused: naming the file, the field and the mend.
    """
    for problem in mail_problems(
        settings.mail, settings.mail_events_secret, settings.mail_bounce_mailbox
    ):
        raise InstanceRefused(f"{path}: {problem}")
    if settings.mail_per_hour < 0:
        raise InstanceRefused(f"{path}: mail_per_hour is below 0. Write 0, or how many may leave.")
    if settings.mail_dkim_selector and not SELECTOR.fullmatch(settings.mail_dkim_selector):
        raise InstanceRefused(
            f"{path}: mail_dkim_selector is {settings.mail_dkim_selector!r}. Write only what "
            "stands before ._domainkey, such as mail2026."
        )
    if settings.mail_bounces_to and not is_bounce_address(settings.mail_bounces_to):
        raise InstanceRefused(
            f"{path}: mail_bounces_to is {settings.mail_bounces_to!r}. Write an address without a "
            "name and without a +, like bounces@letters.example.org."
        )


def check_storage(path: Path, storage: str) -> None:
    """Refuse an address that is no bucket's; it is not repeated, since a secret stands in it.

    Raises:
        InstanceRefused: naming the file and the mend.
    """
    try:
        if storage:
            parse_bucket(storage)
    except ValueError as error:
        raise InstanceRefused(
            f"{path}: storage is not understood: {error}. Write it like "
            "s3://KEY:SECRET@s3.example.org/bucket, where a sign such as / # ? @ in the secret is "
            "written as %2F %23 %3F %40."
        ) from error


def is_host(host: str) -> bool:
    """Whether origins can begin with it (record-format.md section 1)."""
    try:
        check_origin(f"{host}/{'x' * LONGEST_SLUG}")
    except Malformed:
        return False
    return "/" not in host


def is_network_address(address: str) -> bool:
    """Whether it is an address of a network interface and a port."""
    host, _, port = address.rpartition(":")
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return port.isdecimal() and 0 < int(port) <= HIGHEST_PORT


def is_url(url: str) -> bool:
    """Whether it is a scheme and a host, with a port if wanted."""
    if not URL.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        return bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


def is_loopback_host(url: str) -> bool:
    """Whether only this machine is reached by this address."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_sender(sender: str) -> bool:
    """Whether it holds one address and no line break."""
    try:
        address = parseaddr(sender)[1]
    except RecursionError:  # hundreds of brackets inside each other
        return False
    user, _, host = address.rpartition("@")
    return sender.isprintable() and bool(user) and "." in host and " " not in address


def is_bounce_address(address: str) -> bool:
    """Whether a mark can be put into it and still be a plain address (RFC 5321, 4.5.3.1.1)."""
    user, _, _ = address.partition("@")
    most = 20  # of 64 before the @; the number and its mark take the rest
    return (
        is_sender(address)
        and parseaddr(address)[1] == address
        and "+" not in user
        and len(user) <= most
    )


def settings_text(settings: Settings) -> str:
    """Write the settings as the commented TOML that a new instance gets."""
    lines = [
        "# The settings of this instance. Each has a sentence above it; a line that begins with #",
        "# is not read, and then the default holds, which is what stands there.",
        "",
    ]
    for each in fields(Settings):
        value = getattr(settings, each.name)
        lines += [f"# {line}" for line in wrap(each.metadata["help"], WIDTH_OF_HELP)]
        shown = shown_value(value)
        lines += [f"{'# ' if value == each.default else ''}{each.name} = {shown}", ""]
    return "\n".join(lines)


def shown_value(value: str | bool | int) -> str:  # noqa: FBT001 (a value, no switch)
    """A value as TOML has it, whose strings are JSON's but for one character."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return str(value).lower()


def changed_text(text: str, name: str, value: str) -> str:
    """The text of a settings file with one text setting put in."""
    pattern = re.compile(rf"^(# *)?{re.escape(name)} *=.*$", re.MULTILINE)
    line = f"{name} = {shown_value(value)}"
    if pattern.search(text):
        return pattern.sub(lambda _: line, text, count=1)
    return f"{text}\n{line}\n"
