"""What other rooms may ask about people who run letters."""

from django.db.models import QuerySet

from undersigned.audit.actors import Actor, organiser_actor
from undersigned.organisers.models import Membership, Organiser


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


def actor_of(member: Membership) -> Actor:
    """The actor for actions: who this is."""
    return organiser_actor(member.organiser.id, member.organiser.name)
