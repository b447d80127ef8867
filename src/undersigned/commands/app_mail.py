"""The words of `undersigned mail`."""

from typing import Annotated

import typer

from undersigned.commands.help import PlainCommand
from undersigned.commands.opening import room
from undersigned.commands.words import GIVEN, group

mail = group("Try whether mail leaves, and take in what came back.")


@mail.command("test", cls=PlainCommand, epilog="undersigned --home site mail test ines@example.org")
def mail_test(
    address: Annotated[
        str, typer.Argument(help="Where the test goes.", metavar="ADDRESS", show_default=False)
    ],
) -> None:
    """Send one test mail at once, and say what the server answered.

    It goes the way of every other mail, and changes nothing.
    """
    room("commands.mail").send_test(GIVEN.home, address)


@mail.command(
    "bounce", cls=PlainCommand, epilog="cat message | undersigned --home site mail bounce"
)
def mail_bounce() -> None:
    """Take in a message that came back, from standard input.

    For a mail server, which hands over what comes to the address of the setting mail_bounces_to.
    What is about no mail of this instance, or forged, changes nothing.
    """
    room("commands.mail").take_bounce(GIVEN.home)
