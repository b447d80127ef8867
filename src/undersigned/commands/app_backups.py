"""The words of the commands about backups."""

from pathlib import Path
from typing import Annotated

import typer

from undersigned.commands.help import PlainCommand
from undersigned.commands.opening import room
from undersigned.commands.words import GIVEN, OF_SITE

backups = typer.Typer()


@backups.command(
    "backup",
    cls=PlainCommand,
    rich_help_panel=OF_SITE,
    epilog="undersigned --home site backup --to /media/backups --age age1ql3z7hjy54...",
)
def backup(
    to: Annotated[
        Path | None,
        typer.Option(
            help="The folder for backups; that of the settings if not given.",
            metavar="FOLDER",
            show_default=False,
        ),
    ] = None,
    age: Annotated[
        list[str] | None,
        typer.Option(
            help="A public key of age to encrypt it to; can be given again.",
            metavar="KEY",
            show_default=False,
        ),
    ] = None,
    keep: Annotated[
        int | None,
        typer.Option(
            help="How many backups stay in the folder; that of the settings if not given.",
            metavar="NUMBER",
            min=0,
            show_default=False,
        ),
    ] = None,
) -> None:
    """Write everything into one file, while people sign.

    Settings, secret, keys and all rows, right at one moment. Published files are not in it: they
    are written again from the rows.
    """
    room("commands.backups").write_backup(GIVEN.home, to, age or [], keep)


@backups.command(
    "restore",
    cls=PlainCommand,
    rich_help_panel=OF_SITE,
    epilog="undersigned --home site restore 2026-11-24T031500.000000Z.undersigned.age "
    "--identity key.txt --published https://letters.example.org",
)
def restore(
    file: Annotated[Path, typer.Argument(help="The backup.", show_default=False)],
    identity: Annotated[
        Path | None,
        typer.Option(help="The file with the private key of age.", show_default=False),
    ] = None,
    published: Annotated[
        str,
        typer.Option(
            help="Where the letters were published last: a folder, or the site's address.",
            metavar="PLACE",
            show_default=False,
        ),
    ] = "",
    newest: Annotated[
        bool, typer.Option("--newest", help="Nothing was published after this backup.")
    ] = False,
    database: Annotated[
        str,
        typer.Option(
            help="Where to: a postgresql:// address, or file for one in the folder; as in the "
            "settings if not given.",
            metavar="DATABASE",
            show_default=False,
        ),
    ] = "",
    send_waiting: Annotated[
        bool, typer.Option("--send-waiting", help="Send the mail that waited when it was made.")
    ] = False,
) -> None:
    """Put a backup into a new folder, publish from it, and verify every letter.

    What was erased after it stays erased, and a history that the world has seen is never forked.
    """
    backups = room("commands.backups")
    backups.restore_backup(
        GIVEN.home,
        backups.Wanted(file, identity, published, newest, database, send_waiting),
    )
