"""The words of the commands about the site: serving it, and what is due beside that."""

from typing import Annotated

import typer

from undersigned.commands.help import PlainCommand
from undersigned.commands.opening import room
from undersigned.commands.words import GIVEN, OF_SITE

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

site = typer.Typer()


@site.command(
    cls=PlainCommand,
    rich_help_panel=OF_SITE,
    epilog="undersigned --home site init\n"
    "undersigned --home site init --host letters.example.org "
    '--organiser "Ines Kaltmann, ines@example.org"',
)
def init(
    host: Annotated[
        str, typer.Option(help="Under which host the letters will be.", show_default=False)
    ] = "",
    database: Annotated[
        str,
        typer.Option(help="file for one in the folder, or a postgresql:// address.",
                     show_default=False),
    ] = "",
    mail: Annotated[
        str, typer.Option(help="How mail leaves, or mailbox.", show_default=False)
    ] = "",
    sender: Annotated[
        str, typer.Option(help="The address that mail comes from.", show_default=False)
    ] = "",
    organiser: Annotated[
        str,
        typer.Option(help="Who runs it: a name and an address.", metavar="PERSON",
                     show_default=False),
    ] = "",
) -> None:  # fmt: skip
    """Begin an instance, by five questions; an option answers one beforehand."""
    beginning = room("commands.beginning")
    beginning.begin(GIVEN.home, beginning.Answers(host, database, mail, sender, organiser))


@site.command(
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


@site.command(cls=PlainCommand, rich_help_panel=OF_SITE)
def work(
    files: Annotated[
        bool,
        typer.Option("--files", help="Only keep the published files of this host; no key needed."),
    ] = False,
    child: Annotated[bool, typer.Option("--child", hidden=True)] = False,
) -> None:
    """Do what is due, again and again: admit, mail, sequence, publish.

    serve starts one by itself. On PostgreSQL any number of them work side by side.
    """
    room("commands.running").run_worker(GIVEN.home, child=child, files_alone=files)


@site.command(cls=PlainCommand, rich_help_panel=OF_SITE)
def tick() -> None:
    """Do what is due, once.

    Beside a living worker it does nothing, and says so.
    """
    room("commands.running").tick_once(GIVEN.home)


@site.command(
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


@site.command(cls=PlainCommand, rich_help_panel=OF_SITE, epilog="undersigned --home site doctor")
def doctor(
    offline: Annotated[
        bool,
        typer.Option("--offline", help="Ask nobody: no mail server, no DNS, no public address."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of words.")] = False,
) -> None:
    """Look at everything that commonly goes wrong, and say how to mend it.

    Nothing is changed and nothing is sent. It ends with 1 where something is wrong.
    """
    room("commands.doctor").look_at_instance(GIVEN.home, offline=offline, as_json=as_json)
