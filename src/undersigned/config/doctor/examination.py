"""The whole examination, from the folder outwards; what needs the database comes after it.

Nothing is changed by it: no table is brought up, nothing is sent, nothing is written.
"""

import importlib
import os
from collections.abc import Iterator
from pathlib import Path

from undersigned.config.doctor.backups import look_at_backups
from undersigned.config.doctor.decided import look_at_clock, look_at_python, look_at_settings
from undersigned.config.doctor.findings import Finding, good, look, looked_at, wrong
from undersigned.config.doctor.folder import (
    look_at_disk,
    look_at_privacy,
    look_at_room,
    look_at_secret,
)
from undersigned.config.instance import Instance, check_whole
from undersigned.config.settings_file import SETTINGS_FILE, InstanceRefused, read_settings

# What is looked at once Django runs: a module of this room, its look, whether it needs the
# network, and whether it takes the instance.
WITH_DATABASE = (
    ("Tables", "database", "look_at_tables", False, False),
    ("Letters", "letters", "look_at_letters", False, False),
    ("Record", "agreement", "look_at_agreement", False, False),
    ("Trail", "trail", "look_at_trail", False, True),
    ("Outbox", "post", "look_at_outbox", False, False),
    ("Server", "serving", "look_at_processes", False, True),
    ("Mail server", "post", "look_at_mail_server", True, False),
    ("Sender", "post", "look_at_sender", True, False),
    ("Store", "serving", "look_at_store", True, False),
    ("Site", "serving", "look_at_site", True, True),
)


def examine(folder: Path, *, network: bool) -> Iterator[Finding]:
    """Look at everything that commonly goes wrong.

    Args:
        folder: The instance's.
        network: Whether to ask the mail server, the names in DNS and the public address too.
    """
    path = folder / SETTINGS_FILE
    if not path.is_file():
        yield wrong(
            "Instance",
            f"{folder} is no instance: there is no {SETTINGS_FILE} in it.",
            f"undersigned --home {folder} init makes one.",
        )
        return
    try:
        instance = Instance(folder.resolve(), read_settings(path))
    except InstanceRefused as error:
        yield wrong("Settings", str(error), "Nothing else is looked at before that.")
        return
    yield good("Settings", f"{path} can be read, and every value in it can be used.")
    try:
        check_whole(instance)
    except InstanceRefused as error:
        yield wrong("Instance", str(error), "Nothing else is looked at before that.")
        return
    yield from looked_at("Python", look_at_python)
    yield from looked_at("Clock", look_at_clock)
    yield from looked_at("Settings", lambda: look_at_settings(instance))
    yield from looked_at("Private files", lambda: look_at_privacy(instance))
    yield from looked_at("Disk", lambda: look_at_disk(instance))
    yield from looked_at("Room", lambda: look_at_room(instance))
    yield from looked_at("Backups", lambda: look_at_backups(instance))
    if not (instance.settings.database or instance.database.exists()):
        yield look("Database", "There is none yet.", "The first serve makes it.")
        return
    found = list(looked_at("Secret", lambda: look_at_secret(instance)))
    yield from found
    if all(each.verdict.value == "good" for each in found):
        yield from _with_database(instance, network=network)


def _with_database(instance: Instance, *, network: bool) -> Iterator[Finding]:
    os.environ["UNDERSIGNED_HOME"] = str(instance.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
    importlib.import_module("django").setup()
    database = importlib.import_module("undersigned.config.doctor.database")
    found = list(looked_at("Database", database.look_at_database))
    yield from found
    if any(each.verdict.value == "wrong" for each in found):
        return
    for subject, module, name, outside, takes_instance in WITH_DATABASE:
        if outside and not network:
            continue
        look = getattr(importlib.import_module(f"undersigned.config.doctor.{module}"), name)
        at = (lambda look=look: look(instance)) if takes_instance else look
        yield from looked_at(subject, at)
