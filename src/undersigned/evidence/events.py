"""What can happen to a letter: a class for each event. Source: record format, section 2.

A field is named as its line's keyword (`as_` for "as", `texts` for an edition's several). Hashes
and 32-byte values are 64 lower-case hex digits; tokens and signatures are bytes.
"""

from dataclasses import dataclass
from typing import ClassVar

from undersigned.evidence.forms import Event
from undersigned.evidence.grammar import (
    AS,
    COURT_ORDER,
    EDITION,
    PASSED,
    PASSED_IF_SIGNED,
    PATH,
    REASON,
    RECORD,
    REFERENCE,
    SIGNATURE,
    SIGNATURE_IF_WITHHELD,
    SUCCESSOR_KEY,
    SUCCESSOR_ORIGIN,
    TAG,
    TEXTS,
    TOKEN,
    TOKEN_KEY,
    Line,
    counted,
    hashed,
)


@dataclass(frozen=True, slots=True)
class Rules(Event):
    """How signers are checked, counted and kept; entry 0 is rules 1.

    Attributes:
        rules: their number, from 1.
        text: SHA-256 of ``rules/<n>.md``.
        token_key: SHA-256 of ``token-keys/<n>.der``, or None.
    """

    event: ClassVar[str] = "rules"
    form: ClassVar[tuple[Line, ...]] = (counted("rules"), hashed("text"), TOKEN_KEY)
    rules: int
    text: str
    token_key: str | None


@dataclass(frozen=True, slots=True)
class Edition(Event):
    """The letter's wordings, published together; entry 1 is edition 1.

    Attributes:
        edition: its number, from 1.
        texts: (language, SHA-256 of ``editions/<n>.<language>.md``), languages ascending.
    """

    event: ClassVar[str] = "edition"
    form: ClassVar[tuple[Line, ...]] = (EDITION, TEXTS)
    edition: int
    texts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Addendum(Event):
    """Something added later, signed by nobody.

    Attributes:
        addendum: its number, from 1.
        text: SHA-256 of ``addenda/<n>.md``.
    """

    event: ClassVar[str] = "addendum"
    form: ClassVar[tuple[Line, ...]] = (counted("addendum"), hashed("text"))
    addendum: int
    text: str


@dataclass(frozen=True, slots=True)
class Delivered(Event):
    """The letter was handed over to its addressee, with the list as it stood.

    Attributes:
        delivery: its number, from 1.
        text: SHA-256 of ``deliveries/<n>.md``.
    """

    event: ClassVar[str] = "delivered"
    form: ClassVar[tuple[Line, ...]] = (counted("delivery"), hashed("text"))
    delivery: int
    text: str


@dataclass(frozen=True, slots=True)
class Signed(Event):
    """A signature by its owner, confirmed, under the rules in force.

    Attributes:
        edition: the one that was signed.
        language: the wording that was signed.
        as_: person or organisation.
        record: the record's commitment.
        checks: codes of what was checked, ascending.
    """

    event: ClassVar[str] = "signed"
    form: ClassVar[tuple[Line, ...]] = (EDITION, TAG, AS, RECORD, PASSED)
    edition: int
    language: str
    as_: str
    record: str
    checks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported(Event):
    """A name from an earlier list, not confirmed by its owner.

    Attributes:
        source: SHA-256 of that list.
        as_: person or organisation.
        record: the record's commitment.
    """

    event: ClassVar[str] = "imported"
    form: ClassVar[tuple[Line, ...]] = (hashed("source"), AS, RECORD)
    source: str
    as_: str
    record: str


@dataclass(frozen=True, slots=True)
class Amended(Event):
    """The line was corrected: a fresh record with a fresh salt.

    Attributes:
        entry: the number of the signature's entry.
        record: the new record's commitment.
        checks: as in `Signed`; None for an imported name.
    """

    event: ClassVar[str] = "amended"
    form: ClassVar[tuple[Line, ...]] = (REFERENCE, RECORD, PASSED_IF_SIGNED)
    entry: int
    record: str
    checks: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Reconfirmed(Event):
    """A signer of an earlier edition signs this later one.

    Attributes:
        entry: the number of the signature's entry.
        edition: the later edition.
        language: the wording signed.
        signature: by the withdrawal key, for a name withheld; otherwise None.
    """

    event: ClassVar[str] = "reconfirmed"
    form: ClassVar[tuple[Line, ...]] = (REFERENCE, EDITION, TAG, SIGNATURE_IF_WITHHELD)
    entry: int
    edition: int
    language: str
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class Withdrawn(Event):
    """A signature was taken back by its owner.

    Attributes:
        entry: the number of the signature's entry.
        signature: by the withdrawal key, for a name withheld; otherwise None.
    """

    event: ClassVar[str] = "withdrawn"
    form: ClassVar[tuple[Line, ...]] = (REFERENCE, SIGNATURE_IF_WITHHELD)
    entry: int
    signature: bytes | None = None


@dataclass(frozen=True, slots=True)
class Removed(Event):
    """A signature was taken off by the organiser.

    Attributes:
        entry: the number of the signature's entry.
        reason: one of `REMOVAL_REASONS`.
    """

    event: ClassVar[str] = "removed"
    form: ClassVar[tuple[Line, ...]] = (REFERENCE, REASON)
    entry: int
    reason: str


@dataclass(frozen=True, slots=True)
class Struck(Event):
    """A document whose file may be absent since, by order of a court.

    Attributes:
        document: its path, for example ``deliveries/1.md``.
        reason: always court-order.
    """

    event: ClassVar[str] = "struck"
    form: ClassVar[tuple[Line, ...]] = (PATH, COURT_ORDER)
    document: str
    reason: str = "court-order"


@dataclass(frozen=True, slots=True)
class Closed(Event):
    """From here nobody can sign."""

    event: ClassVar[str] = "closed"


@dataclass(frozen=True, slots=True)
class Reopened(Event):
    """From here people can sign again."""

    event: ClassVar[str] = "reopened"


@dataclass(frozen=True, slots=True)
class Successor(Event):
    """The log ends, another goes on.

    Attributes:
        origin: the other log's.
        key: its verifier key, whose name is that origin.
    """

    event: ClassVar[str] = "successor"
    form: ClassVar[tuple[Line, ...]] = (SUCCESSOR_ORIGIN, SUCCESSOR_KEY)
    origin: str
    key: str


@dataclass(frozen=True, slots=True)
class Issued(Event):
    """A token was signed blindly, for somebody accepted (section 5).

    Attributes:
        blinded: SHA-256 of the 384 blinded bytes.
    """

    event: ClassVar[str] = "issued"
    form: ClassVar[tuple[Line, ...]] = (hashed("blinded"),)
    blinded: str


@dataclass(frozen=True, slots=True)
class Withheld(Event):
    """A signature whose name is withheld (section 5).

    Attributes:
        edition: the one that was signed.
        language: the wording that was signed.
        prefix: 32 bytes in hex, which the token was blinded with.
        nonce: 32 bytes in hex.
        withdrawal_key: an Ed25519 public key in hex, the signer's own.
        token: 384 bytes.
        signature: 64 bytes, by the withdrawal key.
    """

    event: ClassVar[str] = "withheld"
    form: ClassVar[tuple[Line, ...]] = (
        EDITION,
        TAG,
        hashed("prefix"),
        hashed("nonce"),
        hashed("withdrawal-key"),
        TOKEN,
        SIGNATURE,
    )
    edition: int
    language: str
    prefix: str
    nonce: str
    withdrawal_key: str
    token: bytes
    signature: bytes
