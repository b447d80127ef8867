"""Bringing a list along: taken to the desk, shown where it is public already, taken off again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone

from undersigned.audit import actions as audit
from undersigned.audit.actors import VISITOR, Actor
from undersigned.letters.models import Letter
from undersigned.lists.model import Reading
from undersigned.record import actions as record
from undersigned.signing.actions.imported_names import (
    ASKED,
    end_name,
    erase_name,
    subject_of_name,
    superseded_by_signers,
)
from undersigned.signing.import_plan import (
    Plan,
    imported_record,
    line_digest,
    name_digest,
    plan,
)
from undersigned.signing.models import ImportedList, ImportedName
from undersigned.signing.queries import offer
from undersigned.signing.states import NotPossible

BATCH = 500  # rows a transaction, so that nobody waits for the lock behind a long list
LONGEST_URL = 500

Row = TypeVar("Row")


@dataclass(frozen=True)
class Taken:
    """What taking a list did.

    Attributes:
        imported_list: The list at the desk.
        added: How many lines came to the desk by this call; 0 when it was taken before.
        known: Lines that stood at the desk already, from an earlier version of the list.
        hidden: Lines that were left out before, or whose name asked to be taken off.
        unfit: Lines that the reading took and no record can hold, with the reason.
    """

    imported_list: ImportedList
    added: int
    known: tuple[int, ...]
    hidden: tuple[int, ...]
    unfit: tuple[tuple[int, str], ...]


def take_list(
    letter: Letter,
    reading: Reading,
    file_name: str,
    *,
    by: Actor,
    progress: Callable[[int], None] = lambda _: None,
) -> Taken:
    """Take a list to the desk; nothing of it is published.

    The same bytes are taken once: stopped at any point and called again, it goes on where it was,
    and called after that, it adds nothing. Of a line only what a public line shows is kept, and
    its mail address, for the desk alone. A line that an earlier version of the list brought is
    not doubled, and nobody who was taken off comes back.

    Args:
        letter: Whose list.
        reading: The list as it was understood.
        file_name: How it is called.
        by: Who.
        progress: Told within each transaction how many rows are dealt with; what it raises stops
            the taking there.
    """
    imported_list = _begin(letter, reading, file_name, by)
    added = 0
    if not imported_list.report:
        result = _plan(letter, reading, imported_list)
        added = _write(imported_list, result, progress)
        _finish(imported_list, reading, result, by=by, progress=progress)
    report = imported_list.report
    return Taken(
        imported_list,
        added,
        known=tuple(report["known"]),
        hidden=tuple(report["hidden"]),
        unfit=tuple((each["line"], each["why"]) for each in report["unfit"]),
    )


def show_list(imported_list: ImportedList, *, url: str, day: date, by: Actor) -> int:
    """Show the names of a list that is public already, apart and labelled "not confirmed here".

    Each name becomes an `imported` entry of the record. Stopped at any point, it goes on when it
    is called again, or by `go_on_showing`.

    Args:
        imported_list: The list.
        url: Where the list is public now.
        day: When it was seen there.
        by: The owner who decided it.

    Returns:
        How many names the record was asked for by this call.

    Raises:
        NotPossible: saying what is wrong, and nothing was changed.
    """
    _check_source(url, day)
    letter = imported_list.letter
    with transaction.atomic():
        found = ImportedList.objects.select_for_update(no_key=True).get(pk=imported_list.pk)
        if not found.report:
            raise NotPossible("This list was not taken whole. Import its file once more.")
        if not Letter.objects.select_for_update(no_key=True).get(pk=letter.pk).is_open:
            raise NotPossible("The letter is closed. Names can be shown while it is open.")
        if found.shown_at is None:
            found.source_url, found.source_day, found.shown_at = url, day, timezone.now()
            found.save(update_fields=["source_url", "source_day", "shown_at"])
            audit.note(
                "showed a list",
                by=by,
                letter=letter.slug,
                subject_kind="import",
                subject=found.pk,
                reason=f"public at {url}, seen on {day}",
            )
    imported_list.refresh_from_db()
    return _show_rest(imported_list)


def go_on_showing(letter: Letter) -> int:
    """Go on with a letter's lists whose showing was stopped halfway; returns how many names."""
    unfinished = ImportedList.objects.filter(
        letter=letter,
        shown_at__isnull=False,
        letter__is_open=True,
        names__shown_at=None,
        names__hidden_at=None,
        names__superseded_by=None,
        names__isnull=False,
    )
    return sum(_show_rest(each) for each in unfinished.select_related("letter__log").distinct())


def take_off(letter: Letter, entry: int, *, by: Actor) -> bool:
    """Take a shown name off at somebody's wish: erased here at once, `removed` in the record.

    Returns:
        Whether there was such a name; False alike when it is gone already.
    """
    row = ImportedName.objects.filter(source__letter=letter, entry=entry).first()
    if row is None:
        return False
    return _hide(row, by=by, verb="took off an imported name", reason="asked", digest=name_digest)


def hide_at_wish(name: ImportedName) -> bool:
    """Take a name off, shown or not, since its owner said so by the link of an invitation."""
    verb = "took off an imported name"
    return _hide(name, by=VISITOR, verb=verb, reason="asked", digest=name_digest)


def leave_out(name: ImportedName, *, reason: str, by: Actor) -> bool:
    """Leave a line out at the desk, shown or not: one that is no signatory, or stands twice.

    Returns:
        Whether it stood there; False when it is gone already.

    Raises:
        NotPossible: without a reason.
    """
    if not reason.strip():
        raise NotPossible("Say why this line is left out; the trail keeps it.")
    return _hide(
        name, by=by, verb="left out an imported line", reason=reason.strip(), digest=line_digest
    )


def hide_again(number: int, digest: str, at: datetime, *, by: Actor) -> bool:
    """Hide a name once more that a restored backup brought back.

    Args:
        number: Of the row.
        digest: What keeps it from being taken again, as it was kept when it was hidden.
        at: When that was. A younger one only has its number, given again after a restoring.
        by: Who restores.

    Returns:
        Whether it stood there.
    """
    until = at + timedelta(seconds=1)  # it is told to the second
    found = ImportedName.objects.filter(pk=number, hidden_at=None, source__taken_at__lt=until)
    row = found.first()
    if row is None:
        return False
    reason = "It was hidden after the backup was made that is restored here."
    return _hide(row, by=by, verb="hid a name again", reason=reason, digest=lambda _: digest)


def terms_of(letter: Letter) -> tuple[str, ...]:
    """The letter's terms of office as its newest edition names them."""
    now = offer(letter, "")
    return now.terms if now else ()


def _begin(letter: Letter, reading: Reading, file_name: str, by: Actor) -> ImportedList:
    with transaction.atomic():
        imported_list, new = ImportedList.objects.get_or_create(
            letter=letter,
            sha256=reading.sha256,
            defaults={
                "file_name": file_name[-200:],
                "read": reading.read,
                "refused": len(reading.refused),
            },
        )
        if new:
            audit.note(
                "began to import a list",
                by=by,
                letter=letter.slug,
                subject_kind="import",
                subject=imported_list.pk,
            )
    return imported_list


def _plan(letter: Letter, reading: Reading, imported_list: ImportedList) -> Plan:
    others = ImportedName.objects.filter(source__letter=letter).exclude(source=imported_list)
    hidden = ImportedName.objects.filter(source__letter=letter).exclude(hidden_digest="")
    return plan(
        letter,
        reading,
        earlier=others.filter(hidden_at=None).select_related("source"),
        hidden=frozenset(hidden.values_list("hidden_digest", flat=True)),
        terms=terms_of(letter),
    )


def _write(imported_list: ImportedList, result: Plan, progress: Callable[[int], None]) -> int:
    there = set(imported_list.names.values_list("line", flat=True))
    done = len(there)
    for batch in _batches(row for row in result.new if row.line not in there):
        for row in batch:
            row.source = imported_list
        done += len(batch)
        with transaction.atomic():
            progress(done)
            # Somebody else may be taking the same file at the same time; a line is taken once.
            ImportedName.objects.bulk_create(batch, ignore_conflicts=True)
    return imported_list.names.count() - len(there)


def _finish(
    imported_list: ImportedList,
    reading: Reading,
    result: Plan,
    *,
    by: Actor,
    progress: Callable[[int], None],
) -> None:
    refused = len(reading.refused) + len(result.unfit)
    with transaction.atomic():
        progress(len(reading.taken))
        imported_list.refused = refused
        imported_list.report = _report(reading, result)
        imported_list.save(update_fields=["refused", "report"])
        taken = imported_list.names.count()
        audit.note(
            "imported a list",
            by=by,
            letter=imported_list.letter.slug,
            subject_kind="import",
            subject=imported_list.pk,
            reason=f"read {reading.read}, new at the desk {taken}, refused {refused}",
        )


def _report(reading: Reading, result: Plan) -> dict[str, Any]:
    """What the desk is told later. Line numbers and reasons only: the file itself is not kept."""
    return {
        "format": reading.format,
        "encoding": reading.encoding,
        "remarks": list(reading.remarks),
        "refused": [{"line": each.line, "why": each.why} for each in reading.refused],
        "unfit": [{"line": each.line, "why": each.why} for each in result.unfit],
        "repaired": [
            {"line": each.line, "field": each.field, "why": each.why} for each in reading.repaired
        ],
        "duplicates": [list(group) for group in reading.duplicates],
        "known": result.known,
        "hidden": result.hidden,
    }


def _check_source(url: str, day: date) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or len(url) > LONGEST_URL:
        raise NotPossible(
            "This is no address of a page. It looks like https://example.org/signatures."
        )
    if day > timezone.now().date():
        raise NotPossible("This day has not come yet. Give the day on which you saw the list.")


def _show_rest(imported_list: ImportedList) -> int:
    terms = terms_of(imported_list.letter)
    shown = 0
    while batch := _show_batch(imported_list, terms):
        shown += batch
    return shown


def _show_batch(imported_list: ImportedList, terms: tuple[str, ...]) -> int:
    letter = imported_list.letter
    with transaction.atomic():
        # The record takes no imported name once the letter is closed; the rest waits for that.
        if not Letter.objects.select_for_update(no_key=True).get(pk=letter.pk).is_open:
            return 0
        held = imported_list.names.select_for_update(no_key=True)
        waiting = held.filter(shown_at=None, hidden_at=None, superseded_by=None)
        rows = list(waiting.order_by("line")[:BATCH])
        signed = superseded_by_signers(letter, rows)
        shown = [row for row in rows if row.pk not in signed]
        record.append_all(
            letter.log,
            "imported",
            [
                record.Asked(
                    {"source": imported_list.sha256, "as": row.kind},
                    line=imported_record(letter, row, terms),
                    subject=subject_of_name(row),
                )
                for row in shown
            ],
        )
        numbers = [row.pk for row in shown]
        ImportedName.objects.filter(pk__in=numbers).update(shown_at=timezone.now())
    return len(rows)


def _hide(
    name: ImportedName,
    *,
    by: Actor,
    verb: str,
    reason: str,
    digest: Callable[[ImportedName], str],
) -> bool:
    with transaction.atomic():
        rows = ImportedName.objects.select_for_update(of=("self",), no_key=True)
        row = rows.select_related("source__letter__log").get(pk=name.pk)
        if row.hidden_at is not None:
            return False
        letter = row.source.letter
        # One that its owner's signature ends has its entry asked for already.
        if row.shown_at is not None and row.superseded_by_id is None:
            end_name(letter, row, reason=ASKED)
        audit.note(
            verb,
            by=by,
            letter=letter.slug,
            subject_kind="imported name",
            subject=row.pk,
            reason=reason,
        )
        row.hidden_digest = digest(row)
        erase_name(row)
    return True


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch
