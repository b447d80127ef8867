"""Decisions of the desk: about exactly the line that somebody had in front of them.

`signing` carries them out; here it is made sure that nothing changed since the page was loaded.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db import transaction

from undersigned.audit.actors import Actor
from undersigned.audit.queries import events_of
from undersigned.letters.models import Letter
from undersigned.look.words import written_day
from undersigned.review.dossier import seen_mark
from undersigned.signing.actions import decide
from undersigned.signing.models import Signature
from undersigned.signing.states import NotPossible, State


@dataclass(frozen=True)
class Question:
    """What is decided: whether it is still open, and by which verbs the trail says that it is not.

    Attributes:
        is_open: of a signature.
        answers: the trail's verb, and how a sentence goes on with it.
    """

    is_open: Callable[[Signature], bool]
    answers: Mapping[str, str]


WHETHER_LISTED = Question(
    lambda held: held.state in (State.CONFIRMED, State.DECLINED),
    {"accepted": "accepted it", "declined": "declined it", "removed": "removed it"},
)
WHETHER_DECLINED = Question(lambda held: held.state == State.CONFIRMED, WHETHER_LISTED.answers)
WHETHER_REMOVED = Question(lambda held: held.state == State.ACCEPTED, {"removed": "removed it"})
WHETHER_CORRECTED = Question(
    lambda held: held.correction is not None,
    {
        "accepted the correction of": "accepted the correction",
        "declined the correction of": "declined the correction",
    },
)


def accept(letter: Letter, number: int, *, seen: str, reason: str, by: Actor) -> None:
    """Accept a signature, with a reason for the trail.

    Args:
        letter: Whose.
        number: Of the signature.
        seen: `seen_mark` of what was looked at.
        reason: Why.
        by: Who decides.

    Raises:
        Signature.DoesNotExist: when this letter has none of this number.
        NotPossible: when somebody or something was faster; the message says what happened.
    """
    _decide(
        (letter, number, seen),
        WHETHER_LISTED,
        lambda held: decide.accept(held, by=by, reason=reason),
    )


def decline(letter: Letter, number: int, *, seen: str, reason: str, by: Actor) -> None:
    """Decline a signature; its signer reads the reason. Raises as `accept`."""
    _decide(
        (letter, number, seen),
        WHETHER_DECLINED,
        lambda held: decide.decline(held, by=by, note=reason),
    )


def remove(letter: Letter, number: int, *, seen: str, reason: str, note: str, by: Actor) -> None:
    """Take a signature off, with a reason of the record and a note. Raises as `accept`."""
    _decide(
        (letter, number, seen),
        WHETHER_REMOVED,
        lambda held: decide.remove(held, by=by, reason=reason, note=note),
    )


def accept_correction(letter: Letter, number: int, *, seen: str, reason: str, by: Actor) -> None:
    """Accept the correction that waits. Raises as `accept`."""
    _decide(
        (letter, number, seen),
        WHETHER_CORRECTED,
        lambda held: decide.accept_correction(held, by=by, reason=reason),
    )


def decline_correction(letter: Letter, number: int, *, seen: str, reason: str, by: Actor) -> None:
    """Decline the correction that waits; its signer reads the reason. Raises as `accept`."""
    _decide(
        (letter, number, seen),
        WHETHER_CORRECTED,
        lambda held: decide.decline_correction(held, by=by, note=reason),
    )


@transaction.atomic
def _decide(
    what: tuple[Letter, int, str], question: Question, carry_out: Callable[[Signature], object]
) -> None:
    letter, number, seen = what
    held_rows = Signature.objects.select_for_update(of=("self",), no_key=True)
    rows = held_rows.select_related("letter__log")
    held = rows.get(letter=letter, pk=number)
    if seen_mark(held) != seen:
        raise NotPossible(_what_happened(held, question))
    carry_out(held)


def _what_happened(signature: Signature, question: Question) -> str:
    answers = events_of("signature", signature.pk).filter(verb__in=question.answers)
    answer = None if question.is_open(signature) else answers.order_by("-id").first()
    if answer is None:
        return (
            "This signature changed while you had it open, so nothing was decided. This is how it "
            "stands now."
        )
    when = f"{written_day(answer.at)} at {answer.at:%H.%M} UTC"
    return (
        f"Somebody decided this already: {answer.actor_name} {question.answers[answer.verb]} on "
        f"{when}. What you sent changed nothing."
    )
