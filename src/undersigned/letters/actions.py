"""The only writers of letters. Each leaves its entries with the record, in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from undersigned.audit.actions import note
from undersigned.audit.actors import Actor
from undersigned.evidence.documents import addendum_path, delivery_path, edition_path, rules_path
from undersigned.letters.errors import LetterRefused
from undersigned.letters.manuscript import Manuscript
from undersigned.letters.models import Addendum, Edition, Letter
from undersigned.letters.queries import edition_bytes
from undersigned.letters.rules import rules_document
from undersigned.letters.slugs import check_slug
from undersigned.record.actions import add_document, append, open_log
from undersigned.record.models import Log
from undersigned.record.queries import document


@dataclass(frozen=True)
class Wordings:
    """One edition about to be published: the bytes of each language, the first one first."""

    files: Mapping[str, bytes]
    manuscripts: Mapping[str, Manuscript]

    @property
    def first(self) -> Manuscript:
        """The wording in the letter's first language."""
        return self.manuscripts[next(iter(self.files))]


@transaction.atomic
def publish_letter(slug: str, host: str, wordings: Wordings, *, by: Actor) -> Letter:
    """Publish a letter for the first time: its log, its rules, its first edition.

    Raises:
        LetterRefused: when the slug can't be used.
        RecordRefused, Malformed: as `record.actions.open_log`.
    """
    try:
        check_slug(slug)
    except ValueError as error:
        raise LetterRefused(str(error)) from error
    log = open_log(slug, f"{host}/{slug}", by=by)
    letter = Letter.objects.create(slug=slug, log=log, title=wordings.first.title)
    _add_edition(letter, 1, wordings)
    note("published edition 1", by=by, letter=slug, subject_kind="letter", subject=letter.pk)
    return letter


@transaction.atomic
def publish_edition(letter: Letter, wordings: Wordings, *, by: Actor) -> Edition:
    """Publish a later edition. Signatures stay with the edition that they signed.

    Raises:
        LetterRefused: when the letter is closed, or nothing differs from the newest edition.
    """
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    newest = letter.editions.latest("number")
    if not letter.is_open:
        raise LetterRefused("This letter is closed, so it takes no new edition. Reopen it first.")
    if same_as(letter, newest, wordings):
        raise LetterRefused(f"Nothing differs from edition {newest.number}.")
    edition = _add_edition(letter, newest.number + 1, wordings)
    letter.title = wordings.first.title
    letter.save(update_fields=["title"])
    note(
        f"published edition {edition.number}",
        by=by, letter=letter.slug, subject_kind="letter", subject=letter.pk,
    )  # fmt: skip
    return edition


def same_as(letter: Letter, edition: Edition, wordings: Wordings) -> bool:
    """Whether these are byte for byte the wordings of that edition."""
    return list(edition.languages) == list(wordings.files) and all(
        edition_bytes(letter, edition.number, language) == data
        for language, data in wordings.files.items()
    )


def _add_edition(letter: Letter, number: int, wordings: Wordings) -> Edition:
    rules = _rules_in_force(letter, wordings.first)
    texts = [
        [language, add_document(letter.log, edition_path(number, language), data)]
        for language, data in sorted(wordings.files.items())
    ]
    append(letter.log, "edition", {"edition": number, "texts": texts})
    return Edition.objects.create(
        letter=letter, number=number, rules=rules, languages=list(wordings.files)
    )


def _rules_in_force(letter: Letter, manuscript: Manuscript) -> int:
    newest = letter.editions.order_by("number").last()
    number = newest.rules if newest else 0
    data = rules_document(manuscript, number)
    if number and document(letter.log, rules_path(number)) == data:
        return number
    number += 1
    data = rules_document(manuscript, number)
    sha256 = add_document(letter.log, rules_path(number), data)
    append(letter.log, "rules", {"rules": number, "text": sha256, "token_key": None})
    return number


@transaction.atomic
def publish_addendum(letter: Letter, data: bytes, *, by: Actor) -> Addendum:
    """Publish something added later, which nobody has signed."""
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    number = letter.addenda.count() + 1
    if number > 1 and document(letter.log, addendum_path(number - 1)) == data:
        raise LetterRefused(f"This is addendum {number - 1}, which is published already.")
    sha256 = add_document(letter.log, addendum_path(number), data)
    append(letter.log, "addendum", {"addendum": number, "text": sha256})
    note(
        f"published addendum {number}",
        by=by, letter=letter.slug, subject_kind="letter", subject=letter.pk,
    )  # fmt: skip
    return Addendum.objects.create(letter=letter, number=number)


@transaction.atomic
def record_delivery(letter: Letter, data: bytes, *, by: Actor) -> int:
    """Record that the letter was handed over, with the words about it. Returns its number."""
    log = Log.objects.select_for_update().get(pk=letter.log.pk)
    number = log.documents.filter(path__startswith="deliveries/").count() + 1
    sha256 = add_document(log, delivery_path(number), data)
    append(log, "delivered", {"delivery": number, "text": sha256})
    note("delivered", by=by, letter=letter.slug, subject_kind="letter", subject=letter.pk)
    return number


def close_letter(letter: Letter, *, by: Actor, reason: str) -> None:
    """Take no more signatures. What is signed stays, and can still be withdrawn."""
    _open_or_close(letter, is_open=False, by=by, reason=reason)


def reopen_letter(letter: Letter, *, by: Actor, reason: str) -> None:
    """Take signatures again."""
    _open_or_close(letter, is_open=True, by=by, reason=reason)


@transaction.atomic
def _open_or_close(letter: Letter, *, is_open: bool, by: Actor, reason: str) -> None:
    letter = Letter.objects.select_for_update().get(pk=letter.pk)
    if letter.is_open == is_open:
        raise LetterRefused(f"This letter is {'open' if is_open else 'closed'} already.")
    letter.is_open = is_open
    letter.save(update_fields=["is_open"])
    event: dict[str, Any] = {}
    append(letter.log, "reopened" if is_open else "closed", event)
    note(
        "reopened" if is_open else "closed",
        by=by, letter=letter.slug, subject_kind="letter", subject=letter.pk, reason=reason,
    )  # fmt: skip
