"""What `undersigned sample` does."""

import shutil
from pathlib import Path

from undersigned.commands.opening import folder_of, open_home, room
from undersigned.commands.running import SAMPLE_NOTE, run_server
from undersigned.commands.speaking import refuse, remark, say
from undersigned.config.instance import Instance, open_instance, write_private
from undersigned.config.locks import HomeLock
from undersigned.config.settings_file import Settings

SAMPLE_HOST = "letters.ruritania.example"
SAMPLE_SETTINGS = Settings(host=SAMPLE_HOST, second_factor=False)
# Stands in the folder from the first row to the last: where it is found, a filling was stopped.
HALF_FILLED = "sample-is-being-filled"
MADE_BY_FILLING = (
    "undersigned.sqlite3", "undersigned.sqlite3-wal", "undersigned.sqlite3-shm", "secret", "keys",
    "signed", "published", "locks",
)  # fmt: skip


def fill_sample(home: Path | None) -> None:
    """Fill an instance with the sample; a filled one is left as it is."""
    begin_again_if_stopped(folder_of(home))
    instance = open_home(home, begin=True, new=SAMPLE_SETTINGS)
    if is_ready(instance):
        say(f"{instance.folder} holds the sample already.")
    else:
        fill(instance)
        say(f"The sample is in {instance.folder}.")
    say(f"undersigned --home {instance.folder} serve shows it.")


def serve_sample(home: Path | None, address: str, port: int) -> None:
    """Fill an instance with the sample where that was not done, and serve it."""
    folder = folder_of(home)
    begin_again_if_stopped(folder)
    run_server(home, address, port, with_worker=True, new=SAMPLE_SETTINGS, before=ready_or_filled)


def ready_or_filled(instance: Instance) -> None:
    """Fill where that was not done."""
    if not is_ready(instance):
        fill(instance)


def begin_again_if_stopped(folder: Path) -> None:
    """Clear what a stopped filling left; nothing of it was anybody's.

    Raises:
        LockHeld: when it is not stopped, but at work.
    """
    if not (folder / HALF_FILLED).exists():
        return
    instance = open_instance(folder)
    lock = HomeLock(instance.folder, "work")
    for name in MADE_BY_FILLING:
        path = instance.folder / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    (instance.folder / HALF_FILLED).unlink()
    lock.release()
    remark("Filling the sample was stopped halfway last time; it begins again.")


def is_ready(instance: Instance) -> bool:
    """Whether the instance holds the sample; its day is then confirmed, since months may be over.

    An instance of somebody's own is refused.
    """
    filling = room("sample.filling")
    if filling.is_filled():
        filling.refresh_day()
        return True
    if instance.settings.host != SAMPLE_HOST or room("letters.queries").slugs():
        refuse(
            f"{instance.folder} is an instance of its own, so the sample was not put into it. "
            "Name a new folder with --home."
        )
    return False


def fill(instance: Instance) -> None:
    """Fill it, with a bar for whoever watches."""
    lock = HomeLock(instance.folder, "work")
    mark = instance.folder / HALF_FILLED
    mark.touch()
    remark("Filling the instance with the sample letter ...")
    with room("commands.progress").progress() as bar:
        task = bar.add_task("signatories", total=None)
        told = room("sample.filling").fill(
            lambda done, total: bar.update(task, completed=done, total=total)
        )
    write_private(instance.folder / SAMPLE_NOTE, told)
    mark.unlink()
    lock.release()
