"""Step 4: every entry, and what may follow what; and what the letter is once all were taken."""

import datetime as dt
from collections.abc import Collection, Sequence

from undersigned.evidence.entries import (
    Amended,
    Entry,
    NewerVersion,
    Removed,
    Rules,
    Successor,
    Withdrawn,
    parse_entry,
)
from undersigned.evidence.figures import Figures
from undersigned.evidence.history import History, Refused
from undersigned.evidence.shapes import Run, Shapes
from undersigned.evidence.slots import (
    IMPORTED_ORGANISATION,
    IMPORTED_PERSON,
    ORGANISATION,
    PERSON,
    Slot,
)
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.tiles import TILE_WIDTH
from undersigned.verifier.site import Site
from undersigned.verifier.verdict import Step
from undersigned.verifier.withheld import SiteProofs, note_small_batches

_NO_RUN = Run([], b"")
_NAMED = frozenset({PERSON, ORGANISATION, IMPORTED_PERSON, IMPORTED_ORGANISATION})


class Replay:
    """A letter as its entries make it, one after the other.

    Attributes:
        history: the state after the entries taken so far; it stops at the first that is refused.
        figures: the figures at each of the sizes asked for that has been passed.
        changed: for each bundle the size since which its file of records has to be right.
        broken: why the entries do not make a letter that could be counted; empty while they do.
    """

    def __init__(
        self,
        letter: str,
        site: Site,
        marks: Collection[int],
        today: dt.date,
        key: VerifierKey | None,
        step: Step,
    ) -> None:
        """Take a letter's entries, of a log with this key, from the first on."""
        self.history = History(letter)
        self.figures: dict[int, Figures] = {}
        self.changed: list[int] = []
        self.broken = ""
        self._marks = frozenset(marks)
        self._latest = today + dt.timedelta(days=1)
        self._key = key
        self._step = step
        self._remembered_from: int | None = None
        self._before: dict[int, list[tuple[int, Slot]]] = {}
        self._proofs = SiteProofs(site, step)
        self._shapes = Shapes()

    @property
    def size(self) -> int:
        """How many entries the history has taken."""
        return self.history.size

    def remember_from(self, size: int) -> None:
        """Have `slot_at` know what entries from this size on correct."""
        self._remembered_from = size

    def slot_at(self, index: int, size: int) -> Slot:
        """Return the signature at `index` with the commitment and checks that it had at `size`."""
        for amended_by, before in self._before.get(index, ()):
            if amended_by >= size:
                return before
        return self.history.slots[index]

    def take(self, start: int, entries: Sequence[bytes]) -> None:
        """Check a bundle's entries. After one that is refused, only the grammar of the rest."""
        shaped, place, count = self._shapes.read(entries), 0, len(entries)
        while place < count:
            marks = [mark - start for mark in self._marks if mark > start + place]
            run = _NO_RUN if self.broken else shaped.run(place, min(marks, default=count))
            taken = len(run.shapes)
            if taken and self._take_run(run):
                self._note_change(start // TILE_WIDTH)
                self._note_figures()
            else:
                taken = taken or 1
                for beside in range(place, place + taken):
                    self._take_one(start + beside, entries[beside])
            place += taken

    def _take_run(self, run: Run) -> bool:
        """Take a run; False where one of it may be refused or is worth a word by itself."""
        return run.shapes[-1].entry.day <= self._latest and self.history.take_run(run)

    def _take_one(self, index: int, data: bytes) -> None:
        try:
            entry = parse_entry(data)
            if not self.broken:
                self._apply(index, entry)
        except Malformed as error:
            self._break(f"entry {index}: {error}", failed=True)
        except Refused as error:
            self._break(str(error), failed=True)
        except NewerVersion as error:
            self._break(f"entry {index}: {error}", failed=False)

    def end(self, *, complete: bool, why: str = "") -> None:
        """Close the step once the entries are read, or once `why` they can't be read further."""
        if not complete:
            self.broken = self.broken or why
            self._step.gap(f"the entries from {self.size} on were not read: {why}")
            return
        self._step.done = True
        if self.broken:
            return
        note_small_batches(self.history.withholding, self._step)
        self._step.note(f"{self.size} entries")
        try:
            self.history.check_whole()
        except Refused as error:
            self._break(str(error), failed=True)
        self.history.conclude()

    def listed_at(self, index: int, size: int) -> bool:
        """Say whether a named or imported signature at `index` is active at `size`."""
        if index >= size or self.history.slots.kind(index) not in _NAMED:
            return False
        ended_by = self.history.slots.ended_by(index)
        return ended_by is None or ended_by >= size

    def touched_since(self, index: int, size: int) -> bool:
        """Say whether an entry at or past `size` began, corrected or ended the named one here."""
        if not size <= self.size > index or self.history.slots.kind(index) not in _NAMED:
            return False
        by = (index, self.history.slots.amended_by(index), self.history.slots.ended_by(index))
        return any(each is not None and each >= size for each in by)

    def stand_since(self, indices: Sequence[int], size: int) -> bool:
        """Say whether all these were listed at `size` and no entry since then has touched them."""
        if not indices or not 0 <= min(indices) <= max(indices) < min(size, self.size):
            return False
        # Who is listed still and began before was listed then.
        return self.history.slots.stand_since(indices, size)

    def status(self, index: int) -> str:
        """Return in words what has become of the signature begun at `index`."""
        slot = self.history.slots.get(index)
        if slot is None:
            return f"entry {index} begins no signature"
        amended = "" if slot.amended_by is None else f"amended in entry {slot.amended_by}, "
        if slot.ended_by is not None:
            return f"entry {index} is {amended}ended in entry {slot.ended_by}"
        return f"entry {index} is {amended}still active"

    def _apply(self, index: int, entry: Entry) -> None:
        if isinstance(entry, Rules):
            self._proofs.take(entry)
        before = self._slot_before(index, entry)
        self.history.apply(entry, self._proofs)
        if before is not None:
            self._before.setdefault(before.index, []).append((index, before))
        if entry.day > self._latest:
            self._step.fail(f"entry {index}: its day, {entry.day}, is past tomorrow")
        if isinstance(entry, Successor):
            self._check_successor(index, entry)
        self._note_change(index // TILE_WIDTH)
        if isinstance(entry, Amended | Removed | Withdrawn) and (
            self.history.slots.kind(entry.entry) in _NAMED
        ):
            self.changed[entry.entry // TILE_WIDTH] = self.size
        self._note_figures()

    def _note_change(self, bundle: int) -> None:
        if bundle == len(self.changed):
            self.changed.append(0)
        self.changed[bundle] = self.size

    def _note_figures(self) -> None:
        if self.size in self._marks:
            self.figures[self.size] = self.history.figures()

    def _slot_before(self, index: int, entry: Entry) -> Slot | None:
        if self._remembered_from is None or index < self._remembered_from:
            return None
        return self.history.slots.get(entry.entry) if isinstance(entry, Amended) else None

    def _check_successor(self, index: int, entry: Successor) -> None:
        key = VerifierKey.parse(entry.key)
        if self._key is not None and key.public_key == self._key.public_key:
            self._step.fail(
                f"entry {index}: the successor has this log's key; no two logs share one"
            )

    def _break(self, reason: str, *, failed: bool) -> None:
        self.broken = self.broken or reason
        if failed:
            self._step.fail(reason)
        else:
            self._step.gap(reason)
