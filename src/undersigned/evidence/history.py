"""What may follow what in a letter's log. Source: record format, sections 1 to 6.

A `History` takes the entries in order, refuses the first that breaks a rule, and knows at each size
who is active, which documents belong, and the figures. An entry takes it some 110 bytes, and well
under a microsecond where it comes in a run.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from undersigned.evidence.commitments import Commitments
from undersigned.evidence.documents import (
    addendum_path,
    delivery_path,
    edition_path,
    rules_path,
    token_key_path,
)
from undersigned.evidence.entries import (
    Addendum,
    Amended,
    Closed,
    Delivered,
    Edition,
    Entry,
    Event,
    Imported,
    Issued,
    Reconfirmed,
    Removed,
    Reopened,
    Rules,
    Signed,
    Struck,
    Successor,
    Withdrawn,
    Withheld,
)
from undersigned.evidence.figures import Figures
from undersigned.evidence.refusal import Refused
from undersigned.evidence.shapes import Run, terms_of
from undersigned.evidence.slots import (
    COMMITMENT_LENGTH,
    IMPORTED_ORGANISATION,
    IMPORTED_PERSON,
    ORGANISATION,
    PERSON,
    WITHHELD,
    Slot,
    Slots,
    Terms,
    counted,
)
from undersigned.evidence.tokens import reconfirmed_message, withdrawn_message
from undersigned.evidence.withholding import Proofs, Withholding
from undersigned.tlog.note import ALGORITHM_ED25519, VerifierKey

__all__ = ["History", "Proofs", "Refused", "Slot", "Slots"]

_WHILE_OPEN = {Signed, Imported, Reconfirmed, Edition, Issued, Withheld}
_AFTER_SUCCESSOR: set[type[Event]] = {Withdrawn, Removed, Struck}
_BEGINNING = {Signed, Imported, Withheld}
_IMPORTED = (IMPORTED_PERSON, IMPORTED_ORGANISATION)
_FIRST: dict[int, type[Rules | Edition]] = {0: Rules, 1: Edition}
_FEWEST_ENTRIES = len(_FIRST)


class History:
    """A letter's log as far as it has been read.

    Attributes:
        letter: the origin; every entry must name it.
        size: entries taken so far.
        day: the day of the last entry, or None.
        rules: the number of the rules in force; 0 before the first.
        edition: the number of the current edition; 0 before the first.
        addenda: how many there are.
        deliveries: how many there are.
        editions: for each edition its wordings: language to SHA-256 in hex.
        documents: for each path that an entry committed to its SHA-256 in hex, token keys too.
        struck: for each struck path the number of the entry that struck it first.
        open: whether somebody can sign.
        successor: the entry that names the log that goes on, or None.
        slots: the signatures, by the number of the entry that began each.
        withholding: token keys, tokens issued and redeemed.
    """

    def __init__(self, letter: str) -> None:
        self.letter = letter
        self.size = 0
        self.day: dt.date | None = None
        self.rules = 0
        self.edition = 0
        self.addenda = 0
        self.deliveries = 0
        self.editions: dict[int, dict[str, str]] = {}
        self.documents: dict[str, str] = {}
        self.struck: dict[str, int] = {}
        self.open = False
        self.successor: Successor | None = None
        self.slots = Slots()
        self.withholding = Withholding()
        self._commitments = Commitments(self.slots)
        self._active: Counter[tuple[int, int]] = Counter()
        """Active signatures by kind and edition held."""
        self._withdrawn = 0
        self._amended = 0
        self._removed: Counter[str] = Counter()

    def apply(self, entry: Entry, proofs: Proofs | None = None) -> None:
        """Take the next entry. A refused one leaves everything as it was.

        Args:
            entry: the entry at index `size`.
            proofs: checks the tokens and signatures of names withheld. Without it they aren't
                checked, and tokens redeemed are held against those issued in all, not for each key.

        Raises:
            Refused: the entry breaks a rule of the record format.
        """
        try:
            self._check_place(entry)
            self._TAKERS[type(entry)](self, entry, proofs)
        except Refused as refused:
            refused.index, refused.event = self.size, entry.event
            raise
        if type(entry) not in _BEGINNING:
            self.slots.pass_over()
        self.day = entry.day
        self.size += 1

    def take_run(self, run: Run) -> bool:
        """Take a run of entries, all or none; say whether they were taken.

        False says that one of them may be refused: `apply` each, to hear which one and why.
        """
        days = [shape.entry.day for shape in run.shapes]
        try:
            for shape in dict.fromkeys(run.shapes):
                self._check_place(shape.entry)
                if isinstance(shape.entry, Signed):
                    self._check_wording(shape.entry.edition, shape.entry.language)
        except Refused:
            return False
        if sorted(days) != days:
            return False
        if not self._commitments.take(run.commitments):
            return False
        self._begin([shape.terms for shape in run.shapes], run.commitments)
        self.day = days[-1]
        self.size += len(days)
        return True

    def check_whole(self) -> None:
        """Refuse a log of fewer than two entries: it is no letter (section 3).

        Raises:
            Refused: there are fewer.
        """
        if self.size < _FEWEST_ENTRIES:
            reason = f"A letter has {_FEWEST_ENTRIES} entries at least; this log has {self.size}."
            raise Refused(reason, "3")

    def conclude(self) -> None:
        """Let go of what only a next entry would be held against: none can be taken any more."""
        del self._commitments

    def figures(self) -> Figures:
        """Return the figures at this size (section 6)."""
        named = self._active[PERSON, self.edition]
        organisations = self._active[ORGANISATION, self.edition]
        withheld = self._active[WITHHELD, self.edition]
        total = named + organisations + withheld
        imported = sum(self._active[kind, 0] for kind in _IMPORTED)
        return Figures(
            total=total,
            named=named,
            organisations=organisations,
            withheld=withheld,
            imported=imported,
            earlier=self._active.total() - total - imported,
            withdrawn=self._withdrawn,
            removed={reason: self._removed[reason] for reason in sorted(self._removed)},
            amended=self._amended,
            edition=self.edition,
        )

    def _check_place(self, entry: Entry) -> None:
        """Refuse an entry that may not stand here, whatever it says of its own."""
        kind = type(entry)
        if entry.letter != self.letter:
            raise Refused(f"The letter {self.letter} was expected, {entry.letter} came.", "1")
        if self.day is not None and entry.day < self.day:
            reason = f"A day not before {self.day}, that of the entry before, was expected; "
            raise Refused(f"{reason}{entry.day} came.", "2")
        first = _FIRST.get(self.size)
        if first is not None:
            if kind is not first:
                raise Refused(f"Entry {self.size} has to be {first.event} 1.", "2")
        elif self.successor is not None and kind not in _AFTER_SUCCESSOR:
            allowed = ", ".join(sorted(each.event for each in _AFTER_SUCCESSOR))
            raise Refused(f"After the successor only these were expected: {allowed}.", "3")
        elif not self.open and kind in _WHILE_OPEN:
            raise Refused("An open letter was expected; it is closed.", "3")

    def _rules(self, entry: Rules, _: Proofs | None) -> None:
        self._count_up("Rules", self.rules, entry.rules)
        self.rules = entry.rules
        self.documents[rules_path(entry.rules)] = entry.text
        if entry.token_key is not None:
            self.documents[token_key_path(entry.rules)] = entry.token_key
        self.withholding.put_in_force(entry.token_key, entry.rules)

    def _publish(self, entry: Edition, _: Proofs | None) -> None:
        self._count_up("Editions", self.edition, entry.edition)
        self.edition = entry.edition
        self.editions[entry.edition] = dict(entry.texts)
        for language, digest in entry.texts:
            self.documents[edition_path(entry.edition, language)] = digest
        if self.size == 1:
            self.open = True

    def _add(self, entry: Addendum, _: Proofs | None) -> None:
        self._count_up("Addenda", self.addenda, entry.addendum)
        self.addenda = entry.addendum
        self.documents[addendum_path(entry.addendum)] = entry.text

    def _deliver(self, entry: Delivered, _: Proofs | None) -> None:
        self._count_up("Deliveries", self.deliveries, entry.delivery)
        self.deliveries = entry.delivery
        self.documents[delivery_path(entry.delivery)] = entry.text

    def _sign(self, entry: Signed, _: Proofs | None) -> None:
        self._check_wording(entry.edition, entry.language)
        self._begin([terms_of(entry)], self._fresh_commitment(entry.record))

    def _import(self, entry: Imported, _: Proofs | None) -> None:
        self._begin([terms_of(entry)], self._fresh_commitment(entry.record))

    def _amend(self, entry: Amended, _: Proofs | None) -> None:
        kind = self._referred(entry.entry)
        if kind == WITHHELD:
            raise Refused("A named signature was expected: withheld ones are never amended.", "3")
        if kind in _IMPORTED and entry.checks is not None:
            raise Refused("No checks were expected: the signature is an imported one.", "2")
        if kind not in _IMPORTED and entry.checks is None:
            raise Refused("Checks were expected: the signature is a signed one.", "2")
        commitment = self._fresh_commitment(entry.record)
        self._commitments.replace(self.slots.commitments(entry.entry, entry.entry + 1))
        self.slots.amend(entry.entry, self.size, commitment, entry.checks)
        self._amended += 1

    def _reconfirm(self, entry: Reconfirmed, proofs: Proofs | None) -> None:
        kind = self._referred(entry.entry)
        if kind in _IMPORTED:
            raise Refused("A signed or withheld entry was expected; it is an imported one.", "3")
        held = self.slots.edition(entry.entry)
        if entry.edition <= held:
            reason = f"An edition later than {held}, the one held, was expected; "
            raise Refused(f"{reason}edition {entry.edition} came.", "3")
        self._check_wording(entry.edition, entry.language)
        self._check_owner(entry, kind, proofs)
        self.slots.reconfirm(entry.entry, entry.edition, entry.language)
        self._active[kind, held] -= 1
        self._active[kind, entry.edition] += 1

    def _withdraw(self, entry: Withdrawn, proofs: Proofs | None) -> None:
        kind = self._referred(entry.entry)
        self._check_owner(entry, kind, proofs)
        self._end(entry.entry, kind)
        self._withdrawn += 1

    def _remove(self, entry: Removed, _: Proofs | None) -> None:
        kind = self._referred(entry.entry)
        if entry.reason == "superseded" and kind not in _IMPORTED:
            raise Refused("Superseded is for imported names only; this is none.", "4")
        self._end(entry.entry, kind)
        self._removed[entry.reason] += 1

    def _strike(self, entry: Struck, _: Proofs | None) -> None:
        if entry.document not in self.documents:
            reason = "The path of a document that an earlier entry committed to was expected; "
            raise Refused(f"{reason}{entry.document} came.", "2")
        self.struck.setdefault(entry.document, self.size)

    def _close(self, _: Closed, __: Proofs | None) -> None:
        if not self.open:
            raise Refused("An open letter was expected; it is closed already.", "3")
        self.open = False

    def _reopen(self, _: Reopened, __: Proofs | None) -> None:
        if self.open:
            raise Refused("A closed letter was expected; it is open.", "3")
        self.open = True

    def _succeed(self, entry: Successor, _: Proofs | None) -> None:
        if entry.origin == self.letter:
            raise Refused("Another letter's origin was expected; this is the letter's own.", "1")
        key = VerifierKey.parse(entry.key)
        if key.name != entry.origin:
            reason = f"A key by the name of the successor's origin, {entry.origin}, was expected; "
            raise Refused(f"{reason}its name is {key.name}.", "4")
        if key.kind != ALGORITHM_ED25519:
            raise Refused(f"An Ed25519 key (type 1) was expected; its type is {key.kind}.", "1")
        self.successor = entry

    def _issue(self, entry: Issued, _: Proofs | None) -> None:
        self.withholding.issue(entry)

    def _withhold(self, entry: Withheld, proofs: Proofs | None) -> None:
        self._check_wording(entry.edition, entry.language)
        self.withholding.redeem(entry, self.size, proofs)
        self._begin([Terms(WITHHELD, entry.edition, entry.language)], bytes(COMMITMENT_LENGTH))

    def _count_up(self, what: str, last: int, number: int) -> None:
        if number != last + 1:
            reason = f"{what} count up by one: number {last + 1} was expected, {number} came."
            raise Refused(reason, "3")

    def _check_wording(self, edition: int, language: str) -> None:
        languages = self.editions.get(edition)
        if languages is None:
            reason = f"An edition from 1 to {self.edition} was expected, edition {edition} came."
            raise Refused(reason, "3")
        if language not in languages:
            reason = f"A language of edition {edition}, {', '.join(languages)}, was expected; "
            raise Refused(f"{reason}{language} came.", "3")

    def _fresh_commitment(self, record: str) -> bytes:
        """Return the commitment's bytes, kept from now on; the last thing that may refuse."""
        commitment = bytes.fromhex(record)
        if not self._commitments.take(commitment):
            raise Refused(f"The commitment {record} stands in an earlier entry.", "3")
        return commitment

    def _begin(self, terms: Sequence[Terms], commitments: bytes) -> None:
        self.slots.begin(terms, commitments)
        for each, count in counted(terms):
            self._active[each.kind, each.edition] += count

    def _referred(self, index: int) -> int:
        """Return the kind of the signature that an entry refers to, which must be active."""
        kind = self.slots.kind(index)
        if not kind:
            raise Refused(
                "The number of an earlier signed, imported or withheld entry was expected; "
                f"entry {index} is none.",
                "3",
            )
        ended_by = self.slots.ended_by(index)
        if ended_by is not None:
            reason = f"An active signature was expected; entry {ended_by} ended that of {index}."
            raise Refused(reason, "3")
        return kind

    def _check_owner(
        self, entry: Reconfirmed | Withdrawn, kind: int, proofs: Proofs | None
    ) -> None:
        """Refuse an owner's signature where none belongs, and none or a bad one where one does."""
        if kind != WITHHELD:
            if entry.signature is not None:
                raise Refused("No signature was expected: a named signature has none.", "5")
            return
        if entry.signature is None:
            raise Refused("A signature by the withdrawal key was expected; there is none.", "5")
        if proofs is None:
            return
        holder = self.withholding.holder(entry.entry)
        if isinstance(entry, Withdrawn):
            message = withdrawn_message(self.letter, holder.nonce)
        else:
            message = reconfirmed_message(self.letter, entry.edition, entry.language, holder.nonce)
        if not proofs.signed(holder.withdrawal_key, message, entry.signature):
            raise Refused("The signature isn't by the withdrawal key over these words.", "5")

    def _end(self, index: int, kind: int) -> None:
        self._active[kind, self.slots.edition(index)] -= 1
        self.slots.end(index, self.size)

    _TAKERS: ClassVar[dict[type[Entry], Callable[["History", Any, Proofs | None], None]]] = {
        Rules: _rules,
        Edition: _publish,
        Addendum: _add,
        Delivered: _deliver,
        Signed: _sign,
        Imported: _import,
        Amended: _amend,
        Reconfirmed: _reconfirm,
        Withdrawn: _withdraw,
        Removed: _remove,
        Struck: _strike,
        Closed: _close,
        Reopened: _reopen,
        Successor: _succeed,
        Issued: _issue,
        Withheld: _withhold,
    }
    """What takes the entries of each event."""
