"""What taking a list would do, line by line, before anything is written."""

import json
import secrets
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from undersigned.evidence.records import Record
from undersigned.letters.models import Letter
from undersigned.lists.folding import fold
from undersigned.lists.model import Line, Reading, Refusal
from undersigned.signing.line import SALT_BYTES, posts_of
from undersigned.signing.models import ImportedName
from undersigned.signing.tokens import digest_of_listed, keyed
from undersigned.tlog.errors import Malformed

LONGEST_NAME = 200
LONGEST_PLACE = 120
LONGEST_DOUBT = 300


@dataclass
class Plan:
    """What becomes of each line that the reading took.

    Attributes:
        new: Rows to be written, without their list.
        known: Lines that stand at the desk already, from an earlier version of the list.
        hidden: Lines that were left out before, or whose name asked to be taken off.
        unfit: Lines that no record could hold.
    """

    new: list[ImportedName] = field(default_factory=list)
    known: list[int] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    unfit: list[Refusal] = field(default_factory=list)


def plan(
    letter: Letter,
    reading: Reading,
    *,
    earlier: Iterable[ImportedName],
    hidden: frozenset[str],
    terms: Sequence[str],
) -> Plan:
    """Decide line by line.

    A line counts as known as often as it stands in earlier lists: what a list itself has twice is
    taken twice, since nobody but the organiser can tell whether it is one person.

    Args:
        letter: Whose list.
        reading: The list as it was understood.
        earlier: Names that other lists brought to this letter and that were not hidden.
        hidden: Digests of names taken off and of lines left out.
        terms: The names of the letter's terms of office.
    """
    left: Counter[str] = Counter()
    names: dict[str, ImportedName] = {}
    for row in earlier:
        left[_same_line(row)] += 1
        names[_same_name(row)] = row
    result = Plan()
    spelling = {fold(term): term for term in terms}
    for line in reading.taken:
        row = _row(line, spelling)
        fault = _fault(letter, row)
        if fault:
            result.unfit.append(Refusal(line.line, line.text, fault))
        elif left[_same_line(row)]:
            left[_same_line(row)] -= 1
            result.known.append(line.line)
        elif hidden and (name_digest(row) in hidden or line_digest(row) in hidden):
            result.hidden.append(line.line)
        else:
            _doubt_namesake(row, names)
            result.new.append(row)
    return result


def imported_record(letter: Letter, row: ImportedName, terms: Sequence[str]) -> bytes:
    """The record of an imported name, with a fresh salt and only those terms that the letter has.

    Raises:
        Malformed: when no record can hold it (record-format.md section 4).
    """
    return Record(
        salt=secrets.token_bytes(SALT_BYTES),
        letter=letter.log.origin,
        as_=row.kind,
        name=row.name,
        posts=posts_of(row),
        years=row.years,
        served=tuple(term for term in row.served if term in terms),
        place=row.place,
    ).encode()


def fault_of(letter: Letter, line: Line) -> str:
    """Why no record could hold a line, in a sentence; empty when one can."""
    return _fault(letter, _row(line, {}))


def name_digest(row: ImportedName) -> str:
    """How a name that was taken off is known again, without keeping it."""
    return keyed("taken off", _same_name(row))


def line_digest(row: ImportedName) -> str:
    """How a line that was left out is known again; a namesake with another post is not."""
    return keyed("left out", _same_line(row))


def _row(line: Line, spelling: dict[str, str]) -> ImportedName:
    post = {"title": line.role, "office": line.organisation}
    unknown = [term for term in line.served if fold(term) not in spelling]
    doubts = [line.doubt] if line.doubt else []
    doubts += [f"“{term}” is no term of this letter, so it is not shown." for term in unknown]
    return ImportedName(
        line=line.line,
        kind=line.kind,
        name=line.name,
        posts=[post] if any(post.values()) else [],
        years=line.years,
        served=[spelling.get(fold(term), term) for term in line.served],
        place=", ".join(part for part in (line.place, line.country) if part),
        address=line.address,
        address_digest=digest_of_listed(line.address),
        doubt=_shortened(" ".join(doubts)),
    )


def _fault(letter: Letter, row: ImportedName) -> str:
    for what, text, longest in (
        ("name", row.name, LONGEST_NAME),
        ("place", row.place, LONGEST_PLACE),
    ):
        if len(text) > longest:
            return f"The {what} has {len(text):,} characters; {longest} are the most."
    try:
        imported_record(letter, row, row.served)
    except Malformed as error:
        return f"The record can’t hold this line: {error}"
    return ""


def _doubt_namesake(row: ImportedName, names: dict[str, ImportedName]) -> None:
    other = names.get(_same_name(row))
    if other is not None:
        where = f"line {other.line} of {other.source.file_name}"
        row.doubt = _shortened(f"{row.doubt} The same name stands in {where}, otherwise.".strip())


def _same_line(row: ImportedName) -> str:
    said = (row.kind, row.name, row.posts, row.years, row.served, row.place)
    return json.dumps(said, ensure_ascii=False, sort_keys=True)


def _same_name(row: ImportedName) -> str:
    return f"{row.kind}\0{fold(row.name)}"


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_DOUBT else f"{text[: LONGEST_DOUBT - 1]}…"
