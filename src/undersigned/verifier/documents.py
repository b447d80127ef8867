"""Step 5: the documents are, byte for byte, those that entries commit to."""

from collections.abc import Collection, Mapping

from undersigned.evidence.documents import digest
from undersigned.tlog.errors import Malformed
from undersigned.verifier import rsa
from undersigned.verifier.site import MEGABYTE, Missing, Site, Unreadable
from undersigned.verifier.verdict import Step

LARGEST_DOCUMENT = 16 * MEGABYTE


def check_documents(
    site: Site, documents: Mapping[str, str], struck: Collection[str], step: Step
) -> None:
    """Check each document.

    Args:
        site: where they are.
        documents: path to SHA-256 in hex, as committed to.
        struck: paths of those whose files may be absent; one that is there must still be right.
        step: where the verdict goes.
    """
    step.done = True
    absent = 0
    site.expect((path, LARGEST_DOCUMENT) for path in documents)
    for path, expected in documents.items():
        try:
            data = site.read(path, LARGEST_DOCUMENT)
        except Missing as error:
            if path in struck:
                absent += 1
            else:
                step.gap(str(error))
            continue
        except Unreadable as error:
            step.gap(str(error))
            continue
        _check_document(path, data, expected, step)
    step.note(f"{len(documents)} documents")
    if absent:
        step.note(f"{absent} of them struck by a court's order and absent")


def _check_document(path: str, data: bytes, expected: str, step: Step) -> None:
    found = digest(data)
    if found != expected:
        step.fail(f"{path}: expected SHA-256 {expected}, got {found}")
    elif path.endswith(".der"):
        try:
            rsa.parse_public_key(data)
        except Malformed as error:
            step.fail(f"{path}: {error}")
