"""Makes an instance as this version makes it, to be kept here when the version is released.

    PYTHONPATH=src:tests python tests/upgrades/keep_version.py tests/upgrades/0.1.0.tar.gz

Each released version has one; `test_upgrades.py` brings every one of them up to the present code.
The instance is made by the project's own flows: a letter, signatures in each state, an earlier list
shown, a team, mail that waits. The person who withdrew is in none of its files.
"""

import datetime as dt
import os
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

HOST = "letters.ruritania.example"
SIGNERS = ("accepted", "withdrawn", "confirmed", "declined", "waiting")
LIST = b"""name,title,office,place
Edmund Grauhof,Prosecutor,Eastern District,Strelsau
Paula Brennquist,Trial Attorney,Tax Section,
Institute for Open Courts,,,Hentzau
"""


def main(target: Path) -> None:
    """Make the instance and pack it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        (home / "undersigned.toml").write_text(
            f'host = "{HOST}"\nurl = "http://127.0.0.1:8000"\nsecond_factor = false\n'
        )
        os.environ["UNDERSIGNED_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "undersigned.config.settings"
        fill(home)
        with tarfile.open(target, "w:gz") as tar:
            for name in ("undersigned.toml", "undersigned.sqlite3", "secret", "keys", "signed"):
                tar.add(home / name, name)
            tar.add(home / "published", "published")


def fill(home: Path) -> None:
    """Let everything happen once."""
    from undersigned.commands.tables import put_in_place
    from undersigned.config.instance import open_instance

    put_in_place(open_instance(home))
    from django.conf import settings

    settings.ALLOWED_HOSTS.append("testserver")
    import desk_people
    import signers

    letter = signers.publish_text()
    owner = desk_people.make_organiser("Ines Kaltmann")
    sign_all(letter, owner)
    bring_a_list(letter)
    signers.work(letter)
    signers.publish_second(letter)
    publish_pages(letter)


def sign_all(letter: Any, owner: Any) -> None:
    """One signature in each state."""
    from django.test import Client

    import signers
    from undersigned.audit.actors import COMMAND
    from undersigned.organisers.actions.accounts import add_organiser
    from undersigned.signing.actions import decide, own

    add_organiser(email=owner.email, name="", letter=letter, role="owner", by=COMMAND)
    for state in SIGNERS:
        name, address = f"Sample {state.title()}", f"{state}@ruritania.example"
        client = Client()
        if state == "waiting":
            signers.send(client, name=name, address=address)
            continue
        signature = signers.signed(client, name=name, address=address)
        if state in ("accepted", "withdrawn"):
            decide.accept(signature, by=COMMAND)
            signers.work(letter)
        if state == "withdrawn":
            own.withdraw(signature)
            signers.work(letter)
        if state == "declined":
            decide.decline(signature, note="We could not find the office.", by=COMMAND)


def bring_a_list(letter: Any) -> None:
    """An earlier list, shown."""
    from undersigned.audit.actors import COMMAND
    from undersigned.lists.reader import read_list
    from undersigned.signing.actions import imports

    taken = imports.take_list(letter, read_list(LIST, "earlier.csv"), "earlier.csv", by=COMMAND)
    imports.show_list(
        taken.imported_list,
        url=f"https://{HOST}/earlier",
        day=dt.date(2026, 3, 1),
        by=COMMAND,
    )


def publish_pages(letter: Any) -> None:
    """The pages, and nothing of the withdrawn left in the log of the database."""
    from undersigned.config.database import empty_write_ahead_log
    from undersigned.publishing import actions

    actions.publish_pages(letter)
    empty_write_ahead_log()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
