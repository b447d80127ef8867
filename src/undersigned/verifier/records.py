"""Step 6: the records open the newest commitments of those who are listed, and nobody else's."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from undersigned.evidence.openings import check_opening
from undersigned.evidence.plain_records import PlainRecords
from undersigned.evidence.records import LARGEST_RECORD, commitment
from undersigned.evidence.records_file import parse_records, records_path, records_size
from undersigned.tlog.errors import Malformed
from undersigned.tlog.tiles import TILE_WIDTH
from undersigned.verifier.later import Later
from undersigned.verifier.readings import read_at_least
from undersigned.verifier.replay import Replay
from undersigned.verifier.shelf import Distinct, Shelf
from undersigned.verifier.site import Missing, Site, Unreadable
from undersigned.verifier.verdict import Step, recording

_LARGEST_FILE = TILE_WIDTH * (LARGEST_RECORD + 1) + 100
ERASED = "erased"
_LARGEST_ERASED = 20_000_000


def read_erased(site: Site, size: int, step: Step) -> frozenset[int]:
    """Return the indices whose records may be absent, in an archive whose log key is gone.

    The list is unsigned, so that with it step 6 can never hold: it says how many, and the command
    ends with 2.
    """
    try:
        data = site.read(ERASED, _LARGEST_ERASED)
    except Missing:
        return frozenset()
    except Unreadable as error:
        step.gap(str(error))
        return frozenset()
    indices: list[int] = []
    lines = data.removesuffix(b"\n").split(b"\n") if data else []
    for number, line in enumerate(lines, 1):
        index = int(line) if line.isdigit() and len(line) <= len(str(size)) else -1
        ascending = not indices or indices[-1] < index
        if str(index).encode() != line or index >= size or not ascending:
            step.fail(f"{ERASED}, line {number}: expected ascending entries, got {line[:40]!a}")
            return frozenset()
        indices.append(index)
    step.gap(f"{len(indices)} records may be absent by the file {ERASED}, which nobody has signed")
    return frozenset(indices)


@dataclass(slots=True)
class RecordsCheck:
    """Step 6 over all bundles.

    Attributes:
        site: where the files are.
        letter: the origin.
        replay: the letter as its entries left it.
        erased: indices whose records may be absent.
        shelf: keeps the lines that are right.
        wait: lets the cache time pass.
        later: the letter since, for files at a larger size than the checkpoint's.
        step: where the verdict goes.
    """

    site: Site
    letter: str
    replay: Replay
    erased: Collection[int]
    shelf: Shelf
    wait: Callable[[], None]
    later: Later
    step: Step
    opened: int = 0
    _salts: Distinct = field(default_factory=Distinct)
    _plain: PlainRecords = field(init=False)
    _ahead: list[int] = field(default_factory=list)
    _ahead_data: Shelf = field(init=False)

    def __post_init__(self) -> None:
        self._ahead_data = Shelf(-(-self.replay.size // TILE_WIDTH))
        self._plain = PlainRecords(self.letter, self.replay.history.slots)

    def check(self) -> None:
        """Check every file of records."""
        bundles = range(-(-self.replay.size // TILE_WIDTH))
        self.site.expect((records_path(number), _LARGEST_FILE) for number in bundles)
        for number in bundles:
            with recording(self.step) as at:
                at(records_path(number))
                self._check_file(number)
        try:
            for number in self._ahead:
                self._check_ahead(number, self._ahead_data.get(number) or b"")
        finally:
            self._ahead_data.close()
        for index, earlier in self._salts.repeated():
            self.step.fail(f"entry {index}: its record has the salt of entry {earlier}'s")
        self.step.done = True
        self.step.note(f"{self.opened} records open their entries")

    def _check_file(self, number: int) -> None:
        path, changed = records_path(number), self.replay.changed[number]
        data = read_at_least(
            changed, lambda: self.site.read(path, _LARGEST_FILE), records_size, self.wait
        )
        size = records_size(data)
        if size > self.replay.size:
            # What its lines should be is not known yet; it is kept until all others are read, so
            # that one later checkpoint does for all.
            self._ahead_data.put(number, data)
            self._ahead.append(number)
            return
        _, lines = parse_records(data, number)
        if size < changed:
            self.step.fail(f"{path}: at size {size}, while its entries changed up to {changed}")
        if self._open_all(number * TILE_WIDTH, lines):
            return
        self._check_lines(number, lines, self.replay, self.replay.size)

    def _check_ahead(self, number: int, data: bytes) -> None:
        """Check a file that is ahead of the checkpoint at its own size."""
        path, size = records_path(number), records_size(data)
        with recording(self.step) as at:
            at(path)
            later = self.later.at_least(size)
            if later is None:
                self.step.gap(f"{path} is at size {size}, past the checkpoint and each later one")
                return
            _, lines = parse_records(data, number)
            self._check_lines(number, lines, later, size)

    def _check_lines(
        self, number: int, lines: Sequence[bytes | None], replay: Replay, size: int
    ) -> None:
        path, start = records_path(number), number * TILE_WIDTH
        for index in range(start, min(start + TILE_WIDTH, size)):
            place = index - start
            line = lines[place] if place < len(lines) else None
            # The first line is the size, and lines are counted from 1.
            self._check_line(index, line, f"{path}, line {place + 2}", replay, size)

    def _open_all(self, start: int, lines: Sequence[bytes | None]) -> bool:
        """Take a file's lines at once; where they don't fit, each is looked at by itself."""
        if len(lines) != min(TILE_WIDTH, self.replay.size - start):
            return False
        salts = self._plain.salts(start, lines)
        if salts is None:
            return False
        found = [line for line in lines if line is not None]
        indices = [start + place for place, line in enumerate(lines) if line is not None]
        self.shelf.put_all(indices, found)
        self._salts.add_all(salts, indices)
        self.opened += len(found)
        return True

    def _check_line(
        self, index: int, line: bytes | None, place: str, replay: Replay, size: int
    ) -> None:
        if not replay.listed_at(index, size):
            if line is not None:
                self.step.fail(f"{place}: entry {index} has a record, and none belongs to it")
            return
        if line is None:
            if index not in self.erased:
                self.step.fail(f"{place}: the record of entry {index} is missing")
            return
        slot = replay.slot_at(index, size)
        try:
            record = check_opening(line, self.letter, slot)
        except Malformed as error:
            owner = self._owner(line, replay)
            whose = f"it is the record of entry {owner}, at entry {index}"
            self.step.fail(f"{place}: {error if owner in {None, index} else whose}")
            return
        self.opened += 1
        self._salts.add(record.salt, index)
        if index < self.replay.size:
            self.shelf.put(index, line)

    def _owner(self, line: bytes, replay: Replay) -> int | None:
        """Return whose record a line is that stands in the wrong place; None for nobody's."""
        if self.step.more:
            # Looking through everybody for each line of a ruined letter would take for ever.
            return None
        found = bytes.fromhex(commitment(line))
        openings = replay.history.slots.openings()
        return next((index for index, opening in openings if opening == found), None)
