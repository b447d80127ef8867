"""What other rooms may ask about people who run letters."""

from django.db.models import QuerySet

from undersigned.audit.actors import Actor, organiser_actor
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.roles import Role


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
    """Whether somebody may begin a letter of their own at the desk: whoever owns one may."""
    return organiser.memberships.filter(role=Role.OWNER).exists()


def actor_of(member: Membership) -> Actor:
    """The actor for actions: who this is."""
    return organiser_actor(member.organiser.id, member.organiser.name)
