"""What the words of every command share: how they speak, and what stands before them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from undersigned.commands.help import PlainGroup

OF_SITE = "The site"
OF_LETTER = "The letter"


def group(help_text: str, epilog: str | None = None) -> typer.Typer:
    """One level of commands, all speaking alike."""
    return typer.Typer(
        cls=PlainGroup,
        help=help_text,
        epilog=epilog,
        no_args_is_help=True,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )


@dataclass
class Given:
    """What stands before the command."""

    home: Path | None = None


GIVEN = Given()

LetterName = Annotated[str, typer.Argument(help="The letter's name.", metavar="LETTER")]
Reason = Annotated[
    str, typer.Option(help="Why; the audit trail keeps it.", metavar="TEXT", show_default=False)
]
