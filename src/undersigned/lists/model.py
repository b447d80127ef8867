"""What reading a list gives: lines taken, repairs, refusals, and proposed duplicates."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "organisation"]


class ListRefused(Exception):  # noqa: N818 - named for what happened to the list, as a person says it
    """A file that cannot be read as a list at all.

    Attributes:
        what: What was found, a whole sentence.
        mend: What to do about it, a whole sentence.
    """

    def __init__(self, what: str, mend: str) -> None:
        super().__init__(f"{what} {mend}")
        self.what = what
        self.mend = mend


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A signatory as a list gives it: one person or one organisation.

    Attributes:
        line: Where the entry begins in the file, counted from 1; where a file has no lines (a
            workbook, a page, a folder), the number of the entry. No two entries share a number.
        kind: "person" or "organisation".
        name: As it should be shown; as typed, but for the reported repairs.
        text: The entry as it stood in the file, repairs undone. It may hold mail addresses, so it
            is for the desk and never for a page.
        role: The post held, "Professor"; the whole affiliation where it could not be split.
        organisation: Where the post is or was held.
        country: As given.
        place: As given.
        years: Whole years of service, where the list says so.
        served: Terms of office under which the person served, in the list's words and order.
        link: Address of a page, or a handle; empty where there is none. Never a mail address.
        address: A mail address found in the list. Never to be published.
        doubt: What a person should look at again; empty where the reading is plain.
    """

    line: int
    kind: Kind
    name: str
    text: str
    role: str = ""
    organisation: str = ""
    country: str = ""
    place: str = ""
    years: int | None = None
    served: tuple[str, ...] = ()
    link: str = ""
    address: str = ""
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Repair:
    """One change made to a field: where, what it was, what it is now, and why."""

    line: int
    field: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A line that is no signatory, as it stood, with the reason as a whole sentence."""

    line: int
    text: str
    why: str


Outcome = Line | Refusal


@dataclass(frozen=True, slots=True)
class Proposal:
    """Entries that may be the same signatory; a person decides.

    Attributes:
        lines: Their numbers, two at least, in rising order.
        weight: How much speaks for it, from 0 to 1; of the weakest of its links.
        reasons: What speaks for it and what differs, whole sentences.
    """

    lines: tuple[int, ...]
    weight: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A spelling that was folded to another in all entries that had it."""

    field: str
    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """Outcomes and repairs of a source, the format it was found to have, and how much it had."""

    read: int
    outcomes: tuple[Outcome, ...]
    repairs: tuple[Repair, ...]
    format: str
    delimiter: str = ""
    remarks: tuple[str, ...] = ()
    places: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A list as it was understood. Nothing is lost: read = taken + refused.

    Attributes:
        name: The file's name as it was given.
        sha256: Of the file's bytes, lower-case hex.
        format: "table", "markdown", "lines", "workbook", "page", "document", "data" or "folder".
        encoding: The encoding by which the bytes became text, as Python names it.
        delimiter: Between the cells of a table; empty for other formats and single columns.
        read: Lines of the source that are not blank (of a table: rows).
        taken: In the order of the file.
        refused: In the order of the file.
        repaired: In the order of the file; also for entries that were refused afterwards.
        duplicates: Groups of line numbers that may be the same signatory; none was merged.
        remarks: What holds for the whole file and a person should know.
        places: Where entries stand, by their numbers, where that is more than a line of the file:
            "sheet “Signers”, row 7". Ask `where` rather than this.
        proposals: The same groups as in `duplicates`, each with its weight and its reasons.
        folded: Spellings of countries and terms that were folded to one, and how often.
    """

    name: str
    sha256: str
    format: str
    encoding: str
    delimiter: str
    read: int
    taken: tuple[Line, ...]
    refused: tuple[Refusal, ...]
    repaired: tuple[Repair, ...]
    duplicates: tuple[tuple[int, ...], ...]
    remarks: tuple[str, ...]
    places: Mapping[int, str] = field(default_factory=dict)
    proposals: tuple[Proposal, ...] = ()
    folded: tuple[Folded, ...] = ()

    def where(self, line: int) -> str:
        """Where an entry stands, in words by which a person finds it: "line 12"."""
        return self.places.get(line) or f"line {line}"

    @property
    def organisations(self) -> tuple[Line, ...]:
        """Those taken that are organisations; the others are people."""
        return tuple(line for line in self.taken if line.kind == "organisation")

    @property
    def people(self) -> tuple[Line, ...]:
        """Those taken that are people."""
        return tuple(line for line in self.taken if line.kind == "person")
