"""What was given with ``--against``: a receipt or a checkpoint that must be of this very log."""

from dataclasses import dataclass, field, replace

from undersigned.evidence.receipts import Receipt
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import VerifierKey
from undersigned.tlog.proof import FIRST_LINE
from undersigned.tlog.wire import encode_base64
from undersigned.verifier.earlier import Earlier
from undersigned.verifier.keys import Refused, SignedCheckpoint, check_log_signature, parse_log_key
from undersigned.verifier.receipt import entry_of_signature, verify_receipt
from undersigned.verifier.replay import Replay
from undersigned.verifier.request import Against, Request, Surroundings
from undersigned.verifier.verdict import Report, Step


@dataclass(slots=True)
class Compared:
    """What the given files come to.

    Attributes:
        trees: the trees that they were given, to be beginnings of this one.
        signatures: file name, size and entry of each receipt's signature, to be told what became
            of it.
    """

    trees: list[Earlier] = field(default_factory=list)
    signatures: list[tuple[str, int]] = field(default_factory=list)


def is_receipt(data: bytes) -> bool:
    """Say whether bytes are meant as a receipt."""
    return data.startswith(FIRST_LINE.encode() + b"\n")


def read_against(
    request: Request, key: VerifierKey | None, surroundings: Surroundings, report: Report
) -> Compared:
    """Read and check what was given to compare with; what does not hold goes to step 9."""
    compared, step = Compared(), report.step(9)
    for each in request.against:
        try:
            if is_receipt(each.data):
                _take_receipt(each, key, request, surroundings, compared, step)
            else:
                _take_checkpoint(each.name, each.data, key, compared)
        except Malformed as error:
            step.fail(f"{each.name}: {error}")
        except Refused as error:
            step.fail(f"{each.name}: {error}")
    return compared


def _take_receipt(
    each: Against,
    key: VerifierKey | None,
    request: Request,
    surroundings: Surroundings,
    compared: Compared,
    step: Step,
) -> None:
    # The receipt's own witnesses were asked when it was made; what is asked now is asked of the
    # checkpoint that the site shows.
    alone = replace(request, key=key, policy=None, max_age=None, against=())
    report = verify_receipt(each.data, alone, Surroundings(surroundings.now, surroundings.wait))
    for found in report.steps:
        for reason in found.failures:
            step.fail(f"{each.name}: {reason}")
        for reason in found.gaps:
            step.gap(f"{each.name}: {reason}")
    receipt = Receipt.parse(each.data)
    _take_checkpoint(each.name, receipt.checkpoint, key, compared)
    if not any(found.failures or found.gaps for found in report.steps):
        compared.signatures.append((each.name, entry_of_signature(receipt)))


def _take_checkpoint(name: str, data: bytes, key: VerifierKey | None, compared: Compared) -> None:
    signed = SignedCheckpoint.parse(data)
    if key is not None:
        check_log_signature(signed.note, key)
    checkpoint = signed.checkpoint
    if key is not None and checkpoint.origin != key.name:
        raise Refused(f"the checkpoint is of {checkpoint.origin}, expected {key.name}")
    compared.trees.append(Earlier(name, checkpoint.size, checkpoint.root))


def verify_compared_receipt(data: bytes, request: Request, surroundings: Surroundings) -> Report:
    """Return what can be said of a receipt, also beside other receipts and checkpoints.

    No proof leads from one size to another, so that only equal sizes compare.
    """
    report = verify_receipt(data, request, surroundings)
    if report.key is None:
        return report
    step = report.step(9)
    compared = read_against(request, parse_log_key(report.key), surroundings, report)
    for tree in compared.trees:
        if tree.size != report.size:
            step.gap(
                f"{tree.whose} is of size {tree.size} and this receipt of size {report.size}: "
                "whether they are of one history is seen with the letter, --against SITE"
            )
        elif encode_base64(tree.root) != report.root:
            step.fail(f"two histories: {tree.whose} has another root at size {tree.size}")
        else:
            step.note(f"one history with {tree.whose}, size {tree.size}")
    return report


def compare_statuses(compared: Compared, replay: Replay, step: Step) -> None:
    """Say what has become of the signature that each receipt is about."""
    for name, index in compared.signatures:
        if replay.broken:
            step.gap(f"{name}: what became of entry {index} is not known: see step 4")
        else:
            step.note(f"{name}: {replay.status(index)}")
