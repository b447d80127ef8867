"""How an imported name ends: in the record, at the desk, and by its owner's own signature."""

from django.utils import timezone

from undersigned.audit.actions import note
from undersigned.audit.actors import WORKER
from undersigned.letters.models import Letter
from undersigned.outbox import actions as outbox
from undersigned.record import actions as record
from undersigned.record.queries import entries_of
from undersigned.signing import mail
from undersigned.signing.models import ImportedName, Signature
from undersigned.signing.states import State

ASKED = "asked"
SUPERSEDED = "superseded"


def subject_of_name(row: ImportedName) -> str:
    """How the record knows an imported name."""
    return f"imported:{row.pk}"


def end_name(letter: Letter, row: ImportedName, *, reason: str) -> bool:
    """Take back what waits to be sequenced, or ask for the entry that ends it.

    Returns:
        Whether an entry was asked for.
    """
    if record.cancel(letter.log, subject_of_name(row), "imported"):
        return False
    found = entries_of(letter.log, subject_of_name(row))
    begun = [index for index, event in found if event == "imported"]
    for index in begun:
        fields = {"entry": index, "reason": reason}
        record.append(letter.log, "removed", fields, subject=subject_of_name(row))
    return bool(begun)


def erase_name(row: ImportedName) -> None:
    """Forget who a hidden name was of, and the mails to them unless their signature lives."""
    mail.forget_asking(row)
    letter = row.source.letter
    signed = Signature.objects.filter(letter=letter, address__iexact=row.address)
    if row.address and not signed.exists():
        outbox.erase(recipient=row.address, letter=letter.slug)
    row.hidden_at = timezone.now()
    row.name = row.place = row.address = row.address_digest = row.doubt = ""
    row.posts, row.years, row.served = [], None, []
    row.superseded_by = None
    row.save()


def supersede(signature: Signature) -> None:
    """Let the imported names of a signature's address end with its entry, in the same transaction.

    A name that the record holds gets its `removed` entry right after the `signed` one: no published
    size counts the person twice, and none counts nobody.
    """
    for row in names_of(signature):
        if row.superseded_by_id is not None:
            continue
        row.superseded_by = signature
        if row.shown_at is not None and not end_name(signature.letter, row, reason=SUPERSEDED):
            row.shown_at = None  # taken back before it was sequenced
        row.save(update_fields=["superseded_by", "shown_at"])
        note(
            "superseded an imported name",
            by=WORKER,
            letter=signature.letter.slug,
            subject_kind="imported name",
            subject=row.pk,
            reason="Its address signed.",
        )


def release(signature: Signature) -> None:
    """Let the imported names stand again whose signature was taken back before it was listed."""
    rows = ImportedName.objects.filter(superseded_by=signature, hidden_at=None)
    for row in rows.select_for_update(of=("self",), no_key=True):
        asked_for = row.shown_at is not None
        if asked_for and not record.cancel(signature.letter.log, subject_of_name(row), "removed"):
            continue
        row.superseded_by = None
        row.save(update_fields=["superseded_by"])


def superseded_by_signers(letter: Letter, rows: list[ImportedName]) -> set[int]:
    """Mark those of some names, not shown yet, whose address has signed already.

    Returns:
        The numbers of these rows.
    """
    digests = {row.address_digest for row in rows if row.address_digest}
    signatures = Signature.objects.filter(
        letter=letter, address_digest__in=digests, state=State.ACCEPTED
    )
    by_digest = {each.address_digest: each for each in signatures} if digests else {}
    found = [row for row in rows if row.address_digest in by_digest]
    for row in found:
        row.superseded_by = by_digest[row.address_digest]
    ImportedName.objects.bulk_update(found, ["superseded_by"])
    return {row.pk for row in found}


def names_of(signature: Signature) -> list[ImportedName]:
    """The imported names of a signature's address that were not taken off, held."""
    if not signature.address_digest:
        return []
    rows = ImportedName.objects.select_for_update(of=("self",), no_key=True)
    return list(
        rows.filter(
            source__letter=signature.letter,
            address_digest=signature.address_digest,
            hidden_at=None,
        ).order_by("pk")
    )
