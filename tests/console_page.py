"""Pages of the documentation that are run: commands, what they say, and what people do between.

A block marked `console` holds commands after `$ `, and under each some of the lines it says. What
a person does elsewhere, as in a browser, is marked by a remark in the page: `<!-- step: sign -->`.
Where a block marked `text` follows it, that is shown to whoever does the step.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

PART = re.compile(
    r"^```console\n(?P<console>.*?)^```$"
    r"|^<!-- step: (?P<step>[\w -]+) -->\n(?:\s*```text\n(?P<text>.*?)^```$)?",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Said:
    """What a command ended with, and its output."""

    code: int
    out: str
    err: str = ""


@dataclass(frozen=True)
class Command:
    """A command of a page, and lines that it says."""

    text: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """What a person does, and what the page shows of it."""

    name: str
    shown: str


def parts(page: Path) -> Iterator[Command | Step]:
    """The commands and steps of a page, in its order."""
    for found in PART.finditer(page.read_text(encoding="utf-8")):
        if found["step"]:
            yield Step(found["step"], found["text"] or "")
            continue
        for command in re.split(r"^\$ ", found["console"], flags=re.MULTILINE)[1:]:
            first, *lines = command.splitlines()
            while first.endswith("\\"):
                first = f"{first[:-1]}{lines.pop(0).lstrip()}"
            yield Command(first, tuple(lines))


def walk(page: Path, run: Callable[[str], Said], do: dict[str, Callable[[str], None]]) -> int:
    """Run a page from top to bottom; returns how many commands it has.

    A step that nobody does fails, and so does one that the page has no more.
    """
    commands = 0
    done = set()
    for part in parts(page):
        if isinstance(part, Step):
            assert part.name in do, f"nobody does the step {part.name} of {page.name}"
            do[part.name](part.shown)
            done.add(part.name)
            continue
        commands += 1
        said = run(part.text)
        assert said.code == 0, f"{part.text}\n{said.out}{said.err}"
        for line in part.lines:
            assert line in said.out.splitlines(), f"{part.text} did not say: {line}\n{said.out}"
    assert done == set(do), f"{page.name} has no step {', '.join(set(do) - done)}"
    return commands
