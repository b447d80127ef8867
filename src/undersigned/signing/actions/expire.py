"""Let go of what is past its time: forms nobody confirmed, networks, dead links, set-aside rows."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from undersigned.audit.actions import note
from undersigned.audit.actors import WORKER
from undersigned.letters.models import Letter
from undersigned.signing.actions.admit import LIMIT_WINDOW
from undersigned.signing.actions.erase import erase
from undersigned.signing.actions.hold import hold_free, move, tell
from undersigned.signing.models import Intake, Mailing, Signature, Token
from undersigned.signing.states import State

CONFIRM_WITHIN = timedelta(days=3)
NETWORK_KEPT = timedelta(days=7)
SET_ASIDE_KEPT = timedelta(days=7)
DECLINED_KEPT = timedelta(days=90)  # long enough to ask why, and to send something that helps
ROWS_A_TRANSACTION = 500


def expire_due() -> int:
    """Expire and erase what nobody confirmed in three days. Returns how many that were.

    What the desk declined is erased after ninety days. On the way it drops networks and set-aside
    rows after seven days, counted mails after one, and links past their time.
    """
    expired = 0
    # Each is asked for without a lock first: this runs twice a second, and mostly nothing is due.
    while (numbers := _late()) and (done := _expire(numbers)):
        expired += done
    while (numbers := _declined_long_ago()) and _forget(numbers):
        pass
    _drop_networks()
    _drop_set_aside()
    now = timezone.now()
    for old in (
        Mailing.objects.filter(at__lte=now - LIMIT_WINDOW),
        Token.objects.filter(expires_at__lte=now),
    ):
        if old.exists():
            old.delete()
    return expired


def _in(state: State) -> QuerySet[Signature]:
    """The signatures in a state, asked for by letter: so they are found without all the others."""
    letters = list(Letter.objects.values_list("pk", flat=True))
    return Signature.objects.filter(letter__in=letters, state=state)


def _declined_long_ago() -> list[int]:
    old = _in(State.DECLINED).filter(decided_at__lte=timezone.now() - DECLINED_KEPT)
    return list(old.order_by("pk").values_list("pk", flat=True)[:ROWS_A_TRANSACTION])


@transaction.atomic
def _forget(numbers: list[int]) -> int:
    held = hold_free(numbers)
    for signature in held:
        if signature.state != State.DECLINED:
            continue
        move(signature, State.EXPIRED)
        tell("expired", signature, by=WORKER, reason="It was declined ninety days ago.")
        erase(signature, by=WORKER)
    return len(held)


def _late() -> list[int]:
    late = _in(State.WAITING).filter(created_at__lte=timezone.now() - CONFIRM_WITHIN)
    return list(late.order_by("pk").values_list("pk", flat=True)[:ROWS_A_TRANSACTION])


@transaction.atomic
def _expire(numbers: list[int]) -> int:
    held = hold_free(numbers)
    for signature in held:
        if signature.state != State.WAITING:
            continue
        move(signature, State.EXPIRED)
        tell("expired", signature, by=WORKER, reason="Nobody confirmed it in three days.")
        erase(signature, by=WORKER)
    return len(held)


def _drop_networks() -> None:
    old = Signature.objects.filter(created_at__lte=timezone.now() - NETWORK_KEPT)
    kept = old.exclude(network="")
    if kept.exists():
        kept.update(network="")


def _drop_set_aside() -> None:
    old = Intake.objects.filter(set_aside_at__lte=timezone.now() - SET_ASIDE_KEPT)
    for number, letter in list(old.values_list("pk", "letter")):
        with transaction.atomic():
            deleted, _ = Intake.objects.filter(pk=number).delete()
            if not deleted:
                continue  # another worker was faster
            note(
                "deleted",
                by=WORKER,
                letter=letter,
                subject_kind="intake",
                subject=number,
                reason="It was set aside a week ago and could not be read.",
            )
