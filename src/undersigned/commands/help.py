"""How `--help` reads: plain text in the width of the terminal, examples at the end.

Typer's own help sets frames around everything and shows types that nobody asked for.
"""

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable
from typing import Any

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

WIDEST = 100
INDENT = "  "
GAP = 2

Row = tuple[str, str]


def width() -> int:
    """Columns to write in."""
    return max(40, min(WIDEST, shutil.get_terminal_size().columns))


def heading(text: str) -> str:
    """A heading; bold where a terminal shows it."""
    plain = not text or not sys.stdout.isatty() or "NO_COLOR" in os.environ
    return text if plain else f"\x1b[1m{text}\x1b[0m"


def paragraphs(text: str) -> str:
    """The paragraphs of a docstring, set anew."""
    parts = [" ".join(part.split()) for part in text.split("\n\n")]
    return "\n\n".join(textwrap.fill(part, width()) for part in parts if part)


def table(rows: Iterable[Row], left: int) -> str:
    """Terms in a column of `left` characters, what they mean beside it."""
    lines: list[str] = []
    for term, meaning in rows:
        told = textwrap.wrap(meaning, width() - len(INDENT) - left) or [""]
        lines += [f"{INDENT}{term:<{left}}{told[0]}".rstrip()]
        lines += [f"{INDENT}{'':<{left}}{line}" for line in told[1:]]
    return "\n".join(lines)


def example(line: str) -> str:
    """A command to copy; a long one goes on in the next line, as shells read it."""
    room_for_text = width() - len(INDENT)
    if len(line) <= room_for_text:
        return f"{INDENT}{line}"
    begin, *options = re.split(r" (?=--(?!home))", line)
    lines = [begin]
    for option in options:
        if len(f"{lines[-1]} {option} \\") <= room_for_text:
            lines[-1] += f" {option}"
        else:
            lines.append(f"    {option}")
    return " \\\n".join(f"{INDENT}{each}" for each in lines)


def usage(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    """How it is called, in one line."""
    pieces = [ctx.command_path]
    if any(isinstance(each, TyperOption) and not each.hidden for each in command.params):
        pieces.append("[options]")
    pieces += [shown(each) for each in command.params if isinstance(each, TyperArgument)]
    pieces += ["COMMAND ..."] if isinstance(command, TyperGroup) else []
    return " ".join(pieces)


def shown(argument: TyperArgument) -> str:
    """An argument as the usage names it."""
    return str(argument.metavar or argument.name or "").upper()


def option_row(option: TyperOption, ctx: Any) -> Row:
    """An option and what it means, with its default where it has one worth telling."""
    names = sorted((*option.opts, *option.secondary_opts), key=len)
    term = ", ".join(names)
    if not option.is_flag:
        term += f" {option.metavar or 'TEXT'}"
    meaning = str(option.help or "")
    if option.required:
        meaning += " Required."
    elif option.envvar:
        meaning += f" Or set {option.envvar}."
    elif not option.is_flag and option.show_default and option.default not in (None, ""):
        meaning += f" Default: {option.get_default(ctx)}."
    return term, meaning


def option_rows(command: TyperCommand | TyperGroup, ctx: Any) -> list[Row]:
    """All options that are shown, the one for help last."""
    options = [each for each in command.get_params(ctx) if isinstance(each, TyperOption)]
    rows = [option_row(each, ctx) for each in options if not each.hidden and each.name != "help"]
    return [*rows, ("-h, --help", "Show this and end.")]


def tables(command: TyperCommand | TyperGroup, ctx: Any) -> dict[str, list[Row]]:
    """Arguments, commands by what they are for, and options, each under its heading."""
    found: dict[str, list[Row]] = {}
    for each in command.params:
        if isinstance(each, TyperArgument):
            found.setdefault("", []).append((shown(each), str(each.help or "")))
    if isinstance(command, TyperGroup):
        for name in command.list_commands(ctx):
            one = command.get_command(ctx, name)
            if one is not None and not one.hidden:
                panel = getattr(one, "rich_help_panel", None)
                title = panel if isinstance(panel, str) else "Commands"
                first = " ".join((one.help or "").split("\n\n", maxsplit=1)[0].split())
                found.setdefault(title, []).append((name, first))
    found["Options"] = option_rows(command, ctx)
    return found


def written(command: TyperCommand | TyperGroup, ctx: Any) -> str:
    """The whole help text of a command."""
    parts = [heading(usage(command, ctx)), paragraphs(command.help or "")]
    found = tables(command, ctx)
    left = max(len(term) for rows in found.values() for term, _ in rows) + GAP
    for title, rows in found.items():
        parts.append("\n".join(filter(None, [heading(title), table(rows, left)])))
    if command.epilog:
        lines = command.epilog.splitlines()
        title = "Examples" if len(lines) > 1 else "Example"
        parts.append("\n".join([heading(title), *map(example, lines)]))
    return "\n\n".join(parts) + "\n"


class PlainCommand(TyperCommand):
    """A command that speaks as above."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(written(self, ctx))

    def get_usage(self, ctx: Any) -> str:
        """How it is called, for errors."""
        return f"Usage: {usage(self, ctx)}"


class PlainGroup(TyperGroup):
    """A group of commands that speaks as above."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help."""
        formatter.write(written(self, ctx))

    def get_usage(self, ctx: Any) -> str:
        """How it is called, for errors."""
        return f"Usage: {usage(self, ctx)}"
