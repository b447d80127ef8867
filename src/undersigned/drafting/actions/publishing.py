"""What is published out of a draft, and when a letter opens, closes and is handed over."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from undersigned.audit.actors import Actor
from undersigned.drafting.actions.rows import actor_of, afresh, draft_of
from undersigned.drafting.queries import Work
from undersigned.letters import actions as letters
from undersigned.letters.errors import LetterRefused
from undersigned.letters.models import Letter
from undersigned.letters.queries import letter_by_slug
from undersigned.organisers.actions.accounts import give_role
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role
from undersigned.publishing.actions import write_anew


@dataclass(frozen=True)
class Times:
    """When signing opens and closes by itself; None where it does not."""

    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None


@transaction.atomic
def publish(work: Work, seal: str, times: Times, *, organiser: Organiser) -> Letter:
    """Publish a draft: a new letter, whose owner its writer becomes, or the next edition.

    Args:
        work: the letter.
        seal: `Work.seal` of what was shown to whoever confirms.
        times: of a new letter; one that opens later begins closed.
        organiser: who publishes.

    Raises:
        LetterRefused: when it changed meanwhile, is not in order, or the record can't take it.
        RecordRefused: when the log can't be begun.
    """
    draft = draft_of(work, organiser)
    work = afresh(work, draft)
    if work.seal() != seal:
        raise LetterRefused(
            "Somebody saved while you were looking, so nothing was published. Look at it again."
        )
    wordings = work.checked().wordings
    if wordings is None:
        raise LetterRefused("There are things to put right first. Nothing was published.")
    if work.letter is not None:
        letters.publish_edition(work.letter, wordings, by=actor_of(organiser))
        return work.letter
    if not settings.ORIGIN_HOST:
        raise LetterRefused(NO_HOST)
    if letter_by_slug(draft.slug) is not None:
        raise LetterRefused(
            f"There is a letter called {draft.slug} here since. Give this one another name."
        )
    letter = letters.publish_letter(
        draft.slug, settings.ORIGIN_HOST, wordings, by=actor_of(organiser)
    )
    draft.letter = letter
    draft.save(update_fields=["letter"])
    by = actor_of(organiser)
    give_role(organiser, letter, Role.OWNER, by)
    if times.opens_at:
        letters.close_letter(letter, by=by, reason="It is published before it opens.")
    if times != Times():
        letters.set_times(letter, opens_at=times.opens_at, closes_at=times.closes_at, by=by)
    return letter


NO_HOST = (
    "This instance has no host yet, and a letter’s origin begins with one. Whoever runs the server "
    "writes host into undersigned.toml and starts it again."
)


@transaction.atomic
def set_times(letter: Letter, times: Times, *, by: Actor) -> None:
    """Say when a letter opens and closes by itself, on its pages too.

    Raises:
        LetterRefused: as `letters.actions.set_times`.
    """
    if letters.set_times(letter, opens_at=times.opens_at, closes_at=times.closes_at, by=by):
        write_anew(letter)


def open_or_close(letter: Letter, *, opens: bool, reason: str, by: Actor) -> None:
    """Open a letter again, or close it, with a reason.

    Raises:
        LetterRefused: when it is so already.
    """
    (letters.reopen_letter if opens else letters.close_letter)(letter, by=by, reason=reason)


def deliver(
    letter: Letter, *, size: int, day: dt.date, to: str, from_whom: str, words: str, by: Actor
) -> int:
    """Record that the letter was handed over. Returns the delivery's number.

    Raises:
        LetterRefused: as `letters.actions.deliver`.
    """
    return letters.deliver(
        letter, day=day, to=to, size=size, from_whom=from_whom, words=words, by=by
    )
