"""The only writers of accounts and roles, and of what a login rests on."""

from dataclasses import dataclass
from typing import Protocol

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from undersigned.audit import actions as audit
from undersigned.audit.actors import Actor, organiser_actor
from undersigned.organisers import mail
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.roles import Role


class OrganiserRefused(Exception):  # noqa: N818 (named for what happened, as a person says it)
    """What was asked can't be done with an account; the message says why and what to do."""


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


def second_factor_set_up(organiser: Organiser, *, session: str | None) -> None:
    """End every other login of an account whose app was just set up: none of them gave a code.

    Args:
        organiser: Whose.
        session: The key of the login that set it up; that one stays.
    """
    end_logins(organiser, but=session)
    _note_account("set up a second factor", organiser, by=_themselves(organiser))


def second_factor_taken_off(organiser: Organiser) -> None:
    """Say in the trail that somebody took the app off their account."""
    _note_account("took off their second factor", organiser, by=_themselves(organiser))


def reset_second_factor(email: str, *, by: Actor) -> Organiser:
    """Take the app and the recovery codes off an account whose owner has lost both.

    Every login of the account ends, since the lost phone may hold one, and its owner is told by
    mail. At the next login the password is asked for, and then a new app is set up.

    Raises:
        OrganiserRefused: when there is no such account, or it has no second factor.
    """
    with transaction.atomic():
        found = Organiser.objects.select_for_update().filter(email=email.strip().lower())
        organiser = found.first()
        if organiser is None:
            raise OrganiserRefused(f"There is no account for {email}. Nothing was changed.")
        factors = Authenticator.objects.filter(user=organiser)
        if not factors.exists():
            raise OrganiserRefused(
                f"{organiser} has no second factor. Nothing was changed: the desk asks for one to "
                "be set up at the next login."
            )
        factors.delete()
        end_logins(organiser)
        _note_account("reset the second factor of", organiser, by=by)
        mail.second_factor_reset(organiser)
    return organiser


def end_logins(organiser: Organiser, *, but: str | None = None) -> None:
    """End the logins of an account, save one."""
    for session in Session.objects.exclude(session_key=but or ""):
        if session.get_decoded().get(SESSION_KEY) == str(organiser.pk):
            session.delete()


def forget_old_logins() -> None:
    """Delete what is left of logins past their time; with nothing due, nothing is written."""
    old = Session.objects.filter(expire_date__lte=timezone.now())
    if old.exists():
        old.delete()


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


def _themselves(organiser: Organiser) -> Actor:
    return organiser_actor(organiser.pk, organiser.name)


def _note_account(verb: str, organiser: Organiser, *, by: Actor) -> None:
    """Write into the trail of each letter that somebody works on; that is where desks look."""
    slugs = list(organiser.memberships.values_list("letter__slug", flat=True).order_by("letter"))
    for slug in slugs or [""]:
        audit.note(verb, by=by, letter=slug, reason=organiser.name)


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
