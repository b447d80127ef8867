"""What other rooms may ask about people who run letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from undersigned.audit.actors import Actor, organiser_actor
from undersigned.organisers.browsers import BEGAN, BROWSER, UNKNOWN
from undersigned.organisers.models import Invitation, Membership, Organiser
from undersigned.organisers.roles import Role
from undersigned.organisers.session_store import kept_key
from undersigned.organisers.tokens import LIFETIME
from undersigned.outbox.clocks import latest_end


def memberships_of(organiser: Organiser) -> QuerySet[Membership]:
    """The letters somebody works on, with their logs, newest letter first."""
    return (
        organiser.memberships.select_related("letter__log", "organiser")
        .order_by("-letter__created_at", "-id")
        .all()
    )


def membership(organiser: Organiser, slug: str) -> Membership | None:
    """Somebody's role for the letter of this slug; None alike without a role or a letter."""
    return memberships_of(organiser).filter(letter__slug=slug).first()


def may_begin_letters(organiser: Organiser) -> bool:
    """Whether somebody may begin a letter of their own at the desk: whoever owns one may, too."""
    return organiser.begins_letters or organiser.memberships.filter(role=Role.OWNER).exists()


def who_may_log_in() -> list[str]:
    """The addresses of everybody with an account that is not closed."""
    found = Organiser.objects.filter(is_active=True).order_by("email")
    return list(found.values_list("email", flat=True))


def team_of(letter_id: int) -> list[Membership]:
    """Everybody who works on a letter, owners first, then by name."""
    order = [role.value for role in Role]
    found = Membership.objects.filter(letter_id=letter_id).select_related("organiser", "letter")
    return sorted(found, key=lambda each: (order.index(each.role), each.organiser.name, each.pk))


def with_second_factor(team: Sequence[Membership]) -> frozenset[int]:
    """The accounts among these that have a passkey or an app."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    found = Authenticator.objects.filter(
        type__in=kinds, user_id__in=[member.organiser_id for member in team]
    )
    return frozenset(found.values_list("user_id", flat=True))


def invitations_of(letter_id: int) -> list[Invitation]:
    """The invitations of a letter that were neither accepted nor withdrawn, newest first."""
    return list(
        Invitation.objects.filter(letter_id=letter_id).select_related("invited_by", "letter")
    )


def live_invitation(digest: str) -> Invitation | None:
    """The invitation whose link has this digest, as long as it holds."""
    now = timezone.now()
    latest = latest_end(LIFETIME)
    return (
        Invitation.objects.filter(digest=digest, expires_at__gt=now, expires_at__lte=latest)
        .select_related("invited_by", "letter")
        .first()
    )


def account_of(email: str) -> Organiser | None:
    """The account that somebody at this address logs in with; None where it has no password."""
    found = Organiser.objects.filter(email=email).first()
    return found if found is not None and found.has_usable_password() else None


@dataclass(frozen=True)
class LoggedIn:
    """One login of an account.

    Attributes:
        mark: Names it in a form; says nothing about its cookie.
        began: When, in UTC; None for a login from before that was noted.
        browser: Roughly what browser.
        ends: When it ends by itself.
        is_this: Whether it is the one that asks.
    """

    key: str
    mark: str
    began: datetime | None
    browser: str
    ends: datetime
    is_this: bool


def logins_of(organiser: Organiser, this: str | None) -> list[LoggedIn]:
    """The logins of an account that hold now, this one first, then the newest.

    Args:
        organiser: Whose.
        this: The key of the session that asks.
    """
    found = []
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        held = session.get_decoded()
        if held.get(SESSION_KEY) != str(organiser.pk):
            continue
        key = str(session.session_key)
        began = datetime.fromisoformat(held[BEGAN]) if BEGAN in held else None
        browser = held.get(BROWSER, UNKNOWN)
        mark = sha256(f"login {key}".encode()).hexdigest()[:16]
        is_this = key == kept_key(this)
        found.append(LoggedIn(key, mark, began, browser, session.expire_date, is_this))
    oldest = datetime.min.replace(tzinfo=UTC)
    return sorted(found, key=lambda each: (each.is_this, each.began or oldest), reverse=True)


def actor_of(member: Membership) -> Actor:
    """The actor for actions: who this is."""
    return organiser_actor(member.organiser.id, member.organiser.name)
