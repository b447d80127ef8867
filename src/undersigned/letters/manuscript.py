"""The letter as its file has it: values that were read and found in order.

`undersigned.letters.reading` makes them of the file's bytes.
"""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

DemandState = Literal["open", "met", "refused"]
AddendumKind = Literal["note", "fact", "reply"]

DEMAND_STATES: tuple[DemandState, ...] = ("open", "met", "refused")
ADDENDUM_KINDS: tuple[AddendumKind, ...] = ("note", "fact", "reply")


@dataclass(frozen=True, slots=True)
class Source:
    """Where something can be read: its title, its address, and the address of a copy kept of it."""

    title: str
    url: str = ""
    archived: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom the letter is written; one of the two may be empty."""

    name: str
    office: str


@dataclass(frozen=True, slots=True)
class Organiser:
    """Who publishes the letter and answers for it.

    Attributes:
        name: of a person or a group.
        contact: an e-mail address or an http(s) address, shown in public.
    """

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the letter asks for.

    Attributes:
        text: what is asked, a sentence.
        state: what became of it.
        day: since when it is in this state; None only while open.
        reply: the addressee's words about it, or the empty string.
        reply_source: where the reply, or that the demand was met, can be read.
    """

    text: str
    state: DemandState = "open"
    day: dt.date | None = None
    reply: str = ""
    reply_source: Source | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A period of office that the organiser defines.

    Attributes:
        name: as signers choose it, and as records name it.
        group: the party or other group that held it, or the empty string.
        from_: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
        to: likewise; the empty string while it lasts.
    """

    name: str
    group: str
    from_: str
    to: str

    @property
    def first_year(self) -> int:
        """The year in which it began."""
        return int(self.from_[:4])

    @property
    def last_year(self) -> int | None:
        """The year in which it ended; None while it lasts."""
        return int(self.to[:4]) if self.to else None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of numbers, before and after what a fact tells.

    Attributes:
        name: what was counted or measured.
        unit: in what, in the plural.
        before_low: lowest before; equal to `before_high` where it is one number.
        before_high: highest before.
        after_low: lowest after.
        after_high: highest after.
    """

    name: str
    unit: str
    before_low: Decimal
    before_high: Decimal
    after_low: Decimal
    after_high: Decimal


@dataclass(frozen=True, slots=True)
class Fact:
    """A dated event that the letter rests on.

    Attributes:
        day: when it happened.
        who: who did or said it.
        what: what they did, in sentences that stand alone.
        quote: their words, without quotation marks, or the empty string.
        quantity: what changed by it, where that is a number.
        sources: at least one.
    """

    day: dt.date
    who: str
    what: str
    quote: str
    quantity: Quantity | None
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where people who still serve can report officially.

    Attributes:
        office: the office that takes reports.
        addresses: its official addresses: of a house, a telephone, a page; at least one.
        protection: what protects those who report, each a sentence; may be empty.
    """

    office: str
    addresses: tuple[str, ...]
    protection: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One wording of a letter.

    Attributes:
        file_name: of the file that it was read from.
        title: the letter's title.
        from_whom: who writes, in words.
        addressee: to whom.
        place: where it is dated, or the empty string.
        date: the day that it bears, if any.
        organiser: who publishes it.
        demands: what it asks for; may be empty.
        eligibility: who may sign, in words.
        keeping: what the organiser keeps of signers and for how long, in words; may be empty.
        terms: periods of office, for the make-up; may be empty.
        facts: what it rests on; may be empty.
        reporting: where serving people can report, if the letter says it.
        language: of this wording, a lower-case BCP 47 tag.
        languages: of all wordings, the letter's first language first.
        checks: codes of the checks that a signature needs before it is listed, ascending by bytes.
        body: the text, Markdown.
    """

    file_name: str
    title: str
    from_whom: str
    addressee: Addressee
    place: str
    date: dt.date | None
    organiser: Organiser
    demands: tuple[Demand, ...]
    eligibility: str
    keeping: str
    terms: tuple[Term, ...]
    facts: tuple[Fact, ...]
    reporting: Reporting | None
    language: str
    languages: tuple[str, ...]
    checks: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the addressee answered to one demand, told in an addendum.

    Attributes:
        demand: the demand's number, from 1.
        state: what became of the demand by it.
        day: of the reply.
        reply: their words, or the empty string.
        source: where it can be read.
    """

    demand: int
    state: DemandState
    day: dt.date
    reply: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class AddendumManuscript:
    """Something added to a letter later, which nobody has signed.

    Attributes:
        file_name: of the file that it was read from.
        title: its heading.
        day: when the organiser wrote it.
        kind: ``note``, ``fact`` or ``reply``.
        language: a lower-case BCP 47 tag; the empty string stands for the letter's first language.
        facts: of a ``fact``, at least one; else none.
        replies: of a ``reply``, at least one; else none.
        body: the text, Markdown; only a ``note`` must have one.
    """

    file_name: str
    title: str
    day: dt.date
    kind: AddendumKind
    language: str
    facts: tuple[Fact, ...]
    replies: tuple[Reply, ...]
    body: str
