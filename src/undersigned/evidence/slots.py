"""Every signature of a letter, as the entries left it. Source: record format, sections 3, 4, 6.

A letter may have a million signatures, so they lie in arrays side by side, and a `Slot` is made
only for whoever asks for one.
"""

from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

Known = TypeVar("Known")

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


class Slots(Mapping[int, Slot]):
    """The signatures by the number of the entry that began each, ended ones too.

    Reading is for everyone; only `history.History` writes, with the methods that begin, amend,
    reconfirm and end.
    """

    __slots__ = (
        *("_amended", "_checks", "_commitments", "_editions", "_ended", "_held", "_kinds"),
        *("_known_checks", "_known_languages", "_languages", "_length", "_numbers"),
    )

    def __init__(self) -> None:
        self._length = 0
        # One place for each entry, signature or not.
        self._kinds = bytearray()
        self._editions = array("I")
        self._languages = array("I")
        self._checks = array("I")
        self._commitments: list[bytes | None] = []
        # What few signatures have.
        self._held: dict[int, tuple[int, str]] = {}
        self._ended: dict[int, int] = {}
        self._amended: dict[int, int] = {}
        # Languages and lists of checks repeat; each is kept once. Number 0 is none.
        self._known_languages: list[str | None] = [None]
        self._known_checks: list[tuple[str, ...] | None] = [None]
        self._numbers: dict[object, int] = {None: 0}

    def __getitem__(self, index: int) -> Slot:
        kind = self.kind(index)
        if kind == _NOTHING:
            raise KeyError(index)
        record_edition = self._editions[index] or None
        record_language = self._known_languages[self._languages[index]]
        edition, language = self._held.get(index, (record_edition, record_language))
        commitment = self._commitments[index]
        return Slot(
            index=index,
            kind=_KINDS[kind],
            as_=_AS[kind],
            edition=edition,
            language=language,
            record_edition=record_edition,
            record_language=record_language,
            commitment=None if commitment is None else commitment.hex(),
            checks=self._known_checks[self._checks[index]],
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

    def ended_by(self, index: int) -> int | None:
        """Return the number of the entry that ended the signature, or None."""
        return self._ended.get(index)

    def edition(self, index: int) -> int:
        """Return the edition that a signature holds; 0 for an imported one."""
        held = self._held.get(index)
        return self._editions[index] if held is None else held[0]

    def openings(self) -> Iterator[tuple[int, bytes]]:
        """Yield (index, newest commitment, 32 bytes) of each signature that must have a record."""
        for index, commitment in enumerate(self._commitments):
            if commitment is not None and index not in self._ended:
                yield index, commitment

    def pass_over(self) -> None:
        """Take note of an entry that begins no signature."""
        self._add(_NOTHING, 0, None, None, None)

    def begin(
        self,
        kind: int,
        edition: int,
        language: str | None,
        commitment: bytes | None,
        checks: tuple[str, ...] | None,
    ) -> None:
        """Begin a signature at the next index; edition 0 and no language for an imported one."""
        self._add(kind, edition, language, commitment, checks)
        self._length += 1

    def amend(self, index: int, by: int, commitment: bytes, checks: tuple[str, ...] | None) -> None:
        """Put a new commitment and new checks in the place of the old, by entry `by`."""
        self._commitments[index] = commitment
        self._checks[index] = self._number(checks, self._known_checks)
        self._amended[index] = by

    def reconfirm(self, index: int, edition: int, language: str) -> None:
        """Have the signature hold a later edition; its record keeps the one of its entry."""
        self._held[index] = (edition, language)

    def end(self, index: int, by: int) -> None:
        """End the signature, by entry `by`."""
        self._ended[index] = by

    def _add(
        self,
        kind: int,
        edition: int,
        language: str | None,
        commitment: bytes | None,
        checks: tuple[str, ...] | None,
    ) -> None:
        self._kinds.append(kind)
        self._editions.append(edition)
        self._languages.append(self._number(language, self._known_languages))
        self._checks.append(self._number(checks, self._known_checks))
        self._commitments.append(commitment)

    def _number(self, value: Known, known: list[Known]) -> int:
        number = self._numbers.get(value)
        if number is None:
            number = self._numbers[value] = len(known)
            known.append(value)
        return number
