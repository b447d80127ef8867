"""The words of the command line; what each does stands in a module of this room.

Those modules are imported when their command runs, by `room`: whoever reads `--help` should not
wait for Django.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from undersigned.commands.help import PlainCommand, PlainGroup
from undersigned.commands.opening import room

EXAMPLES = """\
undersigned --home sample sample --serve
undersigned letter new "A sentence is not a favour" --name fair-courts
undersigned letter check fair-courts.en.md
undersigned --home site letter publish fair-courts.en.md --host letters.example.org
undersigned --home site serve"""
OF_SITE = "The site"
OF_LETTER = "The letter"
BEGINNING = "Write"
PUBLISHING = "Publish"
AFTERWARDS = "Afterwards"


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


app = group("Open letters with a list of signatures that anyone can check.", EXAMPLES)
letter = group("Write, check and publish a letter.")
organiser = group("Add people who run a letter, and help one who lost the phone.")


@dataclass
class Given:
    """What stands before the command."""

    home: Path | None = None


GIVEN = Given()


def tell_version(asked: bool) -> None:  # noqa: FBT001 (typer calls it so)
    """Print the version and end, where that was asked."""
    if asked:
        room("commands.speaking").say(f"undersigned {room('commands.version').version()}")
        raise typer.Exit


LetterName = Annotated[str, typer.Argument(help="The letter's name.", metavar="LETTER")]
Reason = Annotated[
    str, typer.Option(help="Why; the audit trail keeps it.", metavar="TEXT", show_default=False)
]
Port = Annotated[
    int,
    typer.Option(help="Where to listen; the next free one if taken.", min=1, max=65535,
                 metavar="NUMBER"),
]  # fmt: skip
Address = Annotated[
    str,
    typer.Option(
        help="The network address to listen on; 0.0.0.0 means every network.", metavar="ADDRESS"
    ),
]


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


@letter.command("confirm-day", cls=PlainCommand, rich_help_panel=AFTERWARDS)
def letter_confirm_day(name: LetterName) -> None:
    """Say that today's date is right, after more than 31 days without an entry."""
    room("commands.letters").confirm_day(GIVEN.home, name)


app.add_typer(letter, name="letter", rich_help_panel=OF_LETTER)


@app.command(
    "import",
    cls=PlainCommand,
    rich_help_panel=OF_LETTER,
    epilog="undersigned --home site import fair-courts earlier-list.csv --yes",
)
def import_(
    name: LetterName,
    source: Annotated[
        Path, typer.Argument(help="The list: CSV, a Markdown list, or lines.", show_default=False)
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
        typer.Option("--letter", help="The letter's name.", metavar="LETTER", show_default=False),
    ],
    full_name: Annotated[
        str,
        typer.Option("--name", help="The name that the desk shows, for a new account.",
                     show_default=False),
    ] = "",
    role: Annotated[
        str, typer.Option(help="owner, editor, reviewer or observer.", metavar="ROLE")
    ] = "reviewer",
) -> None:  # fmt: skip
    """Give somebody a role for a letter, and print a link to set a password with."""
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
    """Take the app for codes off an account, where phone and recovery codes are lost.

    Make sure that it is they who ask. They are logged out everywhere and told by mail; at the next
    login a new app is set up. The audit trail says that it was done.
    """
    room("commands.people").reset_factor(GIVEN.home, email)


app.add_typer(organiser, name="organiser", rich_help_panel=OF_LETTER)


@app.command(
    cls=PlainCommand, rich_help_panel=OF_SITE, epilog="undersigned --home site serve --port 8080"
)
def serve(
    port: Port = 8000,
    address: Address = "127.0.0.1",
    work: Annotated[
        bool, typer.Option("--work/--no-work", help="Whether to start the child that works.")
    ] = True,
) -> None:
    """Serve the letters, and do what is due beside it."""
    room("commands.running").run_server(GIVEN.home, address, port, with_worker=work)


@app.command(cls=PlainCommand, rich_help_panel=OF_SITE)
def work(
    child: Annotated[bool, typer.Option("--child", hidden=True)] = False,
) -> None:
    """Do what is due, again and again: admit, mail, sequence, publish.

    serve starts one by itself.
    """
    room("commands.running").run_worker(GIVEN.home, child=child)


@app.command(cls=PlainCommand, rich_help_panel=OF_SITE)
def tick() -> None:
    """Do what is due, once.

    Beside a living worker it does nothing, and says so.
    """
    room("commands.running").tick_once(GIVEN.home)


@app.command(
    cls=PlainCommand, rich_help_panel=OF_SITE, epilog="undersigned --home sample sample --serve"
)
def sample(
    serve_it: Annotated[bool, typer.Option("--serve", help="Serve it afterwards.")] = False,
    port: Port = 8000,
    address: Address = "127.0.0.1",
) -> None:
    """Fill an instance with an invented letter and its 1,137 signatories.

    One that is filled already is left as it is.
    """
    sampling = room("commands.sampling")
    if serve_it:
        sampling.serve_sample(GIVEN.home, address, port)
    else:
        sampling.fill_sample(GIVEN.home)
