"""The only writers of letters. Each leaves its entries with the record, in one transaction."""

import base64
import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from undersigned.audit.actions import note
from undersigned.audit.actors import WORKER, Actor
from undersigned.evidence.documents import addendum_path, delivery_path, edition_path, rules_path
from undersigned.letters.deliveries import (
    FIGURES,
    Delivery,
    day_fault,
    delivery_document,
    words_fault,
)
from undersigned.letters.errors import LetterRefused
from undersigned.letters.fields import LONGEST_PASSAGE
from undersigned.letters.manuscript import Manuscript
from undersigned.letters.models import Addendum, Edition, Letter
from undersigned.letters.queries import edition_bytes
from undersigned.letters.rules import rules_document
from undersigned.letters.slugs import check_slug
from undersigned.look.words import written_day
from undersigned.record.actions import add_document, append, open_log
from undersigned.record.models import Log
from undersigned.record.queries import as_it_stood, document


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
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
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
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
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
    log = Log.objects.select_for_update(no_key=True).get(pk=letter.log.pk)
    number = log.documents.filter(path__startswith="deliveries/").count() + 1
    if number > 1 and document(log, delivery_path(number - 1)) == data:
        raise LetterRefused(f"This is delivery {number - 1}, which is in the record already.")
    sha256 = add_document(log, delivery_path(number), data)
    append(log, "delivered", {"delivery": number, "text": sha256})
    note("delivered", by=by, letter=letter.slug, subject_kind="letter", subject=letter.pk)
    return number


def deliver(
    letter: Letter,
    *,
    day: dt.date,
    to: str,
    size: int,
    from_whom: str = "",
    words: str = "",
    by: Actor,
) -> int:
    """Record that the letter was handed over, with the list of a size that was published.

    Args:
        letter: Which.
        day: On which day; today or before, and not before the letter was begun.
        to: Who took it.
        size: Of the list that was handed over, as it is printed on it.
        from_whom: Who handed it over; may be empty.
        words: What else is to be said of it, in public; may be empty.
        by: Who says so.

    Returns:
        The number of the delivery.

    Raises:
        LetterRefused: when the day is none of those, a text can't be taken, or there was no such
            list.
    """
    # Entry 1 is the first edition; before it there is nothing to hand over.
    if not 1 < size <= letter.log.published_size:
        raise LetterRefused(
            f"There is no list of entry {size}: the record stands at {letter.log.published_size}. "
            "The number is printed on the list, after “Size”."
        )
    to, from_whom, words = to.strip(), from_whom.strip(), words.replace("\r\n", "\n").strip()
    for fault in (
        day_fault(day, timezone.now().date()),
        words_fault("Who took it", to, needed=True),
        words_fault("Who handed it over", from_whom),
        words_fault("What else is to be said", words, limit=LONGEST_PASSAGE, lines=True),
    ):
        if fault:
            raise LetterRefused(fault)
    stood = as_it_stood(letter.log, size)
    figures = stood.history.figures()
    data = delivery_document(
        Delivery(
            day=day,
            to=to,
            by=from_whom,
            note=words,
            letter=letter.log.origin,
            size=size,
            root=base64.b64encode(stood.root).decode(),
            **{name: getattr(figures, name) for name in FIGURES},
        )
    )
    return record_delivery(letter, data, by=by)


def close_letter(letter: Letter, *, by: Actor, reason: str) -> None:
    """Take no more signatures. What is signed stays, and can still be withdrawn.

    Raises:
        LetterRefused: when it is closed already, or no reason is given.
    """
    _open_or_close(letter, is_open=False, by=by, reason=reason)


def reopen_letter(letter: Letter, *, by: Actor, reason: str) -> None:
    """Take signatures again. Raises as `close_letter`."""
    _open_or_close(letter, is_open=True, by=by, reason=reason)


@transaction.atomic
def _open_or_close(letter: Letter, *, is_open: bool, by: Actor, reason: str) -> None:
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if letter.is_open == is_open:
        raise LetterRefused(f"This letter is {'open' if is_open else 'closed'} already.")
    if not reason.strip():
        raise LetterRefused("Say why; the trail keeps it.")
    _change(letter, is_open=is_open, by=by, reason=reason.strip())


def _change(letter: Letter, *, is_open: bool, by: Actor, reason: str) -> None:
    """Open or close a letter whose row is locked."""
    letter.is_open = is_open
    if is_open:
        letter.opens_at = None  # it has come, by hand or by itself
    else:
        letter.closes_at = None
    letter.save(update_fields=["is_open", "opens_at", "closes_at"])
    append(letter.log, "reopened" if is_open else "closed", {})
    note(
        "reopened" if is_open else "closed",
        by=by, letter=letter.slug, subject_kind="letter", subject=letter.pk, reason=reason,
    )  # fmt: skip


@transaction.atomic
def set_times(
    letter: Letter, *, opens_at: dt.datetime | None, closes_at: dt.datetime | None, by: Actor
) -> bool:
    """Say when the letter opens and closes by itself; None takes a time away.

    Returns:
        Whether anything changed.

    Raises:
        LetterRefused: when a time is past, or does not fit how the letter stands.
    """
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter.pk)
    if (letter.opens_at, letter.closes_at) == (opens_at, closes_at):
        return False
    now = timezone.now()
    if opens_at and letter.is_open:
        raise LetterRefused("This letter is open already. Close it first, then say when it opens.")
    if opens_at and opens_at <= now:
        raise LetterRefused("The time to open is past. Open it by hand, or give a later one.")
    if closes_at and closes_at <= now:
        raise LetterRefused("The time to close is past. Close it by hand, or give a later one.")
    if closes_at and not (letter.is_open or opens_at):
        raise LetterRefused("This letter is closed. Say when it opens too, or leave both empty.")
    if opens_at and closes_at and closes_at <= opens_at:
        raise LetterRefused("It would close before it opens. Exchange the two times.")
    letter.opens_at, letter.closes_at = opens_at, closes_at
    letter.save(update_fields=["opens_at", "closes_at"])
    said = [
        f"{word} {_written(at)}" for word, at in (("opens", opens_at), ("closes", closes_at)) if at
    ]
    note(
        "set the times of",
        by=by, letter=letter.slug, subject_kind="letter", subject=letter.pk,
        reason=", ".join(said) or "no times any more",
    )  # fmt: skip
    return True


def open_and_close_due(now: dt.datetime | None = None) -> int:
    """Open and close each letter whose time has come. Returns how many were.

    Each in a transaction of its own, with its row locked: of several workers one does it.
    """
    now = now or timezone.now()
    due = Letter.objects.filter(Q(opens_at__lte=now) | Q(closes_at__lte=now))
    return sum(_follow_times(number, now) for number in due.values_list("pk", flat=True))


@transaction.atomic
def _follow_times(number: int, now: dt.datetime) -> int:
    letter = Letter.objects.select_for_update(no_key=True).get(pk=number)
    changed = 0
    if letter.opens_at and letter.opens_at <= now:
        at = letter.opens_at
        _change(letter, is_open=True, by=WORKER, reason=f"It was to open on {_written(at)}.")
        changed += 1
    # Both may be due after a night without a worker: then the record says both, one after another.
    if letter.is_open and letter.closes_at and letter.closes_at <= now:
        at = letter.closes_at
        _change(letter, is_open=False, by=WORKER, reason=f"It was to close on {_written(at)}.")
        changed += 1
    return changed


def _written(at: dt.datetime) -> str:
    return f"{written_day(at)} at {at.astimezone(dt.UTC):%H.%M} UTC"
