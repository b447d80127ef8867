"""Take a signature's row for a change, and end or keep what belongs to it."""

from collections.abc import Iterable

from django.db import connection, models
from django.utils import timezone

from undersigned.audit.actions import note
from undersigned.audit.actors import Actor
from undersigned.letters.models import Letter
from undersigned.record.locking import hold_until_commit
from undersigned.signing.models import Signature
from undersigned.signing.states import STANDING, NotPossible, State, require


def hold(number: int) -> Signature:
    """Read a signature and lock its row until the caller's transaction ends."""
    held_rows = Signature.objects.select_for_update(of=("self",), no_key=True)
    rows = held_rows.select_related("letter__log")
    return rows.get(pk=number)


def hold_free(numbers: list[int]) -> list[Signature]:
    """Lock those of these signatures that nobody else holds at this moment, and read them."""
    skip = connection.features.has_select_for_update_skip_locked
    rows = Signature.objects.select_for_update(of=("self",), skip_locked=skip, no_key=True)
    return list(rows.select_related("letter__log").filter(pk__in=numbers).order_by("pk"))


def hold_with_others(number: int) -> tuple[Signature, list[Signature]]:
    """Lock a signature and the letter's other ones of its address, in the order of their numbers.

    Whoever changes several of an address takes them all at once, and the letter only afterwards:
    two links of one mailbox, pressed at the same moment, then wait for each other in one order.
    """
    one = Signature.objects.get(pk=number)
    hold_addresses([one.address_digest])
    same = models.Q(letter=one.letter, address_digest=one.address_digest) & ~models.Q(
        address_digest=""
    )
    held_rows = Signature.objects.select_for_update(of=("self",), no_key=True)
    rows = held_rows.select_related("letter__log")
    held = {each.pk: each for each in rows.filter(same | models.Q(pk=number)).order_by("pk")}
    return held.pop(number), list(held.values())


def hold_addresses(digests: Iterable[str]) -> None:
    """Lock what is done for these addresses until the caller's transaction ends, on every host.

    A row that is not there yet can't be locked: a form that is being admitted, and one of the same
    address that is being confirmed or disowned, would not see each other.
    """
    hold_until_commit(*(f"address {digest}" for digest in digests if digest))


def hold_open_letter(signature: Signature) -> bool:
    """Lock the letter against being closed meanwhile. Returns whether it is open."""
    return Letter.objects.select_for_update(no_key=True).get(pk=signature.letter.pk).is_open


def refuse_second(signature: Signature) -> None:
    """Refuse to let a signature stand beside another one of the same address.

    Raises:
        NotPossible: when there is another.
    """
    others = Signature.objects.filter(
        letter=signature.letter, address_digest=signature.address_digest, state__in=STANDING
    ).exclude(pk=signature.pk)
    if others.exists():
        raise NotPossible(
            "The same address has another signature that stands. One address signs once: withdraw "
            "or remove the other one first."
        )


def move(signature: Signature, then: State) -> None:
    """Put a held signature into its next state, with the time where it is an end or a decision.

    Raises:
        NotPossible: when the table of states does not have this step.
    """
    require(signature.state, then)
    now = timezone.now()
    signature.state = then
    if then is State.CONFIRMED:
        signature.confirmed_at = signature.confirmed_at or now
        signature.decided_at = None
    elif then in (State.ACCEPTED, State.DECLINED):
        signature.decided_at = now
    else:
        signature.ended_at = now


def today() -> str:
    """The day (UTC) as a check keeps it."""
    return timezone.now().date().isoformat()


def tell(verb: str, signature: Signature, *, by: Actor, reason: str = "") -> None:
    """Write an event about a signature into the trail."""
    note(
        verb,
        by=by,
        letter=signature.letter.slug,
        subject_kind="signature",
        subject=signature.pk,
        reason=reason,
    )
