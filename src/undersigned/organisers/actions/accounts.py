"""Accounts: added, given a password, and helped when one is lost."""

from dataclasses import dataclass
from typing import Protocol

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from undersigned.audit import actions as audit
from undersigned.audit.actors import Actor
from undersigned.organisers import mail
from undersigned.organisers.actions.logins import end_logins, note_account
from undersigned.organisers.models import Membership, Organiser, PasswordAsked
from undersigned.organisers.names import LONGEST, fit_name
from undersigned.organisers.roles import Role

MOST_LINKS_A_TURN = 100


class OrganiserRefused(Exception):  # noqa: N818 (named for what happened, as a person says it)
    """What was asked can't be done with an account; the message says why and what to do."""


class NamedLetter(Protocol):
    """What is needed of a letter here; its room lies above this one."""

    id: int
    slug: str
    title: str


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
    email = checked_address(email)
    role = checked_role(role)
    with transaction.atomic():
        organiser = _account(email, name, by)
        give_role(organiser, letter, role, by)
        link = "" if organiser.has_usable_password() else password_link(organiser)
        if link and mailed:
            mail.welcome(organiser, link)
    return Added(organiser, link)


def add_founder(*, email: str, name: str, by: Actor) -> Added:
    """Let somebody begin letters at the desk, with an account where there is none.

    Raises:
        OrganiserRefused: for an address or a name that can't be used.
    """
    email = checked_address(email)
    with transaction.atomic():
        organiser = _account(email, name, by)
        if not organiser.begins_letters:
            organiser.begins_letters = True
            organiser.save(update_fields=["begins_letters"])
            audit.note("let begin letters", by=by, reason=organiser.name)
        link = "" if organiser.has_usable_password() else password_link(organiser)
    return Added(organiser, link)


def _account(email: str, name: str, by: Actor) -> Organiser:
    organiser = Organiser.objects.select_for_update(no_key=True).filter(email=email).first()
    if organiser is not None:
        return organiser
    if not fit_name(name):
        raise OrganiserRefused(
            f"There is no account for {email} yet, and a new one needs a name. Give the "
            f"name that the desk shows, in one line of at most {LONGEST} characters."
        )
    organiser = Organiser.objects.create_user(email, name=fit_name(name))
    audit.note("added an account", by=by, reason=organiser.name)
    return organiser


def give_role(organiser: Organiser, letter: NamedLetter, role: Role, by: Actor) -> None:
    """Give somebody a role for a letter, in place of another; within the caller's transaction."""
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


def ask_password(address: str) -> None:
    """Take in that somebody asks for a link to set a password, whoever it is.

    One row for everybody: whether there is such an account is looked up by the worker, so that
    neither the answer nor its time tells a stranger.
    """
    PasswordAsked.objects.create(address=address)


def send_password_links() -> int:
    """Send the links that were asked for, to addresses that have an account. Returns how many."""
    sent = 0
    for asked in PasswordAsked.objects.order_by("id")[:MOST_LINKS_A_TURN]:
        with transaction.atomic():
            mine, _ = PasswordAsked.objects.filter(pk=asked.pk).delete()
            found = Organiser.objects.filter(email=asked.address.lower(), is_active=True).first()
            if mine and found is not None:
                mail.new_password(found, password_link(found))
                sent += 1
    return sent


def password_changed(organiser: Organiser, *, session: str | None) -> None:
    """End every other login of an account whose password was just changed, and tell its owner.

    Args:
        organiser: Whose.
        session: The key of the login that changed it; None where a link from a mail did.
    """
    with transaction.atomic():
        end_logins(organiser, but=session)
        verb = "changed their password" if session else "set a password by a link from a mail"
        note_account(verb, organiser)
        mail.account_changed(organiser, "The password of your account was changed.")


def reset_second_factor(email: str, *, by: Actor) -> Organiser:
    """Take passkeys, the app and the recovery codes off an account whose owner has lost them.

    Every login of the account ends, since the lost phone may hold one, and its owner is told by
    mail. At the next login the password is asked for, and then a new factor is set up.

    Raises:
        OrganiserRefused: when there is no such account, or it has no second factor.
    """
    with transaction.atomic():
        found = Organiser.objects.select_for_update(no_key=True).filter(email=email.strip().lower())
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
        note_account("reset the second factor of", organiser, by=by)
        mail.second_factor_reset(organiser)
    return organiser


def password_link(organiser: Organiser) -> str:
    """Where this person sets a password, once, within three days."""
    key = default_token_generator.make_token(organiser)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(organiser), "key": key},
    )
    return f"{settings.SITE_URL}{path}"


def checked_address(email: str) -> str:
    """The address as accounts keep it.

    Raises:
        OrganiserRefused: when it is none.
    """
    try:
        validate_email(email.strip())
    except ValidationError as error:
        raise OrganiserRefused(
            f"{email!r} is no address. An address looks like name@example.org."
        ) from error
    return email.strip().lower()


def checked_role(role: str) -> Role:
    """The role of this name.

    Raises:
        OrganiserRefused: when there is none.
    """
    if role not in Role.values:
        raise OrganiserRefused(f"{role!r} is no role. There are: {', '.join(Role.values)}.")
    return Role(role)
