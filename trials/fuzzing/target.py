"""What a target of the fuzzer is, where its seeds come from, and how a seed is mutated."""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

TESTS = Path(__file__).resolve().parents[2] / "tests"
LARGEST = 65_536
"""Bytes of the largest input."""
SHORTEST_EXAMPLE = 12
"""Characters from which on a text in a test may be an example of what is read."""
# What breaks readers of text and of bytes, put into seeds.
_ODD = (
    *(b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\r\n", b"\r"),
    *("\u2028".encode(), "\u202e".encode(), "\u0660".encode(), "\U0001d7d9".encode(), b"\x85"),
    *(b"-0", b"1e999", b"9" * 5000, b"NaN", b"\\ud800", b"&#xd800;", b"{{", b"<![x[", b"<!--"),
    *(b"[" * 600, b"(" * 600, b"<b>" * 600, b"- " * 600, b"> " * 600, b'{"a":' * 600, b"=?utf-8?"),
)

_RUNS = 0.3  # share of the largest inputs that are a seed with a run of spaces in it


class Broken(AssertionError):  # noqa: N818 (what happened to the promise)
    """A promise of what is read does not hold for this input."""


@dataclass(frozen=True)
class Target:
    """One thing that reads what others wrote.

    Attributes:
        name: by which it is asked for.
        read: reads an input; raises `Broken`, or anything that is not the documented refusal.
        seeds: gives the inputs to begin with.
        seconds: that reading the largest input may take; more where a target reads it often.
    """

    name: str
    read: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    seconds: float = 3.0


def holds(condition: object, what: str) -> None:
    """Say that a promise is broken unless the condition holds.

    Raises:
        Broken: it does not.
    """
    if not condition:
        raise Broken(what)


def examples(*patterns: str) -> list[bytes]:
    """The longer texts and bytes that stand in these files of the tests, each once."""
    found: dict[bytes, None] = {}
    for pattern in patterns:
        for path in sorted(TESTS.glob(pattern)):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes):
                    value = node.value
                    data = value if isinstance(value, bytes) else value.encode("utf-8", "replace")
                    if SHORTEST_EXAMPLE <= len(data) <= LARGEST:
                        found.setdefault(data)
    return list(found)


def mutated(seed: bytes, other: bytes, chance: Random) -> bytes:
    """A seed with one to five changes: cut, doubled, swapped, mixed with another, made odd."""
    data = bytearray(seed or b"\n")
    for _ in range(chance.randint(1, 5)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((1, 2, 8, 64)))
        match chance.randrange(7):
            case 0:
                data[start:end] = b""
            case 1:
                data[start:start] = data[start:end]
            case 2:
                data[start:end] = data[start:end][::-1]
            case 3:
                data[start:end] = bytes([chance.randrange(256)])
            case 4:
                data[start:start] = chance.choice(_ODD)
            case 5:
                place = chance.randrange(len(other) + 1)
                data[start:end] = other[place : place + 64]
            case _:
                if start < len(data):
                    data[start] ^= 1 << chance.randrange(8)
    return bytes(data[:LARGEST])


def swollen(seeds: Sequence[bytes], chance: Random) -> Iterator[bytes]:
    """Inputs of the largest size: a piece of a seed again and again, between its two ends.

    The piece is of the seed itself, or a space, as patterns go through runs of these. What takes
    more than a straight line of time is seen here, long before a fuzzer grows to it.
    """
    while True:
        seed = chance.choice(seeds) or b"\n"
        start = chance.randrange(len(seed))
        end = start + chance.choice((1, 2, 3, 7, 20, 100, len(seed)))
        piece, rest = seed[start:end], seed[end:]
        if chance.random() < _RUNS:
            piece, rest = chance.choice((b" ", b"\t", "\u3000".encode())), seed[start:]
        times = max(0, LARGEST - start - len(rest)) // len(piece)
        yield (seed[:start] + piece * times + rest)[:LARGEST]
