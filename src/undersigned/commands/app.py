"""The words of the command line; what each does stands in the module named like it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from undersigned.commands.importing import import_list
from undersigned.commands.letters import (
    add_addendum,
    check_files,
    confirm_day,
    publish_file,
    set_open,
    write_new_letter,
)
from undersigned.commands.people import add_person
from undersigned.commands.running import fill_sample, run_server, run_worker, tick_once

EPILOG = (
    'A first evening: [bold]undersigned letter new "A title"[/], write it, '
    "[bold]undersigned letter check FILE[/], [bold]undersigned --home site letter publish FILE[/], "
    "[bold]undersigned --home site serve[/]."
)

app = typer.Typer(
    name="undersigned",
    help="Open letters with a list of signatures that anyone can check.",
    epilog=EPILOG,
    no_args_is_help=True,
    rich_markup_mode="rich",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
letter = typer.Typer(help="Write, check and publish a letter.", no_args_is_help=True)
organiser = typer.Typer(help="People who run letters.", no_args_is_help=True)
app.add_typer(letter, name="letter", rich_help_panel="The letter")
app.add_typer(organiser, name="organiser", rich_help_panel="The letter")


@dataclass
class Given:
    """What stands before the command."""

    home: Path | None = None


GIVEN = Given()


@app.callback()
def options(
    home: Annotated[
        Path | None,
        typer.Option(
            help="The instance: a folder with settings, database, keys and published files. "
            "One that doesn't exist yet becomes a new instance.",
            envvar="UNDERSIGNED_HOME",
            metavar="FOLDER",
        ),
    ] = None,
) -> None:
    """Open letters with a list of signatures that anyone can check."""
    GIVEN.home = home


@app.command(rich_help_panel="The site")
def serve(
    port: Annotated[int, typer.Option(help="Where to listen; the next free one if taken.")] = 8000,
    address: Annotated[str, typer.Option(help="The network address to listen on.")] = "127.0.0.1",
    work: Annotated[
        bool, typer.Option("--work/--no-work", help="Whether to start the child that works.")
    ] = True,
) -> None:
    """Serve the letters, and do what is due beside it."""
    run_server(GIVEN.home, address, port, with_worker=work)


@app.command(rich_help_panel="The site")
def work(
    child: Annotated[bool, typer.Option("--child", hidden=True)] = False,
) -> None:
    """Do what is due, again and again: admit, mail, sequence, publish."""
    run_worker(GIVEN.home, child=child)


@app.command(rich_help_panel="The site")
def tick() -> None:
    """Do what is due, once. Beside a living worker it does nothing, and says so."""
    tick_once(GIVEN.home)


@app.command(rich_help_panel="The site")
def sample() -> None:
    """Fill an instance with the sample letter and its 1,137 invented signatories."""
    fill_sample(GIVEN.home)


@letter.command("new")
def letter_new(
    title: Annotated[str, typer.Argument(help="The letter's title.")],
    name: Annotated[
        str, typer.Option(help="Its name in addresses; made from the title if not given.")
    ] = "",
    language: Annotated[str, typer.Option(help="The language it is written in.")] = "en",
) -> None:
    """Write a letter file to fill in."""
    write_new_letter(title, name, language)


@letter.command("check")
def letter_check(
    files: Annotated[list[Path], typer.Argument(help="Letter files.", metavar="FILE...")],
) -> None:
    """Say what is wrong in a letter file: line, field and how to mend it."""
    check_files(files)


@letter.command("publish")
def letter_publish(
    file: Annotated[Path, typer.Argument(help="The letter file, in its first language.")],
    name: Annotated[
        str, typer.Option(help="Its name in addresses; the file's name if not given.")
    ] = "",
    host: Annotated[
        str, typer.Option(help="The host of the letter's origin, where the settings have none.")
    ] = "",
    new_edition: Annotated[
        bool, typer.Option("--new-edition", help="Publish a changed file as the next edition.")
    ] = False,
    addendum: Annotated[
        str,
        typer.Option(help="Publish the file as an addendum to this letter.", metavar="LETTER"),
    ] = "",
) -> None:
    """Publish a letter, a new edition of it, or an addendum. What is published never changes."""
    if addendum:
        add_addendum(GIVEN.home, file, addendum)
    else:
        publish_file(GIVEN.home, file, name, host, new_edition=new_edition)


@letter.command("close")
def letter_close(
    name: Annotated[str, typer.Argument(help="The letter's name.", metavar="LETTER")],
    reason: Annotated[str, typer.Option(help="Why, for the audit trail.")],
) -> None:
    """Take no more signatures. Those given stay, and can still be withdrawn."""
    set_open(GIVEN.home, name, reason, is_open=False)


@letter.command("reopen")
def letter_reopen(
    name: Annotated[str, typer.Argument(help="The letter's name.", metavar="LETTER")],
    reason: Annotated[str, typer.Option(help="Why, for the audit trail.")],
) -> None:
    """Take signatures again."""
    set_open(GIVEN.home, name, reason, is_open=True)


@letter.command("confirm-day")
def letter_confirm_day(
    name: Annotated[str, typer.Argument(help="The letter's name.", metavar="LETTER")],
) -> None:
    """Say that today's date is right, after more than 31 days without an entry."""
    confirm_day(GIVEN.home, name)


@app.command("import", rich_help_panel="The letter")
def import_(
    name: Annotated[str, typer.Argument(help="The letter's name.", metavar="LETTER")],
    source: Annotated[Path, typer.Argument(help="The list: CSV, a Markdown list, or lines.")],
    yes: Annotated[bool, typer.Option("--yes", help="Take it; without this it is a dry run.")] = (
        False
    ),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")] = False,
) -> None:
    """Bring an earlier list of signatories along. Nothing of it is published by this."""
    import_list(GIVEN.home, name, source, take=yes, as_json=as_json)


@organiser.command("add")
def organiser_add(
    email: Annotated[str, typer.Argument(help="The address to log in with.")],
    full_name: Annotated[str, typer.Option("--name", help="The name that the desk shows.")],
    letter_name: Annotated[
        str, typer.Option("--letter", help="The letter's name.", metavar="LETTER")
    ],
    role: Annotated[str, typer.Option(help="owner, editor, reviewer or observer.")] = "reviewer",
) -> None:
    """Give somebody a role for a letter, and print a link to set a password with."""
    add_person(GIVEN.home, email, full_name, letter_name, role)
