"""The words of `undersigned letter`."""

from pathlib import Path
from typing import Annotated

import typer

from undersigned.commands.help import PlainCommand
from undersigned.commands.opening import room
from undersigned.commands.words import GIVEN, LetterName, Reason, group

BEGINNING = "Write"
PUBLISHING = "Publish"
AFTERWARDS = "Afterwards"

letter = group("Write, check and publish a letter.")


@letter.command(
    "new",
    cls=PlainCommand,
    rich_help_panel=BEGINNING,
    epilog='undersigned letter new "A sentence is not a favour" --name fair-courts',
)
def letter_new(
    title: Annotated[str, typer.Argument(help="The letter's title.", show_default=False)],
    name: Annotated[
        str,
        typer.Option(
            help="Its name in addresses; made from the title if not given.", show_default=False
        ),
    ] = "",
    language: Annotated[
        str, typer.Option(help="The language it is written in.", metavar="TAG")
    ] = "en",
) -> None:
    """Write a letter file to fill in, into this folder."""
    room("commands.letter_files").write_new_letter(title, name, language)


@letter.command(
    "check",
    cls=PlainCommand,
    rich_help_panel=BEGINNING,
    epilog="undersigned letter check fair-courts.en.md",
)
def letter_check(
    files: Annotated[
        list[Path], typer.Argument(help="Letter files.", metavar="FILE...", show_default=False)
    ],
    addendum: Annotated[
        bool, typer.Option("--addendum", help="The files are addenda, not letters.")
    ] = False,
) -> None:
    """Say what is wrong in a letter file: line, field and how to mend it.

    The wordings in other languages that it names are checked with it.
    """
    check = room("commands.letter_files")
    (check.check_addenda if addendum else check.check_files)(files)


@letter.command(
    "publish",
    cls=PlainCommand,
    rich_help_panel=PUBLISHING,
    epilog="undersigned --home site letter publish fair-courts.en.md --host letters.example.org",
)
def letter_publish(
    file: Annotated[
        Path, typer.Argument(help="The letter file, in its first language.", show_default=False)
    ],
    name: Annotated[
        str,
        typer.Option(
            help="Its name in addresses; the file's name if not given.", show_default=False
        ),
    ] = "",
    host: Annotated[
        str,
        typer.Option(
            help="The host of the letter's origin, where the settings have none. "
            "It never changes later.",
            metavar="HOST",
            show_default=False,
        ),
    ] = "",
    new_edition: Annotated[
        bool, typer.Option("--new-edition", help="Publish a changed file as the next edition.")
    ] = False,
    addendum: Annotated[
        str,
        typer.Option(
            help="Publish the file as an addendum to this letter.",
            metavar="LETTER",
            show_default=False,
        ),
    ] = "",
) -> None:
    """Publish a letter, a new edition of it, or an addendum.

    What is published never changes. A changed file is refused, with what differs, until it is a
    new edition; signatures stay with the edition that they signed.
    """
    if addendum and (new_edition or name or host):
        raise typer.BadParameter(
            "An addendum has no edition, name or host of its own. Leave the other options away.",
            param_hint="--addendum",
        )
    publishing = room("commands.letters")
    if addendum:
        publishing.add_addendum(GIVEN.home, file, addendum)
    else:
        publishing.publish_file(GIVEN.home, file, name, host, new_edition=new_edition)


@letter.command(
    "close",
    cls=PlainCommand,
    rich_help_panel=AFTERWARDS,
    epilog='undersigned --home site letter close fair-courts --reason "Handed over"',
)
def letter_close(name: LetterName, reason: Reason) -> None:
    """Take no more signatures. Those given stay, and can still be withdrawn."""
    room("commands.letters").set_open(GIVEN.home, name, reason, is_open=False)


@letter.command("reopen", cls=PlainCommand, rich_help_panel=AFTERWARDS)
def letter_reopen(name: LetterName, reason: Reason) -> None:
    """Take signatures again."""
    room("commands.letters").set_open(GIVEN.home, name, reason, is_open=True)


@letter.command(
    "deliver",
    cls=PlainCommand,
    rich_help_panel=AFTERWARDS,
    epilog="undersigned --home site letter deliver fair-courts --list to-print",
)
def letter_deliver(
    name: LetterName,
    list_: Annotated[
        Path | None,
        typer.Option(
            "--list",
            help="Write the list into this folder, as text and as a page to print, and no more.",
            metavar="FOLDER",
            show_default=False,
        ),
    ] = None,
    size: Annotated[
        int,
        typer.Option(
            help="The size that is printed on the list; with --list, today's if not given.",
            show_default=False,
        ),
    ] = 0,
    to: Annotated[
        str,
        typer.Option(help="Who took it, in public.", metavar="WHOM", show_default=False),
    ] = "",
    day: Annotated[
        str,
        typer.Option(help="On which day; today if not given.", metavar="DAY", show_default=False),
    ] = "",
    by: Annotated[
        str,
        typer.Option(help="Who handed it over, in public.", metavar="WHOM", show_default=False),
    ] = "",
    words: Annotated[
        str,
        typer.Option(
            help="What else is to be said of it, in public.", metavar="TEXT", show_default=False
        ),
    ] = "",
) -> None:
    """Record that the letter was handed over with its list, or write that list.

    The entry and its document never change. The document names no signer; it holds the size and
    root of the list.
    """
    delivering = room("commands.delivering")
    if list_ is not None:
        delivering.write_list(GIVEN.home, name, list_, size)
    else:
        said = {"to": to, "from_whom": by, "words": words}
        delivering.record(GIVEN.home, name, size, day, said)


@letter.command("confirm-day", cls=PlainCommand, rich_help_panel=AFTERWARDS)
def letter_confirm_day(name: LetterName) -> None:
    """Say that today's date is right, after 31 days without an entry or a clock that ran ahead."""
    room("commands.letters").confirm_day(GIVEN.home, name)
