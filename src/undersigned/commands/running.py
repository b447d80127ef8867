"""`undersigned serve`, `work` and `tick`."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import NoReturn

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from prometheus_client import CollectorRegistry
from starlette.types import ASGIApp

from undersigned.commands.opening import open_home, room
from undersigned.commands.speaking import refuse, remark, say
from undersigned.config.front import make_application
from undersigned.config.instance import Instance
from undersigned.config.locks import HomeLock, LockHeld, show_life, worker_lock
from undersigned.config.serving import is_loopback, listen, serve
from undersigned.config.settings_file import Settings
from undersigned.config.worker_waiting import lock_of_worker

SAMPLE_NOTE = "sample.txt"
EVERY_NETWORK = {"0.0.0.0", "::"}  # noqa: S104 (compared with, not listened on)
EXIT_TERMINATED = 143


def run_server(
    home: Path | None,
    address: str,
    port: int,
    *,
    with_worker: bool,
    new: Settings | None = None,
    before: Callable[[Instance], None] | None = None,
) -> None:
    """Serve until stopped; says where as soon as requests are answered.

    Args:
        home: From `--home`.
        address: Where to listen.
        port: Where to listen; the next free one if it is taken.
        with_worker: Whether to start the child that works.
        new: The settings of a new instance.
        before: Called once the instance is open and nobody else serves it.
    """
    with listen(address, port) as listening:
        chosen = listening.getsockname()[1]
        shown = f"[{address}]" if ":" in address else address
        url = f"http://{shown}:{chosen}"
        if address not in EVERY_NETWORK:
            # Nobody can open a link to "every network", so there the settings have to say.
            os.environ["UNDERSIGNED_URL"] = url
        instance = open_home(home, begin=True, new=new)
        lock = HomeLock(instance.folder, "serve")
        lock.say("" if address in EVERY_NETWORK else url)
        if before:
            before(instance)
        collect_assets()
        letters = room("letters.queries").slugs()

        def ready() -> None:
            if chosen != port:
                say(f"Port {port} is taken, so this is at {chosen}.")
            greet(instance, url, letters)
            if not is_loopback(address):
                warn_of_networks(instance, chosen)

        application = application_of(instance)
        asyncio.run(
            serve(
                application,
                instance.folder,
                listening,
                worker=options_of_child(instance, with_worker=with_worker),
                ready=ready,
                tell=remark,
            )
        )
        lock.release()
    remark("Stopped.")


def application_of(instance: Instance) -> ASGIApp:
    """The whole site, counted where the settings say that somebody watches."""
    application = make_application()
    if not instance.settings.metrics:
        return application
    counted: ASGIApp = room("config.metrics").watched(instance.settings.metrics, application)
    return counted


def greet(instance: Instance, url: str, letters: list[str]) -> None:
    """Say where everything is."""
    say(f"Serving {instance.folder} at {url}/. Ctrl-C ends it.")
    for slug in letters:
        say(f"  {url}/{slug}/")
    if not letters:
        say('  No letter yet: undersigned letter new "A title" begins one.')
    say(f"  {url}/desk/ is the desk.")
    if instance.settings.shows_mailbox:
        say(f"  {url}/mailbox/ shows what would have been mailed; nothing is sent.")
    elif instance.settings.mail == "mailbox":
        remark(
            "No mail is sent, so nobody can confirm a signature: the setting mail is mailbox, and "
            "that page is closed where url is a public address. Write a mail server into "
            "undersigned.toml."
        )
    note = instance.folder / SAMPLE_NOTE
    if note.exists():
        for line in note.read_text(encoding="utf-8").splitlines():
            say(f"  {line}")
    sys.stdout.flush()


def warn_of_networks(instance: Instance, port: int) -> None:
    """Say what has to stand in front of a server that others reach."""
    remark(
        "Others reach this server, and it speaks no TLS: what people type crosses the network in "
        "clear. Put a web server with TLS in front (nginx, Caddy), let it pass requests on to "
        f"port {port}, and keep everybody else from this port."
    )
    if not instance.settings.url:
        remark(
            "The setting url is empty. Write into undersigned.toml the address that people use, "
            "such as https://letters.example.org: links in mails are made from it, and requests "
            "under other names are refused."
        )


def collect_assets() -> None:
    """Copy the rooms' own assets to where they are served from.

    Django copies none that is there and newer than its source. One that a power cut left empty is
    both, so what differs is taken away first.
    """
    for finder in get_finders():
        for name, storage in finder.list([]):
            there = Path(settings.STATIC_ROOT, name)
            if there.is_file() and there.read_bytes() != Path(storage.path(name)).read_bytes():
                there.unlink()
    call_command("collectstatic", verbosity=0, interactive=False)


def options_of_child(instance: Instance, *, with_worker: bool) -> tuple[str, ...] | None:
    """What the child of `serve` is told; None where there is none.

    Where others work on another host, this one still keeps the files that it serves.
    """
    if with_worker:
        return ()
    return ("--files",) if instance.settings.database else None


def run_worker(home: Path | None, *, child: bool, files_alone: bool) -> None:
    """Work until stopped. A child of `serve` waits for a worker that is here before it.

    On PostgreSQL any number works side by side.
    """
    instance = open_home(home)
    signal.signal(signal.SIGTERM, end_by_signal)
    # A script that starts it in the background has it ignore Ctrl-C; a worker always listens.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    worker = room("config.worker")
    several = bool(instance.settings.database)
    if files_alone and not several:
        refuse(
            "On one host there is nobody whose files to keep: its worker writes them. --files is "
            "for a host beside others, on PostgreSQL."
        )
    lock: HomeLock | None
    if child and not several:
        lock = lock_of_worker(instance.folder, tell=remark)
        if lock is None:
            return
    else:
        name = "files" if files_alone else "work"
        lock = worker_lock(instance.folder, several=several, name=name)
    if not child:
        if instance.settings.metrics:
            room("config.metrics").watch(instance.settings.metrics, CollectorRegistry())
        remark(f"Working on {instance.folder}. Ctrl-C ends it, after the turn that was begun.")
    worker.work(
        until_input_ends=child,
        alive=lambda: show_life(instance.folder),
        files_alone=files_alone,
    )
    lock.release()


def end_by_signal(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 (of signals)
    """End as by a command: what is left open is closed on the way."""
    sys.exit(EXIT_TERMINATED)


def tick_once(home: Path | None) -> None:
    """Do what is due once, unless a worker does it already."""
    instance = open_home(home)
    try:
        lock = worker_lock(instance.folder, several=bool(instance.settings.database))
    except LockHeld:
        say("A worker is running and does what is due; this tick did nothing.")
        return
    problems = room("config.worker").tick()
    lock.release()
    if problems:
        refuse(*problems)
