"""What views and the desk may ask about invitations to confirm an imported name."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from undersigned.letters.models import Letter
from undersigned.outbox.clocks import latest_end
from undersigned.outbox.queries import Became, became_of
from undersigned.signing import tokens
from undersigned.signing.mail import ASKED
from undersigned.signing.models import ImportedList, ImportedName, Invitation, InvitationRound


@dataclass(frozen=True)
class Asking:
    """How asking the people of a list stands.

    Attributes:
        round: The decision and its pace; None before.
        with_address: Names at the desk that have an address and were not asked or passed over.
        asked: Invitations made; of these `signed`, `no` and `never` were answered so.
        skipped: Why others were passed over, with how many.
        mails: What became of the mails.
    """

    round: InvitationRound | None
    with_address: int
    asked: int
    signed: int
    no: int
    never: int
    skipped: tuple[tuple[str, int], ...]
    mails: Became


def asking_of(imported_list: ImportedList) -> Asking:
    """How asking stands for one list."""
    names = ImportedName.objects.filter(
        source=imported_list, hidden_at=None, superseded_by=None, invitation=None
    )
    made = Invitation.objects.filter(name__source=imported_list)
    counts = made.aggregate(
        asked=Count("pk", filter=Q(skipped="")),
        **{each: Count("pk", filter=Q(answer=each)) for each in ("signed", "no", "never")},
    )
    skipped = made.exclude(skipped="").values_list("skipped").annotate(number=Count("pk"))
    prefix = f"{ASKED}:{imported_list.pk}:"
    return Asking(
        round=InvitationRound.objects.filter(source=imported_list).first(),
        with_address=names.exclude(address="").count(),
        skipped=tuple(sorted(skipped)),
        mails=became_of(prefix),
        **counts,
    )


def live_invitation(letter: Letter, plain: str) -> Invitation | None:
    """The invitation that a link opens, if it is still good and not answered."""
    found = Invitation.objects.filter(letter=letter, digest=tokens.token_digest(plain))
    latest = latest_end(tokens.LINK_KEPT)
    return found.filter(answer="", expires_at__gt=timezone.now(), expires_at__lte=latest).first()


def is_invitation(letter: Letter, plain: str) -> bool:
    """Whether this ever was the link of an invitation."""
    return Invitation.objects.filter(letter=letter, digest=tokens.token_digest(plain)).exists()


def invitation_of_session(letter: Letter, plain: str) -> Invitation | None:
    """The invitation whose form is open in the browser with this cookie."""
    if not plain:
        return None
    found = Invitation.objects.filter(
        letter=letter,
        session_digest=tokens.token_digest(plain),
        session_until__gt=timezone.now(),
        session_until__lte=latest_end(tokens.LIFETIMES[tokens.INVITED]),
    )
    live = found.filter(answer="", name__hidden_at=None)
    return live.select_related("letter__log", "name__source__letter__log").first()
