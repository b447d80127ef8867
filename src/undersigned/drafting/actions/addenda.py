"""An addendum begun, thrown away, and published."""

from django.db import transaction

from undersigned.drafting.actions.rows import actor_of, add_saving, afresh, draft_of, note_draft
from undersigned.drafting.queries import ADDENDA, Work, newest_saving
from undersigned.letters import actions as letters
from undersigned.letters.errors import LetterRefused
from undersigned.letters.front_matter_writing import file_text, written
from undersigned.letters.models import Letter
from undersigned.letters.problems import ManuscriptRefused
from undersigned.letters.reading import parse_addendum
from undersigned.organisers.models import Organiser


@transaction.atomic
def begin_addendum(work: Work, kind: str, language: str, day: str, *, organiser: Organiser) -> None:
    """Begin an addendum of a kind, in place of one that is empty.

    Raises:
        LetterRefused: when another one is in the making.
    """
    draft = draft_of(work, organiser)
    newest = newest_saving(draft, ADDENDA)
    if newest and newest.text:
        raise LetterRefused("An addendum is in the making. Publish it first, or throw it away.")
    head = {"day": day, "kind": kind, "language": language}
    add_saving(draft, ADDENDA, file_text(written(head), ""), organiser)
    note_draft("began an addendum", draft, by=actor_of(organiser), reason=kind)


@transaction.atomic
def throw_addendum_away(work: Work, *, organiser: Organiser) -> None:
    """Be done with an addendum that is in the making; what was saved of it is kept."""
    draft = draft_of(work, organiser)
    newest = newest_saving(draft, ADDENDA)
    if newest and newest.text:
        add_saving(draft, ADDENDA, "", organiser)
        note_draft("threw an addendum away", draft, by=actor_of(organiser))


@transaction.atomic
def publish_addendum(work: Work, letter: Letter, seal: str, *, organiser: Organiser) -> int:
    """Publish the addendum in the making. Returns its number.

    Raises:
        LetterRefused: when it changed meanwhile, or there are things to put right.
    """
    draft = draft_of(work, organiser)
    work = afresh(work, draft)
    if work.seal(ADDENDA) != seal:
        raise LetterRefused(
            "Somebody saved while you were looking, so nothing was published. Look at it again."
        )
    data = work.file(ADDENDA).text.encode()
    try:
        parse_addendum(data, work.file_name(ADDENDA), len(work.demands))
    except ManuscriptRefused as refusal:
        raise LetterRefused("There are things to put right first. Nothing was published.") from (
            refusal
        )
    addendum = letters.publish_addendum(letter, data, by=actor_of(organiser))
    add_saving(draft, ADDENDA, "", organiser)
    return addendum.number
