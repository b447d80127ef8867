"""Checks a receipt by itself: steps 1, 3, 4, 6, 9 and 10 (record format, section 8).

What the receipt's file says beside the proof is authenticated by nothing, so the leaf is computed
from the entry and the commitment from the record.
"""

import datetime as dt
from dataclasses import replace

from undersigned.evidence.entries import (
    Amended,
    Entry,
    Imported,
    NewerVersion,
    Reconfirmed,
    Removed,
    Signed,
    Withdrawn,
    Withheld,
    parse_entry,
)
from undersigned.evidence.openings import check_opening
from undersigned.evidence.receipts import Receipt
from undersigned.evidence.records import Record, commitment, parse_record
from undersigned.evidence.slots import Slot
from undersigned.evidence.tokens import withheld_message
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import ProofError, leaf_hash, verify_inclusion
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.wire import encode_base64
from undersigned.verifier import ed25519
from undersigned.verifier.checkpoint import check_signed_by
from undersigned.verifier.earlier import Earlier
from undersigned.verifier.keys import SignedCheckpoint, parse_log_key
from undersigned.verifier.memory import Remembered
from undersigned.verifier.request import Request, Surroundings, recall, remembered_policy
from undersigned.verifier.verdict import Report, Step, recording
from undersigned.verifier.witnesses import Demand, check_witnesses

_NOT_IN_A_RECEIPT = "not part of a receipt"


def verify_receipt(data: bytes, request: Request, surroundings: Surroundings) -> Report:
    """Return what can be said of a receipt's bytes without the letter at hand."""
    report = Report(subject="receipt")
    for number in (2, 5, 7, 8):
        report.step(number).skip(_NOT_IN_A_RECEIPT)
    receipt = _read(data, report)
    if receipt is not None:
        with recording(report.step(1)) as at:
            at("checkpoint")
            signed = SignedCheckpoint.parse(receipt.checkpoint)
            _verify(receipt, signed, request, surroundings, report)
    for step in report.steps:
        if not step.done and not step.failures and not step.gaps:
            step.skip(step.skipped or "not reached, as the receipt could not be read")
    return report


def _read(data: bytes, report: Report) -> Receipt | None:
    """Return the receipt; where it is none, nothing of what it should show is shown."""
    try:
        return Receipt.parse(data)
    except Malformed as error:
        report.step(1).fail(f"receipt: {error}")
        for number in (3, 4, 6):
            report.step(number).fail("the receipt could not be read: see step 1")
        return None


def entry_of_signature(receipt: Receipt) -> int:
    """Return the number of the entry that began the signature which a receipt is about."""
    entry = parse_entry(receipt.entry)
    if isinstance(entry, Amended | Reconfirmed | Removed | Withdrawn):
        return entry.entry
    return receipt.index


def _verify(
    receipt: Receipt,
    signed: SignedCheckpoint,
    request: Request,
    surroundings: Surroundings,
    report: Report,
) -> None:
    checkpoint = signed.checkpoint
    report.origin, report.size = checkpoint.origin, checkpoint.size
    report.root = encode_base64(checkpoint.root)
    remembered = recall(surroundings, checkpoint.origin, report.step(9))
    key = _check_origin_and_key(receipt, signed, request, remembered, report)
    _check_inclusion(receipt, signed, report.step(3))
    entry = _check_entry(receipt, checkpoint.origin, surroundings.now.date(), report.step(4))
    if entry is not None:
        _check_opening(receipt, entry, report.step(6))
    _compare_remembered(signed, remembered, report.step(9))
    _check_witnesses(signed, key, request, remembered, surroundings, report)


def _check_origin_and_key(
    receipt: Receipt,
    signed: SignedCheckpoint,
    request: Request,
    remembered: Remembered,
    report: Report,
) -> VerifierKey:
    step = report.step(1)
    step.done = True
    if request.origin not in {None, signed.checkpoint.origin}:
        step.fail(f"the checkpoint is of {signed.checkpoint.origin}, expected {request.origin}")
    if request.key is not None:
        key, whose = request.key, "the key given"
    elif remembered.origin is not None:
        key, whose = parse_log_key(remembered.origin.key), "the key remembered"
    else:
        key, whose = parse_log_key(receipt.key), "the receipt's own key, first seen"
    step.note(f"{whose}: {key.encode()}")
    report.key = key.encode()
    if receipt.key != key.encode():
        step.fail(f"key of the receipt: expected {key.encode()}, got {receipt.key}")
    check_signed_by(signed, key, report)
    return key


def _check_inclusion(receipt: Receipt, signed: SignedCheckpoint, step: Step) -> None:
    step.done = True
    size, root = signed.checkpoint.size, signed.checkpoint.root
    try:
        verify_inclusion(receipt.index, size, leaf_hash(receipt.entry), receipt.hashes, root)
    except ProofError as error:
        step.fail(str(error))
    else:
        step.note(f"entry {receipt.index} is in the tree of {size}")


def _check_entry(receipt: Receipt, origin: str, today: dt.date, step: Step) -> Entry | None:
    try:
        entry = parse_entry(receipt.entry)
    except Malformed as error:
        step.fail(f"entry {receipt.index}: {error}")
        return None
    except NewerVersion as error:
        step.gap(f"entry {receipt.index}: {error}")
        return None
    step.done = True
    if entry.letter != origin:
        step.fail(f"entry {receipt.index}: letter: expected {origin}, got {entry.letter}")
    if entry.day > today + dt.timedelta(days=1):
        step.fail(f"entry {receipt.index}: its day, {entry.day}, is past tomorrow")
    if isinstance(entry, Withheld):
        words = withheld_message(entry.letter, entry.edition, entry.language, entry.nonce)
        if not ed25519.verify(bytes.fromhex(entry.withdrawal_key), words, entry.signature):
            step.fail(f"entry {receipt.index}: its signature is not by its withdrawal key")
        step.note("its token is checked with the letter at hand")
    step.note(f"{entry.event} on {entry.day}")
    return entry


def _check_opening(receipt: Receipt, entry: Entry, step: Step) -> None:
    """Step 6: the record opens the entry's commitment, and is there exactly when one belongs."""
    step.done = True
    if not isinstance(entry, Signed | Imported | Amended):
        if receipt.record is not None:
            step.fail(f"a record was given, and an entry of the kind {entry.event} has none")
        step.note("no record belongs to this entry")
        return
    if receipt.record is None:
        step.fail(f"record of entry {receipt.index}: expected one, got none")
        return
    with recording(step):
        record = _opened(receipt.index, receipt.record, entry)
        step.note(f"it opens to {record.name!r}")


def _opened(index: int, line: bytes, entry: Signed | Imported | Amended) -> Record:
    """Return the record that an entry commits to, if this line is it.

    Raises:
        Malformed: it is another, or says of itself something else than the entry does.
    """
    if isinstance(entry, Amended):
        # What the amended signature was is in its own entry, which a receipt doesn't hold. Its
        # record says it, and stands for itself; the commitment covers it.
        record = parse_record(line) if commitment(line) == entry.record else None
        if record is None:
            raise Malformed(f"record of entry {index}", f"the one of {entry.record}", line)
        slot = _slot(index, "signed" if entry.checks else "imported", entry, record.as_)
        slot = replace(slot, record_edition=record.edition, record_language=record.language)
    elif isinstance(entry, Signed):
        slot = _slot(index, "signed", entry, entry.as_)
        slot = replace(slot, record_edition=entry.edition, record_language=entry.language)
    else:
        slot = _slot(index, "imported", entry, entry.as_)
    return check_opening(line, entry.letter, slot)


def _slot(index: int, kind: str, entry: Signed | Imported | Amended, as_: str) -> Slot:
    checks = None if isinstance(entry, Imported) else entry.checks
    return Slot(
        index=index,
        kind=kind,
        as_=as_,
        edition=None,
        language=None,
        record_edition=None,
        record_language=None,
        commitment=entry.record,
        checks=checks,
        active=True,
        ended_by=None,
        amended_by=None,
    )


def _compare_remembered(signed: SignedCheckpoint, remembered: Remembered, step: Step) -> None:
    """Step 9: a receipt holds no proof between sizes, so only one of the same size compares."""
    step.done = True
    seen = remembered.origin
    if seen is None:
        step.note("nothing earlier to compare with")
        return
    tree = Earlier("the memory of this letter", seen.size, seen.root_bytes)
    if tree.size != signed.checkpoint.size:
        step.note(f"size {tree.size} is remembered; compare with the letter: --against SITE")
    elif tree.root != signed.checkpoint.root:
        step.fail(f"two histories: another root is remembered at size {tree.size}")
    else:
        step.note(f"one history with {tree.whose}, size {tree.size}")


def _check_witnesses(
    signed: SignedCheckpoint,
    key: VerifierKey,
    request: Request,
    remembered: Remembered,
    surroundings: Surroundings,
    report: Report,
) -> None:
    step = report.step(10)
    seen = remembered.origin
    policy, whose = remembered_policy(request, seen, step)
    if policy is None:
        step.done = True
        step.note("no policy is at hand; give one with --policy")
        report.witnesses = "0 of 0"
        if request.max_age is not None:
            step.gap("how old the checkpoint is can't be told without a policy")
        return
    demand = Demand(policy, whose, True, request.max_age, int(surroundings.now.timestamp()))
    report.witnesses = check_witnesses(signed.note, key, demand, step)
