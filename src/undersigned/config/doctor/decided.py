"""The settings: not whether they can be used, but whether an organiser wants them so."""

import datetime as dt
import shutil
import subprocess
import sys
from collections.abc import Iterator
from email.utils import parseaddr
from urllib.parse import urlsplit

from undersigned.config.doctor.findings import Finding, good, look, wrong
from undersigned.config.instance import Instance
from undersigned.config.settings_file import is_loopback_host

# A clock before this release was made is wrong, whatever it says.
MADE = dt.date(2026, 11, 24)


def look_at_settings(instance: Instance) -> Iterator[Finding]:
    """Whether people can reach the site, and mail can leave it."""
    given = instance.settings
    if not given.host:
        yield look(
            "Setting host",
            "It is empty; the first letter published decides it, and it never changes after that.",
            'Write host = "letters.example.org" into undersigned.toml.',
        )
    if not given.url:
        yield look(
            "Setting url",
            "It is empty: links in mails are made from the host or from where serve listens.",
            'Write url = "https://letters.example.org", the address that people use.',
        )
    elif not given.url.startswith("https://") and not is_loopback_host(given.url):
        yield wrong(
            "Setting url",
            f"{given.url} is not encrypted: what people type can be read on the way.",
            "Let nginx or Caddy speak TLS in front (deploy/ has files; the package has them in "
            "/usr/share/doc/undersigned/examples), and write https:// here.",
        )
    elif given.host and urlsplit(given.url).netloc != given.host:
        yield look(
            "Setting url",
            f"The site is reached at {given.url}, but its letters call themselves {given.host}.",
            "If that is meant, nothing is to be done; verifiers are told the origin.",
        )
    else:
        yield good("Setting url", f"The site is reached at {given.url}.")
    yield from _mail_settings(instance)
    if not given.second_factor:
        yield wrong(
            "Setting second_factor",
            "The desk asks for a password alone.",
            "Take the line second_factor = false out of undersigned.toml.",
        )


def _mail_settings(instance: Instance) -> Iterator[Finding]:
    given = instance.settings
    if given.mail == "mailbox" and not given.shows_mailbox:
        yield wrong(
            "Setting mail",
            "It is mailbox: nothing is sent, and the page that shows it is closed where url is a "
            "public address. Nobody can confirm a signature.",
            "Write a mail server into undersigned.toml, then say undersigned mail test ADDRESS.",
        )
    elif given.mail == "mailbox":
        yield look(
            "Setting mail",
            "It is mailbox: nothing is sent, so nobody elsewhere can confirm a signature.",
            "Write a mail server into undersigned.toml, then say undersigned mail test ADDRESS.",
        )
    domain = parseaddr(given.sender)[1].rpartition("@")[2]
    if domain and given.host and not _related(domain, given.host.split(":")[0]):
        yield look(
            "Setting sender",
            f"Mail comes from {domain}, and links in it lead to {given.host}.",
            "People trust a mail more whose sender and links share a name.",
        )


def _related(one: str, other: str) -> bool:
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def look_at_clock() -> Iterator[Finding]:
    """Whether the clock can be right; the days in the record come from it."""
    today = dt.datetime.now(dt.UTC).date()
    if today < MADE:
        yield wrong(
            "Clock",
            f"It says {today}, which is before this version was made.",
            "Set it, and let the machine keep it right (timedatectl set-ntp true).",
        )
        return
    if kept_right() is False:
        yield look(
            "Clock",
            f"It says {today}, and nothing keeps it right.",
            "timedatectl set-ntp true",
        )
        return
    yield good("Clock", f"It says {today}.")


def kept_right() -> bool | None:
    """Whether the system says that its clock is kept right; None where it does not tell."""
    program = shutil.which("timedatectl")
    if program is None:
        return None
    said = subprocess.run(  # noqa: S603 (a fixed command)
        [program, "show", "--property=NTPSynchronized", "--value"],
        capture_output=True,
        text=True,
        timeout=10,
        check=False,
    )
    return {"yes": True, "no": False}.get(said.stdout.strip())


def look_at_python() -> Iterator[Finding]:
    """Which Python this is."""
    yield good("Python", f"{sys.version.split()[0]}.")
