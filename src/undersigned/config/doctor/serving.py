"""The processes, and the site as the world meets it."""

import datetime as dt
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Iterator
from http import HTTPStatus
from urllib.parse import urlsplit

from django.conf import settings

from undersigned.config.doctor.findings import Finding, good, look, wrong
from undersigned.config.health import OK, worker_problem
from undersigned.config.instance import Instance
from undersigned.config.locks import address_of_server, is_held
from undersigned.letters.queries import slugs
from undersigned.record.bucket import Bucket
from undersigned.record.bucket_address import parse_bucket
from undersigned.record.places import published_folder

PATIENCE = 15.0  # seconds
SOON = dt.timedelta(days=14)


def look_at_processes(instance: Instance) -> Iterator[Finding]:
    """Whether somebody serves and works."""
    address = address_of_server(instance.folder)
    if address:
        yield good("Server", f"It listens at {address}.")
    else:
        yield look(
            "Server",
            "None runs on this machine.",
            f"undersigned --home {instance.folder} serve, or systemctl start undersigned.",
        )
    mend = (
        "serve starts one by itself, unless /etc/default/undersigned says --no-work; undersigned "
        "work is one alone."
    )
    if not is_held(instance.folder / "work.lock"):
        said = "None runs on this machine: nothing is admitted, mailed or published here."
        # With PostgreSQL others may work elsewhere; where nobody serves either, that is said above.
        broken = address and not instance.settings.database
        yield (wrong if broken else look)("Worker", said, mend)
    elif problem := worker_problem():
        yield wrong("Worker", problem, "End it and start it again; its own words say what it does.")
    else:
        yield good("Worker", "It gave a sign of life within the last half minute.")


def look_at_site(instance: Instance) -> Iterator[Finding]:
    """Whether the address that people use leads here."""
    url = instance.settings.url or address_of_server(instance.folder)
    if not url:
        return
    try:
        status, said = fetch(f"{url}/health")
    except (urllib.error.URLError, OSError) as error:
        reason = getattr(error, "reason", error)
        yield wrong(
            "Site",
            f"{url} can't be reached from here: {reason}.",
            "Look at the name in DNS, the web server in front, its certificate, the firewall.",
        )
        return
    first, *remarks = said.decode("utf-8", "replace").strip().splitlines() or [""]
    if status == HTTPStatus.OK and first == OK:
        yield good("Site", f"{url}/health answers ok.")
        for remark in remarks:
            yield look("Site", f"{url}/health says: {remark}", "")
    elif status == HTTPStatus.SERVICE_UNAVAILABLE:
        yield wrong("Site", f"{url}/health says: {' '.join([first, *remarks])}", "")
    else:
        yield wrong(
            "Site",
            f"{url}/health answers {status}, and not in our words: another site is there.",
            "Let the web server in front pass requests on to serve, with the Host they came with.",
        )
    yield from _published_alike(url)
    if url.startswith("https://"):
        yield from _certificate(url)


def look_at_store() -> Iterator[Finding]:
    """Whether the bucket answers, and shows what is shown here."""
    if not settings.STORAGE:
        return
    bucket = Bucket(parse_bucket(settings.STORAGE))
    behind = []
    for slug in slugs():
        found = bucket.read(f"{slug}/checkpoint")
        path = published_folder(slug) / "checkpoint"
        if path.exists() and (found is None or found[0] != path.read_bytes()):
            behind.append(slug)
    if behind:
        yield look(
            "Store",
            f"{bucket.address.shown} does not show the newest checkpoint of {', '.join(behind)}.",
            "A working worker brings it up within seconds; its own words say what is in the way.",
        )
    else:
        yield good("Store", f"{bucket.address.shown} shows what is shown here.")


def _published_alike(url: str) -> Iterator[Finding]:
    for slug in slugs():
        path = published_folder(slug) / "checkpoint"
        if not path.exists():
            continue
        status, served = fetch(f"{url}/{slug}/checkpoint")
        if status != HTTPStatus.OK or len(served.splitlines()) < 3:  # noqa: PLR2004 (three lines and more)
            yield wrong(
                f"Site of {slug}",
                f"{url}/{slug}/checkpoint answers {status}, and is no checkpoint.",
                f"The web server has to serve {settings.PUBLISHED_FOLDER} as it is.",
            )
        elif served.splitlines()[0] != path.read_bytes().splitlines()[0]:
            yield wrong(
                f"Site of {slug}",
                f"{url}/{slug}/checkpoint is of another letter.",
                f"The web server has to serve {settings.PUBLISHED_FOLDER} as it is.",
            )


def _certificate(url: str) -> Iterator[Finding]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, parts.port or 443), PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        found = wrapped.getpeercert() or {}
    ends = dt.datetime.fromtimestamp(
        ssl.cert_time_to_seconds(str(found.get("notAfter", ""))), dt.UTC
    )
    if ends - dt.datetime.now(dt.UTC) < SOON:
        yield wrong(
            "Certificate",
            f"It ends on {ends:%Y-%m-%d}.",
            "Renew it, and look why that did not happen by itself.",
        )
    else:
        yield good("Certificate", f"It holds until {ends:%Y-%m-%d}.")


def fetch(url: str) -> tuple[int, bytes]:
    """Status and first 64 kB of what an address answers.

    Raises:
        OSError: when nothing answers.
    """
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:  # noqa: S310 (http or https, as checked in the settings)
            return answer.status, answer.read(65536)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(65536)
