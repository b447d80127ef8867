"""A place beside memory for a million lines, and a check that a million values differ."""

import tempfile
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice
from operator import eq

_IN_MEMORY = 8_000_000
"""Bytes kept in memory; past that the lines go to a file without a name, which ends with us."""

_WINDOW = 65_536
"""Bytes read at once."""
_CLOSE = 8_000_000
"""Bytes from the first of neighbours to the last, at most."""


class Shelf:
    """Lines by number, each written once and read in any order."""

    def __init__(self, size: int) -> None:
        """Make room for lines numbered from 0 to below `size`."""
        self._file = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - see close
        self._places = array("q", [-1]) * size
        self._lengths = array("i", [0]) * size
        self._end = 0
        # What was read last, since neighbours are asked for in a row, and where it begins.
        self._window = b""
        self._window_start = 0

    def put(self, number: int, line: bytes) -> None:
        """Keep a line under its number."""
        self.put_all((number,), (line,))

    def put_all(self, numbers: Sequence[int], lines: Sequence[bytes]) -> None:
        """Keep several lines, each under its number."""
        places, lengths, place = self._places, self._lengths, self._end
        for number, length in zip(numbers, map(len, lines), strict=True):
            places[number], lengths[number] = place, length
            place += length
        self._file.seek(self._end)
        self._file.write(b"".join(lines))
        self._end = place

    def get(self, number: int) -> bytes | None:
        """Return the line kept under that number, or None."""
        if not 0 <= number < len(self._places):
            return None
        place, length = self._places[number], self._lengths[number]
        if place < 0:
            return None
        start = place - self._window_start
        if start < 0 or start + length > len(self._window):
            self._file.seek(place)
            self._window, self._window_start, start = self._file.read(_WINDOW + length), place, 0
        return self._window[start : start + length]

    def neighbours(self, numbers: Sequence[int]) -> list[bytes] | None:
        """Return the lines kept under ascending numbers, where they lie close to each other."""
        places = [self._places[number] for number in numbers]
        start, end = places[0], places[-1] + self._lengths[numbers[-1]]
        if min(places) < max(start, 0) or max(places) > places[-1] or end - start > _CLOSE:
            return None
        self._file.seek(start)
        read = self._file.read(end - start)
        lengths = [self._lengths[number] for number in numbers]
        return [
            read[place - start : place - start + length]
            for place, length in zip(places, lengths, strict=True)
        ]

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


class Distinct:
    """Values of 32 bytes, each with a number: says which came twice.

    They lie packed, 40 bytes each; a set of a million would take five times that.
    """

    _WIDTH = 32

    def __init__(self) -> None:
        self._values = bytearray()
        self._numbers = array("Q")

    def add(self, value: bytes, number: int) -> None:
        """Add a value of 32 bytes under a number below 2^64."""
        self.add_all(value, (number,))

    def add_all(self, values: bytes, numbers: Iterable[int]) -> None:
        """Add several values, one after the other in `values`, each with its number."""
        self._values += values
        self._numbers.extend(numbers)

    def repeated(self) -> list[tuple[int, int]]:
        """Return (number, earlier number) for each value that had come before."""
        # Most have no neighbour with the same first 8 bytes, which takes a moment to see.
        beginnings = memoryview(self._values).cast("Q")[:: self._WIDTH // 8]
        # Sorted they take half of what a set takes.
        ordered = sorted(beginnings)
        if not any(map(eq, ordered, islice(ordered, 1, None))):
            return []
        del ordered
        found, seen = [], dict[bytes, int]()
        often = {each for each, count in Counter(beginnings).items() if count > 1}
        for place, beginning in enumerate(beginnings):
            if beginning in often:
                start, number = place * self._WIDTH, self._numbers[place]
                value = bytes(self._values[start : start + self._WIDTH])
                earlier = seen.setdefault(value, number)
                if earlier != number:
                    found.append((number, earlier))
        return sorted(found)
