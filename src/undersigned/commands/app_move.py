"""The words of the command that takes an instance to another database."""

from typing import Annotated

import typer

from undersigned.commands.help import PlainCommand
from undersigned.commands.opening import room
from undersigned.commands.words import GIVEN, OF_SITE

moving = typer.Typer()


@moving.command(
    "move",
    cls=PlainCommand,
    rich_help_panel=OF_SITE,
    epilog="undersigned --home site move --to postgresql://undersigned:password@db.example.org/site",
)
def move(
    to: Annotated[
        str,
        typer.Option(help="The empty database, as the setting database names it.", metavar="URL"),
    ],
) -> None:
    """Take this instance from its file to a PostgreSQL, whole.

    End serve and work before. Every row is copied and compared, the record is checked, and then
    the setting is written. Stopped at any point, it begins anew. The way back is a backup.
    """
    room("commands.moving").move_instance(GIVEN.home, to)
