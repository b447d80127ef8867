"""The words of the command line; what each command does stands in a module of this room.

The words themselves stand by subject in the modules `app_*`. Those that do the work are imported
when their command runs, by `room`: whoever reads `--help` should not wait for Django.
"""

from pathlib import Path
from typing import Annotated

import typer

from undersigned.commands import (
    app_backups,
    app_letter,
    app_lists,
    app_mail,
    app_move,
    app_people,
    app_site,
)
from undersigned.commands.opening import room
from undersigned.commands.words import GIVEN, OF_LETTER, OF_SITE, group

EXAMPLES = """\
undersigned --home sample sample --serve
undersigned letter new "A sentence is not a favour" --name fair-courts
undersigned letter check fair-courts.en.md
undersigned --home site letter publish fair-courts.en.md --host letters.example.org
undersigned --home site serve"""

app = group("Open letters with a list of signatures that anyone can check.", EXAMPLES)
app.add_typer(app_letter.letter, name="letter", rich_help_panel=OF_LETTER)
app.add_typer(app_lists.lists)
app.add_typer(app_people.organiser, name="organiser", rich_help_panel=OF_LETTER)
app.add_typer(app_mail.mail, name="mail", rich_help_panel=OF_SITE)
app.add_typer(app_site.site)
app.add_typer(app_backups.backups)
app.add_typer(app_move.moving)


def tell_version(asked: bool) -> None:  # noqa: FBT001 (typer calls it so)
    """Print the version and end, where that was asked."""
    if asked:
        room("commands.speaking").say(f"undersigned {room('commands.version').version()}")
        raise typer.Exit


@app.callback()
def options(
    home: Annotated[
        Path | None,
        typer.Option(
            help="The instance: a folder with settings, database, keys and published files.",
            envvar="UNDERSIGNED_HOME",
            metavar="FOLDER",
        ),
    ] = None,
    version: Annotated[  # noqa: ARG001 (its callback has answered by now)
        bool,
        typer.Option(
            "--version", help="Print the version and end.", is_eager=True, callback=tell_version
        ),
    ] = False,
) -> None:
    """Open letters with a list of signatures that anyone can check."""
    GIVEN.home = home
