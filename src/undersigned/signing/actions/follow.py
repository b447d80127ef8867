"""Follow the record after each publication: who is listed now, and whose ending is public."""

from django.db import transaction

from undersigned.audit.actors import WORKER
from undersigned.letters.models import Letter
from undersigned.outbox.queries import is_unsent
from undersigned.record.queries import entries_of, is_published, published_entries, receipt
from undersigned.signing import mail
from undersigned.signing.actions.entries import REMOVED, ending_of, entry_of
from undersigned.signing.actions.erase import erase
from undersigned.signing.actions.hold import hold, tell
from undersigned.signing.actions.imported_names import erase_name, subject_of_name
from undersigned.signing.import_plan import line_digest
from undersigned.signing.models import ImportedName, Signature
from undersigned.signing.queries import receipt_name
from undersigned.signing.states import ENDED, State

ROWS_A_TRANSACTION = 500


def follow_record(letter: Letter) -> None:
    """Bring the signatures of a letter up to what its record has published.

    Those that a published checkpoint now holds get their entry, and the mail with the receipt where
    it was asked for. Those whose ending is published are erased. Can be stopped and run again.
    """
    letter.log.refresh_from_db()
    _mark_listed(letter)
    _mark_imported(letter)
    _erase_superseded(letter)
    erase_ended(letter)


def _in_batches(numbers: list[int]) -> list[list[int]]:
    return [
        numbers[start : start + ROWS_A_TRANSACTION]
        for start in range(0, len(numbers), ROWS_A_TRANSACTION)
    ]


def _mark_listed(letter: Letter) -> None:
    waiting = Signature.objects.filter(letter=letter, state=State.ACCEPTED, entry=None)
    for batch in _in_batches(list(waiting.order_by("pk").values_list("pk", flat=True))):
        with transaction.atomic():
            for number in batch:
                _mark(letter, number)


def _mark(letter: Letter, number: int) -> None:
    signature = hold(number)
    if signature.entry is not None:
        return  # another worker was faster
    index = entry_of(signature)
    if signature.state != State.ACCEPTED or index is None or not is_published(letter.log, index):
        return
    try:
        proof = receipt(letter.log, index) if signature.receipt_by_mail else b""
    except LookupError:
        return  # its correction is about to be published; the next turn finds it
    signature.entry = index
    signature.save(update_fields=["entry"])
    tell("listed", signature, by=WORKER)
    if proof:
        mail.listed(signature, receipt_name(signature), proof)


def _mark_imported(letter: Letter) -> None:
    waiting = ImportedName.objects.filter(
        source__letter=letter, source__shown_at__isnull=False, entry=None, hidden_at=None
    )
    for batch in _in_batches(list(waiting.values_list("pk", flat=True))):
        subjects = {f"imported:{number}": number for number in batch}
        found = published_entries(letter.log, "imported", subjects)
        # No save of the whole row: one that was hidden meanwhile must not come back.
        ImportedName.objects.bulk_update(
            [ImportedName(pk=subjects[subject], entry=index) for subject, index in found.items()],
            ["entry"],
        )


def _erase_superseded(letter: Letter) -> None:
    """Erase the imported names whose owner's own signature is published, or has ended."""
    superseded = ImportedName.objects.filter(
        source__letter=letter, superseded_by__isnull=False, hidden_at=None
    )
    for batch in _in_batches(list(superseded.values_list("pk", flat=True))):
        with transaction.atomic():
            held = ImportedName.objects.select_for_update(of=("self",), no_key=True)
            for row in held.select_related("superseded_by", "source__letter").filter(pk__in=batch):
                if row.hidden_at is None and _is_over(letter, row):
                    row.hidden_digest = line_digest(row)
                    erase_name(row)


def _is_over(letter: Letter, row: ImportedName) -> bool:
    if row.shown_at is not None:
        found = entries_of(letter.log, subject_of_name(row))
        return any(event == REMOVED and is_published(letter.log, index) for index, event in found)
    signature = row.superseded_by
    if signature is None:
        return False
    return signature.entry is not None or State(signature.state) in ENDED


def erase_ended(letter: Letter) -> None:
    """Erase those whose ending a published checkpoint holds, and whose last mail has left."""
    ended = Signature.objects.filter(
        letter=letter, state__in=ENDED, ended_at__isnull=False, erased_at=None
    )
    for batch in _in_batches(list(ended.order_by("pk").values_list("pk", flat=True))):
        with transaction.atomic():
            for number in batch:
                _erase_one(hold(number))


def _erase_one(signature: Signature) -> None:
    if signature.erased_at is not None:
        return  # another worker was faster
    index = ending_of(signature)
    in_public = index is not None and is_published(signature.letter.log, index)
    never_entered = signature.entry is None
    waits_for_mail = not signature.name and is_unsent(mail.key_of(mail.REMOVED, signature))
    if (in_public or never_entered) and not waits_for_mail:
        erase(signature, by=WORKER)
