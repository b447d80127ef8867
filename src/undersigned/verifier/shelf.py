"""A place beside memory for a million lines, and a check that a million values differ."""

import tempfile
from array import array

_IN_MEMORY = 8_000_000
"""Bytes kept in memory; past that the lines go to a file without a name, which ends with us."""


class Shelf:
    """Lines by number, each written once and read in any order."""

    def __init__(self, size: int) -> None:
        """Make room for lines numbered from 0 to below `size`."""
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - see close
        self._places = array("q", [-1]) * size
        self._lengths = array("i", [0]) * size
        self._end = 0

    def put(self, number: int, line: bytes) -> None:
        """Keep a line under its number."""
        self._file.seek(self._end)
        self._file.write(line)
        self._places[number], self._lengths[number] = self._end, len(line)
        self._end += len(line)

    def get(self, number: int) -> bytes | None:
        """Return the line kept under that number, or None."""
        if not 0 <= number < len(self._places) or self._places[number] < 0:
            return None
        self._file.seek(self._places[number])
        return self._file.read(self._lengths[number])

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


class Distinct:
    """Values of 32 bytes, each with a number: says which came twice.

    They lie packed in 256 rows by their first byte, 40 bytes each; a set of a million would take
    five times that.
    """

    _WIDTH = 40

    def __init__(self) -> None:
        self._rows = [bytearray() for _ in range(256)]

    def add(self, value: bytes, number: int) -> None:
        """Add a value of 32 bytes under a number below 2^64."""
        self._rows[value[0]] += value + number.to_bytes(8, "big")

    def repeated(self) -> list[tuple[int, int]]:
        """Return (number, earlier number) for each value that had come before."""
        found = []
        for row in self._rows:
            seen: dict[bytes, int] = {}
            for place in range(0, len(row), self._WIDTH):
                number = int.from_bytes(row[place + 32 : place + self._WIDTH], "big")
                earlier = seen.setdefault(bytes(row[place : place + 32]), number)
                if earlier != number:
                    found.append((number, earlier))
        return sorted(found)
