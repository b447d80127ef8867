"""Whether a record opens a signature. Source: record format, sections 4 and 6."""

from undersigned.evidence.events import Imported, Signed
from undersigned.evidence.records import Record, commitment, parse_record
from undersigned.evidence.slots import Slot
from undersigned.tlog.errors import Malformed


def check_opening(line: bytes, letter: str, slot: Slot) -> Record:
    """Return the record of one line, if it is the one that the signature's newest entry commits to.

    Args:
        line: the record's line without its end.
        letter: the origin of the letter's log.
        slot: the signature, active and named.

    Raises:
        Malformed: the line has another commitment, is no record, or says of itself something else
            than the signature's entries do.
    """
    what = f"record of entry {slot.index}"
    if commitment(line) != slot.commitment:
        raise Malformed(what, f"the one of commitment {slot.commitment}", commitment(line))
    try:
        record = parse_record(line)
    except Malformed as error:
        raise Malformed(f"{what}, {error.what}", error.expected, error.got) from None
    codes = None if record.checks is None else tuple(sorted(record.checks))
    for field, expected, got in (
        ("letter", letter, record.letter),
        ("as", slot.as_, record.as_),
        ("edition", slot.record_edition, record.edition),
        ("language", slot.record_language, record.language),
        ("checks", slot.checks, codes),
    ):
        if expected != got:
            raise Malformed(f"{field} in the {what}", f"{expected}, as in the entry", got)
    return record


def slot_begun(entry: Signed | Imported, index: int, committed: str) -> Slot:
    """Return the signature that an entry begins at `index`, with a commitment in hex."""
    edition, language, checks = (
        (entry.edition, entry.language, entry.checks)
        if isinstance(entry, Signed)
        else (None, None, None)
    )
    return Slot(
        index=index,
        kind=entry.event,
        as_=entry.as_,
        edition=edition,
        language=language,
        record_edition=edition,
        record_language=language,
        commitment=committed,
        checks=checks,
        active=True,
        ended_by=None,
        amended_by=None,
    )
