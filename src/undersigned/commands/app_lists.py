"""The words of the commands about earlier lists."""

from pathlib import Path
from typing import Annotated

import typer

from undersigned.commands.help import PlainCommand
from undersigned.commands.opening import room
from undersigned.commands.words import GIVEN, OF_LETTER, LetterName

lists = typer.Typer()


@lists.command(
    "import",
    cls=PlainCommand,
    rich_help_panel=OF_LETTER,
    epilog="undersigned --home site import fair-courts earlier-list.csv --yes",
)
def import_(
    name: LetterName,
    source: Annotated[
        Path,
        typer.Argument(
            help="The list: XLSX, CSV, JSON, YAML, HTML, DOCX, Markdown, lines, a ZIP or a folder.",
            show_default=False,
        ),
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Take it; without this it is a dry run.")] = (
        False
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")] = False,
) -> None:
    """Bring an earlier list of signatories along.

    It shows what it understood and, line by line, what it repaired or refused and why. Nothing is
    published by this: the names stay at the desk.
    """
    room("commands.importing").import_list(GIVEN.home, name, source, take=yes, as_json=as_json)
