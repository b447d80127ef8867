"""The only writers of accounts and roles."""

from dataclasses import dataclass
from typing import Protocol

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from undersigned.audit import actions as audit
from undersigned.audit.actors import Actor
from undersigned.organisers import mail
from undersigned.organisers.models import Membership, Organiser, Role


class OrganiserRefused(Exception):  # noqa: N818 (named for what happened, as a person says it)
    """The person can't be added; the message says why and what to do."""


class NamedLetter(Protocol):
    """What is needed of a letter here; its room lies above this one."""

    id: int
    slug: str


@dataclass(frozen=True)
class Added:
    """Who was added.

    Attributes:
        organiser: The account.
        link: Where its owner sets a password, once; empty when it has one already, since with
            such a link anybody could take the account over.
    """

    organiser: Organiser
    link: str


def add_organiser(
    *, email: str, name: str, letter: NamedLetter, role: str, by: Actor, mailed: bool = True
) -> Added:
    """Give somebody a role for a letter, with an account where there is none.

    Somebody who has a role for the letter already gets this one instead. Done twice, it changes
    nothing, save that the link is a fresh one.

    Args:
        email: The address to log in with.
        name: As the desk and the trail show it; may be empty for an account that exists.
        letter: The letter.
        role: One of `Role`.
        by: Who adds.
        mailed: Whether the link is also sent to the address.

    Raises:
        OrganiserRefused: for an address, a name or a role that can't be used.
    """
    email = _checked(email, role)
    with transaction.atomic():
        organiser = Organiser.objects.select_for_update().filter(email=email).first()
        if organiser is None:
            if not name.strip():
                raise OrganiserRefused(
                    f"There is no account for {email} yet, and a new one needs a name. Give the "
                    "name that the desk shows."
                )
            organiser = Organiser.objects.create_user(email, name=name.strip())
            audit.note("added an account", by=by, reason=organiser.name)
        _give_role(organiser, letter, Role(role), by)
        link = "" if organiser.has_usable_password() else password_link(organiser)
        if link and mailed:
            mail.welcome(organiser, link)
    return Added(organiser, link)


def password_link(organiser: Organiser) -> str:
    """Where this person sets a password, once, within three days."""
    key = default_token_generator.make_token(organiser)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(organiser), "key": key},
    )
    return f"{settings.SITE_URL}{path}"


def _checked(email: str, role: str) -> str:
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise OrganiserRefused(
            f"{email!r} is no address. An address looks like name@example.org."
        ) from error
    if role not in Role.values:
        raise OrganiserRefused(f"{role!r} is no role. There are: {', '.join(Role.values)}.")
    return email.strip().lower()


def _give_role(organiser: Organiser, letter: NamedLetter, role: Role, by: Actor) -> None:
    membership, new = Membership.objects.get_or_create(
        organiser=organiser, letter_id=letter.id, defaults={"role": role}
    )
    if not new and membership.role == role:
        return
    before = "" if new else f", {membership.role} before"
    membership.role = role
    membership.save(update_fields=["role"])
    audit.note(
        "gave a role",
        by=by,
        letter=letter.slug,
        reason=f"{organiser.name} is {role.value}{before}",
    )
