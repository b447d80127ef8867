"""The words of `undersigned organiser`."""

from typing import Annotated

import typer

from undersigned.commands.help import PlainCommand
from undersigned.commands.opening import room
from undersigned.commands.words import GIVEN, group

organiser = group("Add people who run a letter, and help one who lost the phone.")


@organiser.command(
    "add",
    cls=PlainCommand,
    epilog='undersigned --home site organiser add ines@example.org --name "Ines Kaltmann" '
    "--letter fair-courts --role owner",
)
def organiser_add(
    email: Annotated[
        str, typer.Argument(help="The address to log in with.", show_default=False)
    ],
    letter_name: Annotated[
        str,
        typer.Option(
            "--letter",
            help="The letter's name. Without it they may begin letters at the desk.",
            metavar="LETTER",
            show_default=False,
        ),
    ] = "",
    full_name: Annotated[
        str,
        typer.Option("--name", help="The name that the desk shows, for a new account.",
                     show_default=False),
    ] = "",
    role: Annotated[
        str, typer.Option(help="owner, editor, reviewer or observer.", metavar="ROLE")
    ] = "reviewer",
) -> None:  # fmt: skip
    """Give somebody a role for a letter, and print a link to set a password with.

    Without a letter they may begin letters of their own at the desk, and own them.
    """
    room("commands.people").add_person(GIVEN.home, email, full_name, letter_name, role)


@organiser.command(
    "reset-second-factor",
    cls=PlainCommand,
    epilog="undersigned --home site organiser reset-second-factor ines@example.org",
)
def organiser_reset_second_factor(
    email: Annotated[
        str, typer.Argument(help="The address that they log in with.", show_default=False)
    ],
) -> None:
    """Take passkeys and the app for codes off an account, where they are lost.

    Make sure that it is they who ask. They are logged out everywhere and told by mail; at the next
    login a new one is set up. The audit trail says that it was done.
    """
    room("commands.people").reset_factor(GIVEN.home, email)
