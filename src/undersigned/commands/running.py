"""`undersigned serve`, `work`, `tick` and `sample`."""

import asyncio
import os
from pathlib import Path

from django.core.management import call_command

from undersigned.commands.opening import open_home, refusals, room
from undersigned.commands.speaking import ERR, progress, refuse, say
from undersigned.config.instance import Instance, Settings
from undersigned.config.locks import HomeLock, LockHeld
from undersigned.config.serving import free_port, serve

SAMPLE_HOST = "letters.ruritania.example"
SAMPLE_SETTINGS = Settings(host=SAMPLE_HOST, second_factor=False)


def run_server(home: Path | None, address: str, port: int, *, with_worker: bool) -> None:
    """Serve until stopped; says where when requests are answered."""
    with refusals():
        chosen = free_port(address, port)
    shown = f"[{address}]" if ":" in address else address
    os.environ.setdefault("UNDERSIGNED_URL", f"http://{shown}:{chosen}")
    instance = open_home(home)
    lock = HomeLock(instance.folder, "serve")
    collect_assets()
    letters = room("letters.queries").slugs()

    def ready() -> None:
        if chosen != port:
            say(f"Port {port} is taken, so this is at {chosen}.")
        greet(instance, f"http://{shown}:{chosen}", letters)

    asyncio.run(serve(instance.folder, address, chosen, worker=with_worker, ready=ready))
    lock.release()


def greet(instance: Instance, url: str, letters: list[str]) -> None:
    """Say where everything is."""
    say(f"Serving {instance.folder} at {url}/. Ctrl-C ends it.")
    for slug in letters:
        say(f"  {url}/{slug}/")
    if not letters:
        say('  No letter yet: undersigned letter new "A title" begins one.')
    say(f"  {url}/desk/ is the desk.")
    if instance.settings.mail == "mailbox":
        say(f"  {url}/mailbox/ shows what would have been mailed; nothing is sent.")
    if (instance.folder / "sample.txt").exists():
        for line in (instance.folder / "sample.txt").read_text().splitlines():
            say(f"  {line}")


def collect_assets() -> None:
    """Copy the rooms' own assets to where they are served from."""
    call_command("collectstatic", verbosity=0, interactive=False)


def run_worker(home: Path | None, *, child: bool) -> None:
    """Work until stopped."""
    instance = open_home(home)
    lock = HomeLock(instance.folder, "work")
    room("config.worker").work(until_input_ends=child)
    lock.release()


def tick_once(home: Path | None) -> None:
    """Do what is due once, unless a worker does it already."""
    instance = open_home(home)
    try:
        lock = HomeLock(instance.folder, "work")
    except LockHeld:
        say("A worker is running and does what is due; this tick did nothing.")
        return
    problems = room("config.worker").tick()
    lock.release()
    if problems:
        refuse(*problems)


def fill_sample(home: Path | None) -> None:
    """Fill an instance with the sample; a filled one is left as it is."""
    instance = open_home(home, SAMPLE_SETTINGS)
    filling = room("sample.filling")
    if filling.is_filled():
        filling.refresh_day()
        return
    if instance.settings.host != SAMPLE_HOST or room("letters.queries").slugs():
        refuse(
            f"{instance.folder} is an instance of its own, so the sample was not put into it. "
            "Name a new folder with --home."
        )
    lock = HomeLock(instance.folder, "work")
    ERR.print("Filling the instance with the sample letter ...")
    with progress() as bar:
        task = bar.add_task("signatories", total=None)
        told = filling.fill(lambda done, total: bar.update(task, completed=done, total=total))
    lock.release()
    (instance.folder / "sample.txt").write_text(told, encoding="utf-8")
    say(f"The sample is in {instance.folder}. undersigned --home {instance.folder} serve shows it.")
