"""Every signature of a letter, as the entries left it. Source: record format, sections 3, 4, 6.

A letter may have a million signatures, so they lie in arrays side by side, and a `Slot` is made
only for whoever asks for one.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

COMMITMENT_LENGTH = 32

PERSON = 1
ORGANISATION = 2
IMPORTED_PERSON = 3
IMPORTED_ORGANISATION = 4
WITHHELD = 5
_NOTHING = 0
"""An entry that begins no signature."""

_KINDS = {
    PERSON: "signed",
    ORGANISATION: "signed",
    IMPORTED_PERSON: "imported",
    IMPORTED_ORGANISATION: "imported",
    WITHHELD: "withheld",
}
_AS = {
    PERSON: "person",
    ORGANISATION: "organisation",
    IMPORTED_PERSON: "person",
    IMPORTED_ORGANISATION: "organisation",
    WITHHELD: None,
}
_IS_NAMED = bytes(number in _KINDS and number != WITHHELD for number in range(256))
"""What a kind stands for in `Slots.due`."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One signature.

    Attributes:
        index: the number of the entry that began it.
        kind: signed, imported or withheld.
        as_: person or organisation; None for a name withheld.
        edition: the newest it signed or reconfirmed; None for an imported name.
        language: of that wording; None for an imported name.
        record_edition: the edition of its own entry, which its record keeps.
        record_language: the language of its own entry, which its record keeps.
        commitment: the newest record's, in hex; None for a name withheld.
        checks: the newest codes; None for imported and withheld names.
        active: begun and not ended.
        ended_by: the number of the entry that ended it, or None.
        amended_by: the number of the last entry that amended it, or None.
    """

    index: int
    kind: str
    as_: str | None
    edition: int | None
    language: str | None
    record_edition: int | None
    record_language: str | None
    commitment: str | None
    checks: tuple[str, ...] | None
    active: bool
    ended_by: int | None
    amended_by: int | None


class Terms(NamedTuple):
    """What a signature's own entry says, with the newest checks; few letters have many of them."""

    kind: int
    edition: int = 0
    language: str | None = None
    checks: tuple[str, ...] | None = None


def counted(terms: Sequence[Terms]) -> list[tuple[Terms, int]]:
    """Return the objects among `terms` that are not the same, and how often each stands there.

    It looks at identity alone, which is fast; two that are equal may come apart.
    """
    places = list(map(id, terms))
    numbers = Counter(places)
    return [(each, numbers[place]) for place, each in dict(zip(places, terms, strict=True)).items()]


_NO_TERMS = Terms(_NOTHING)
_NO_COMMITMENT = bytes(COMMITMENT_LENGTH)


class Slots(Mapping[int, Slot]):
    """The signatures by the number of the entry that began each, ended ones too.

    Reading is for everyone; only `history.History` writes, with the methods that begin, amend,
    reconfirm and end. An entry takes 38 bytes.
    """

    __slots__ = (
        *("_amended", "_commitments", "_due", "_ended", "_held", "_kinds", "_known", "_length"),
        *("_numbers", "_terms"),
    )

    def __init__(self) -> None:
        self._length = 0
        # One place for each entry, signature or not.
        self._kinds = bytearray()
        self._due = bytearray()
        self._terms = array("I")
        self._commitments = bytearray()
        # What few signatures have.
        self._held: dict[int, tuple[int, str]] = {}
        self._ended: dict[int, int] = {}
        self._amended: dict[int, int] = {}
        # Terms repeat; each is kept once.
        self._known: list[Terms] = []
        self._numbers: dict[Terms, int] = {}

    def __getitem__(self, index: int) -> Slot:
        kind = self.kind(index)
        if kind == _NOTHING:
            raise KeyError(index)
        terms = self.terms(index)
        record_edition = terms.edition or None
        edition, language = self._held.get(index, (record_edition, terms.language))
        return Slot(
            index=index,
            kind=_KINDS[kind],
            as_=_AS[kind],
            edition=edition,
            language=language,
            record_edition=record_edition,
            record_language=terms.language,
            commitment=None if kind == WITHHELD else self.commitments(index, index + 1).hex(),
            checks=terms.checks,
            active=index not in self._ended,
            ended_by=self._ended.get(index),
            amended_by=self._amended.get(index),
        )

    def __iter__(self) -> Iterator[int]:
        return (index for index, kind in enumerate(self._kinds) if kind)

    def __len__(self) -> int:
        return self._length

    def kind(self, index: int) -> int:
        """Return the kind of the signature begun at `index`, a number of this module; 0 is none."""
        return self._kinds[index] if 0 <= index < len(self._kinds) else _NOTHING

    def numbers(self, start: int, end: int) -> Sequence[int]:
        """Return a number for each entry from `start` to before `end`, which stands for its terms.

        Those of an entry that begins no signature stand for none.
        """
        return self._terms[start:end]

    def terms(self, index: int) -> Terms:
        """Return the terms of the signature begun at `index`."""
        return self._known[self._terms[index]]

    def ended_by(self, index: int) -> int | None:
        """Return the number of the entry that ended the signature, or None."""
        return self._ended.get(index)

    def amended_by(self, index: int) -> int | None:
        """Return the number of the last entry that amended the signature, or None."""
        return self._amended.get(index)

    def stand_since(self, indices: Sequence[int], size: int) -> bool:
        """Say whether a record is due of each, and none was amended at or past this size.

        The indices are below the number of entries.
        """
        if not all(map(self._due.__getitem__, indices)):
            return False
        amended = self._amended.keys() & indices
        return all(self._amended[index] < size for index in amended)

    def edition(self, index: int) -> int:
        """Return the edition that a signature holds; 0 for an imported one."""
        held = self._held.get(index)
        return self.terms(index).edition if held is None else held[0]

    def due(self, start: int, end: int) -> bytes:
        """Return a byte for each entry from `start` to before `end`: 1 where a record is due.

        That is where a named or imported signature is active.
        """
        return bytes(self._due[start:end])

    def commitments(self, start: int, end: int) -> bytes:
        """Return 32 bytes for each entry from `start` to before `end`: its newest commitment.

        They are zero where an entry begins no named signature.
        """
        return bytes(self._commitments[start * COMMITMENT_LENGTH : end * COMMITMENT_LENGTH])

    def has_commitment(self, commitment: bytes) -> bool:
        """Say whether a commitment is the newest of some signature, by looking at all of them."""
        place = self._commitments.find(commitment)
        while place >= 0:
            index, beside = divmod(place, COMMITMENT_LENGTH)
            if not beside and self._kinds[index] not in {_NOTHING, WITHHELD}:
                return True
            place = self._commitments.find(commitment, place + 1)
        return False

    def openings(self) -> Iterator[tuple[int, bytes]]:
        """Yield (index, newest commitment, 32 bytes) of each signature that must have a record."""
        for index, due in enumerate(self._due):
            if due:
                yield index, self.commitments(index, index + 1)

    def pass_over(self) -> None:
        """Take note of an entry that begins no signature."""
        self._add([_NO_TERMS], _NO_COMMITMENT)

    def begin(self, terms: Sequence[Terms], commitments: bytes) -> None:
        """Begin signatures at the next indices, 32 bytes of commitment for each.

        Of a name withheld they are zero.
        """
        self._add(terms, commitments)
        self._length += len(terms)

    def amend(self, index: int, by: int, commitment: bytes, checks: tuple[str, ...] | None) -> None:
        """Put a new commitment and new checks in the place of the old, by entry `by`."""
        place = index * COMMITMENT_LENGTH
        self._commitments[place : place + COMMITMENT_LENGTH] = commitment
        self._terms[index] = self._number(self.terms(index)._replace(checks=checks))
        self._amended[index] = by

    def reconfirm(self, index: int, edition: int, language: str) -> None:
        """Have the signature hold a later edition; its record keeps the one of its entry."""
        self._held[index] = (edition, language)

    def end(self, index: int, by: int) -> None:
        """End the signature, by entry `by`."""
        self._ended[index] = by
        self._due[index] = 0

    def _add(self, terms: Sequence[Terms], commitments: bytes) -> None:
        # By identity, since looking at the terms themselves takes as long as all the rest.
        places = list(map(id, terms))
        objects = dict(zip(places, terms, strict=True))
        kind_of = {place: each.kind for place, each in objects.items()}
        kinds = bytes(map(kind_of.__getitem__, places))
        self._kinds += kinds
        self._due += kinds.translate(_IS_NAMED)
        numbers = {place: self._number(each) for place, each in objects.items()}
        self._terms.extend(map(numbers.__getitem__, places))
        self._commitments += commitments

    def _number(self, terms: Terms) -> int:
        number = self._numbers.get(terms)
        if number is None:
            number = self._numbers[terms] = len(self._known)
            self._known.append(terms)
        return number
