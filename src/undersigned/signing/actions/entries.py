"""What signatures ask of the record, and take back from it while it is not sequenced."""

from typing import Any

from undersigned.record.actions import append, cancel
from undersigned.record.queries import entries_of
from undersigned.signing.actions.hold import hold_open_letter
from undersigned.signing.actions.imported_names import release, supersede
from undersigned.signing.line import record_line
from undersigned.signing.models import Signature
from undersigned.signing.queries import subject_of
from undersigned.signing.states import NotPossible

WITHDRAWN = "withdrawn"
REMOVED = "removed"


def enter(signature: Signature) -> None:
    """Ask for the `signed` entry, in the transaction that accepts.

    Raises:
        NotPossible: when the letter is closed; the record takes signatures only while it is open.
    """
    if not hold_open_letter(signature):
        raise NotPossible(
            "The letter is closed, and the record takes signatures only while it is open. "
            "Nothing was changed. Whoever runs the letter can reopen it."
        )
    fields = {
        "edition": signature.edition,
        "language": signature.language,
        "as": signature.kind,
        "checks": sorted(signature.checks),
    }
    _append(signature, "signed", fields, record_line(signature))
    supersede(signature)


def amend(signature: Signature, entry: int) -> None:
    """Ask for an entry with the line as it now is; one not sequenced yet is replaced by it."""
    cancel(signature.letter.log, subject_of(signature), "amended")
    fields = {"entry": entry, "checks": sorted(signature.checks)}
    _append(signature, "amended", fields, record_line(signature))


def end(signature: Signature, event: str, **fields: Any) -> bool:
    """Take an accepted signature out of the record. Returns whether it had reached it.

    Args:
        signature: Accepted, held.
        event: `withdrawn` or `removed`.
        fields: The entry's further members, such as `reason`.
    """
    log, subject = signature.letter.log, subject_of(signature)
    cancel(log, subject, "amended")
    # What can't be taken back any more was sequenced before this could look, so it has an entry.
    if signature.entry is None and cancel(log, subject, "signed"):
        # Whoever withdrew does not stand there by an earlier list either; whom the desk took off
        # may have signed with somebody else's address.
        if event == REMOVED:
            release(signature)
        return False
    entry = signature.entry = entry_of(signature)
    _append(signature, event, {"entry": entry, **fields}, None)
    return True


def take_back(signature: Signature) -> None:
    """Take back a `signed` entry that was asked for and is not sequenced.

    Raises:
        NotPossible: when there is none, since it is being sequenced just now.
    """
    if not cancel(signature.letter.log, subject_of(signature), "signed"):
        raise NotPossible(
            "This signature is being entered in the record just now. Nothing was changed. Try "
            "again in a minute."
        )
    release(signature)


def entry_of(signature: Signature) -> int | None:
    """The number of the `signed` entry once it is sequenced, published or not."""
    if signature.entry is not None:
        return signature.entry
    found = entries_of(signature.letter.log, subject_of(signature))
    return next((index for index, event in found if event == "signed"), None)


def ending_of(signature: Signature) -> int | None:
    """The number of the entry that ended it, once that is sequenced."""
    found = entries_of(signature.letter.log, subject_of(signature))
    return next((index for index, event in found if event in (WITHDRAWN, REMOVED)), None)


def _append(signature: Signature, event: str, fields: dict[str, Any], line: bytes | None) -> None:
    append(signature.letter.log, event, fields, line=line, subject=subject_of(signature))
