"""How the command line speaks: results to standard output, everything else beside it."""

import sys
from collections.abc import Iterable
from typing import NoReturn

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

OUT = Console(highlight=False, soft_wrap=True)
ERR = Console(stderr=True, highlight=False, soft_wrap=True)

EXIT_REFUSED = 1
EXIT_WRONG_USE = 2


def say(text: str = "") -> None:
    """Print one line of the result."""
    OUT.print(escape(text))


def refuse(*lines: str, code: int = EXIT_REFUSED) -> NoReturn:
    """Say what happened and what to do, and end.

    Raises:
        SystemExit: always.
    """
    for line in lines:
        ERR.print(escape(line))
    sys.exit(code)


def listed(lines: Iterable[str], *, at_most: int, more: str) -> None:
    """Print lines, and how many were left out."""
    all_lines = list(lines)
    for line in all_lines[:at_most]:
        say(f"  {line}")
    if len(all_lines) > at_most:
        say(f"  {len(all_lines) - at_most:,} {more}")


def progress() -> Progress:
    """A bar for long work; it shows only where somebody looks."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=ERR,
        transient=True,
        disable=not ERR.is_terminal,
    )
