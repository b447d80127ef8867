"""Step 1: the signed note, whose letter it is of, and by whose key."""

from collections.abc import Iterable
from dataclasses import dataclass

from undersigned.evidence.origins import check_origin
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import LARGEST_NOTE, Note, VerifierKey
from undersigned.tlog.policy import Policy
from undersigned.verifier.keys import Refused, SignedCheckpoint, check_log_signature, parse_log_key
from undersigned.verifier.memory import Seen
from undersigned.verifier.request import Request
from undersigned.verifier.site import Site, Unreadable
from undersigned.verifier.verdict import Report, Step, recording
from undersigned.verifier.witnesses import LARGEST_POLICY, check_own_policy, read_policy


@dataclass(frozen=True, slots=True)
class Opened:
    """What step 1 leaves to the others.

    Attributes:
        signed: the checkpoint and its note.
        key: the key used; None where none is known.
        policy: the letter's own, from `witnesses`; None where it can't be read.
    """

    signed: SignedCheckpoint
    key: VerifierKey | None
    policy: Policy | None


def read_checkpoint(site: Site) -> SignedCheckpoint:
    """Return the checkpoint that the site shows now.

    Raises:
        Malformed: it is none.
        Unreadable: it can't be read.
    """
    return SignedCheckpoint.parse(site.read("checkpoint", LARGEST_NOTE))


def read_own_policy(site: Site, report: Report) -> Policy | None:
    """Return the letter's own policy.

    What is wrong with the file is said in step 10, and in step 1 as it is to name the log's key.
    """
    try:
        return read_policy(site.read("witnesses", LARGEST_POLICY))
    except Malformed as error:
        for number in (1, 10):
            report.step(number).fail(f"witnesses: {error}")
    except Unreadable as error:
        for number in (1, 10):
            report.step(number).gap(str(error))
    return None


def check_note(
    signed: SignedCheckpoint,
    site: Site,
    request: Request,
    remembered: Seen | None,
    report: Report,
) -> Opened:
    """Check origin, key and the log's signature; what they are goes to the report."""
    checkpoint, step = signed.checkpoint, report.step(1)
    policy = read_own_policy(site, report)
    step.done = True
    with recording(step) as at:
        at("checkpoint")
        check_origin(checkpoint.origin)
    expected = request.origin or site.claims
    if expected is not None and checkpoint.origin != expected:
        step.fail(f"the checkpoint is of {checkpoint.origin}, expected {expected}")
    key = _choose_key(policy, request, remembered, report)
    if key is not None:
        report.key = key.encode()
        check_signed_by(signed, key, report)
        _compare_own_policy(policy, key, report)
    _check_single_lines(signed.note, (policy, request.policy), step)
    return Opened(signed, key, policy)


def check_signed_by(signed: SignedCheckpoint, key: VerifierKey, report: Report) -> None:
    """Check that the key is of the checkpoint's origin and has signed it (step 1)."""
    step = report.step(1)
    if key.name != signed.checkpoint.origin:
        step.fail(f"the checkpoint is of {signed.checkpoint.origin}, the key of {key.name}")
    try:
        check_log_signature(signed.note, key)
    except Refused as error:
        step.fail(str(error))


def _choose_key(
    policy: Policy | None, request: Request, remembered: Seen | None, report: Report
) -> VerifierKey | None:
    """Return the key given, else the one remembered, else the letter's own."""
    step = report.step(1)
    if request.key is not None:
        step.note(f"the key given: {request.key.encode()}")
        if remembered is not None and remembered.key != request.key.encode():
            step.note(f"remembered is another: {remembered.key}")
        return request.key
    if remembered is not None:
        step.note(f"the key remembered: {remembered.key}")
        return parse_log_key(remembered.key)
    if policy is None or policy.log is None:
        step.gap("no key is known: witnesses names none, and none was given with --key")
        return None
    with recording(step) as at:
        at("witnesses")
        key = parse_log_key(policy.log.encode())
        step.note(f"the letter's own key, first seen: {key.encode()}")
        return key
    return None


def _check_single_lines(note: Note, policies: Iterable[Policy | None], step: Step) -> None:
    """A note with two lines of one listed witness is none, whatever step 10 makes of them."""
    witnesses = {each.key for policy in policies if policy for each in policy.witnesses}
    for signature in note.repeated():
        if any(key.made(signature) for key in witnesses):
            step.fail(f"two signature lines of the checkpoint are of {signature.name}, not one")


def _compare_own_policy(policy: Policy | None, key: VerifierKey, report: Report) -> None:
    """A `witnesses` file about another log key is wrong in step 1 and of no use in step 10."""
    if policy is None:
        return
    try:
        check_own_policy(policy, key)
    except Malformed as error:
        report.step(1).fail(str(error))
        report.step(10).fail(str(error))


def read_again(site: Site, floor: int) -> SignedCheckpoint | None:
    """Return the checkpoint as it is shown now if it is larger than `floor`, else None."""
    try:
        signed = read_checkpoint(site)
    except (Malformed, Unreadable):
        return None
    return signed if signed.checkpoint.size > floor else None
