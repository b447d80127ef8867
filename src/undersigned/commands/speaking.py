"""How the command line speaks: results to standard output, everything else beside it."""

import json
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from rich.console import Console

OUT = Console(highlight=False, soft_wrap=True, markup=False, emoji=False)
ERR = Console(stderr=True, highlight=False, soft_wrap=True, markup=False, emoji=False)

EXIT_REFUSED = 1
EXIT_INTERRUPTED = 130


def say(text: str = "") -> None:
    """Print one line of the result."""
    OUT.print(visible(text))


def say_json(document: Any) -> None:
    """Print a document as JSON, with what a terminal would obey or hide written as escapes."""
    text = json.dumps(document, ensure_ascii=False, indent=2)
    if not text.replace("\n", "").isprintable():
        text = "".join(
            each if each.isprintable() or each == "\n" else json.dumps(each)[1:-1] for each in text
        )
    OUT.print(text)


def remark(text: str) -> None:
    """Print one line that is no result: what is being done, what is worth knowing."""
    ERR.print(visible(text))


def visible(text: str) -> str:
    """The text with control characters shown: a file's bytes must not steer a terminal."""
    if text.isprintable():
        return text
    return "".join(
        each if each.isprintable() or each == "\n" else repr(each)[1:-1] for each in text
    )


def refuse(*lines: str, code: int = EXIT_REFUSED) -> NoReturn:
    """Say what happened and what to do, and end.

    Raises:
        SystemExit: always.
    """
    for line in lines:
        remark(line)
    sys.exit(code)


def listed(lines: Iterable[str], *, at_most: int, more: str) -> None:
    """Print lines, and how many were left out."""
    all_lines = list(lines)
    for line in all_lines[:at_most]:
        say(f"  {line}")
    if len(all_lines) > at_most:
        say(f"  {len(all_lines) - at_most:,} {more}")


def counted(number: int, noun: str, nouns: str = "") -> str:
    """A number and its noun: `1 fact`, `12 facts`; `nouns` where an s is not enough."""
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"
