"""Each letter: its key, what it signed last, what waits, and who looks after it."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone

from undersigned.config.doctor.findings import Finding, good, look, wrong
from undersigned.letters.models import Letter
from undersigned.organisers.models import Membership
from undersigned.organisers.roles import Role
from undersigned.record.clock import in_doubt
from undersigned.record.errors import ClockRefused, RecordRefused
from undersigned.record.keys import sign
from undersigned.record.models import Pending
from undersigned.record.places import key_path, published_folder
from undersigned.record.publication import check_not_behind
from undersigned.record.sequencing import day_for
from undersigned.signing.models import Signature
from undersigned.signing.states import State
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import Note, VerifierKey

LONG_WAIT = dt.timedelta(days=3)
PUBLISHES = "The worker publishes it again by itself; look at whether one runs."


def look_at_letters() -> Iterator[Finding]:
    """Each letter in turn."""
    letters = list(Letter.objects.select_related("log").order_by("slug"))
    if not letters:
        yield look(
            "Letters",
            "There is none yet.",
            'undersigned letter new "A title" begins one.',
        )
    for letter in letters:
        found = [*_key(letter), *_history(letter), *_waiting(letter), *_people(letter)]
        yield from found
        if not found:
            size = letter.log.published_size
            yield good(f"Letter {letter.slug}", f"Its record of {size:,} entries is in order.")


def _key(letter: Letter) -> Iterator[Finding]:
    try:
        sign(key_path(letter.slug), VerifierKey.parse(letter.log.key), b"doctor")
    except RecordRefused as error:
        yield wrong(
            f"Key of {letter.slug}",
            str(error),
            "It is in every backup, under keys/: restore one into another folder and take it from "
            "there. Until then people can sign, and nothing of it is published.",
        )


def _history(letter: Letter) -> Iterator[Finding]:
    subject = f"Record of {letter.slug}"
    try:
        check_not_behind(letter.log)
    except RecordRefused as error:
        yield wrong(subject, str(error), "docs/how-to/back-up-and-restore.md says the ways out.")
        return
    path = published_folder(letter.slug) / "checkpoint"
    if not letter.log.published_size:
        return
    try:
        published = Checkpoint.parse(Note.parse(path.read_bytes()).text)
    except FileNotFoundError:
        yield wrong(subject, f"{path} is missing.", PUBLISHES)
    except (Malformed, OSError) as error:
        yield wrong(subject, f"{path} can't be read: {error}.", f"Delete it. {PUBLISHES}")
    else:
        if (published.origin, published.size) != (letter.log.origin, letter.log.published_size):
            yield wrong(
                subject,
                f"{path} is of {published.origin} with {published.size} entries; the database "
                f"published {letter.log.published_size} of {letter.log.origin}.",
                f"Delete it. {PUBLISHES}",
            )


def _clock(letter: Letter) -> Iterator[Finding]:
    log, today = letter.log, timezone.now().date()
    waits = Pending.objects.filter(log=log, refused="").exists()
    try:
        day_for(log, today)
    except ClockRefused as error:
        subject, mend = f"Clock of {letter.slug}", "date says what the clock says."
        if log.last_day is None or log.last_day < today:
            # A letter that was silent for a month is in order until something waits.
            if waits:
                yield wrong(subject, str(error), mend)
        elif in_doubt().filter(pk=log.pk).exists():
            confirm = f"If it is right: undersigned letter confirm-day {letter.slug}."
            yield wrong(subject, str(error), f"{mend} {confirm}")
        else:
            yield look(subject, str(error), mend)


def _waiting(letter: Letter) -> Iterator[Finding]:
    yield from _clock(letter)
    refused = Pending.objects.filter(log=letter.log).exclude(refused="")
    for each in refused:
        yield wrong(
            f"Record of {letter.slug}",
            f"An entry ({each.event}) can't be taken: {each.refused}",
            "The trail at the desk says who asked for it; they can take it back.",
        )
    long_ago = timezone.now() - LONG_WAIT
    waiting = Signature.objects.filter(
        letter=letter, state=State.CONFIRMED, confirmed_at__lt=long_ago
    ).count()
    if waiting:
        yield look(
            f"Desk of {letter.slug}",
            f"{waiting:,} confirmed signatures have waited for more than three days.",
            "Decide on them at the desk, or give somebody the role of a reviewer.",
        )


def _people(letter: Letter) -> Iterator[Finding]:
    team = Membership.objects.filter(letter=letter, organiser__is_active=True)
    if not team.filter(role=Role.OWNER).exists():
        yield look(
            f"Team of {letter.slug}",
            "Nobody owns it, so nobody can invite others or show an earlier list.",
            f"undersigned organiser add ADDRESS --letter {letter.slug} --role owner",
        )
    without = [
        member.organiser.email
        for member in team.select_related("organiser")
        if not member.organiser.has_usable_password()
    ]
    if without:
        yield look(
            f"Team of {letter.slug}",
            f"{len(without)} of its people have not set a password yet: {', '.join(without)}.",
            "Say undersigned organiser add again for each; it prints a fresh link.",
        )
