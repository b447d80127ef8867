"""The mails to people who run letters: invitations, links, and what was done to an account."""

import secrets

from django.conf import settings

from undersigned.look.words import written_day
from undersigned.organisers.models import Invitation, Membership, Organiser
from undersigned.organisers.roles import ROLE_IN_WORDS, Role
from undersigned.outbox import actions as outbox

HOLDS = "The link works once, within three days."


def new_password(organiser: Organiser, link: str) -> None:
    """Somebody asked for a new password at the login."""
    text = (
        f"Someone, we hope you, asked for a new password for the desk at {settings.SITE_URL}. "
        f"To set one, open this page:\n\n{link}\n\n{HOLDS}\n\n"
        "If it wasn't you, do nothing: your password stays as it is.\n"
    )
    _put("password", organiser, "A new password for the desk", text, "Set a new password")


def welcome(organiser: Organiser, link: str) -> None:
    """An account was made for somebody."""
    text = (
        f"There is an account for you at the desk of {settings.SITE_URL}, where signatures are "
        f"checked. To set your password, open this page:\n\n{link}\n\n{HOLDS} "
        f"Afterwards a new one comes from {settings.SITE_URL}/accounts/password/reset/.\n\n"
        "If this says nothing to you, do nothing: without a password nobody gets in.\n"
    )
    _put("account", organiser, "Your account at the desk", text, "Set your password")


def second_factor_reset(organiser: Organiser) -> None:
    """The second factor of an account was reset."""
    text = (
        f"The app for codes and the passkeys were taken off your account at the desk of "
        f"{settings.SITE_URL}, with the recovery codes, because somebody told us that they are "
        "lost. Wherever you were logged in, you are logged out. At your next login the desk asks "
        "for your password, and then you set up an app or a passkey again.\n\n"
        "If you did not ask for this, set a new password now, and tell whoever runs the desk: "
        f"{settings.SITE_URL}/accounts/password/reset/\n"
    )
    _put("second-factor", organiser, "Your second factor was reset", text)


def account_changed(organiser: Organiser, what: str) -> None:
    """Something was changed by which one gets into an account; `what` is a sentence."""
    text = (
        f"{what} That was done at the desk of {settings.SITE_URL}, by somebody who was logged in "
        "there or had a link from your mail.\n\n"
        "If it was you, there is nothing to do. If it wasn't, set a new password now, and tell "
        f"whoever runs the desk: {settings.SITE_URL}/accounts/password/reset/\n"
    )
    _put("account-changed", organiser, "Your account at the desk was changed", text)


def invited(invitation: Invitation, title: str, inviter: Organiser, link: str) -> None:
    """Somebody is asked to join a letter's team."""
    role = Role(invitation.role)
    text = (
        f"{inviter.name} ({inviter.email}) asks you to help with an open letter:\n\n"
        f"{title}\n\n"
        f"You would be its {role.value}. Whoever has that role {ROLE_IN_WORDS[role]}. To see what "
        "you would be asked to do, open this page. Nothing happens before you press a button there."
        f"\n\n{link}\n\n"
        f"The link is yours alone and works until {written_day(invitation.expires_at)}.\n\n"
        "If this says nothing to you, do nothing, or press “No” on that page: then nothing more is "
        "sent.\n"
    )
    outbox.put(
        key=f"{_key_of(invitation)}{secrets.token_hex(8)}",
        kind="invitation",
        recipient=invitation.email,
        subject=f"{inviter.name} asks you to help with an open letter",
        text=text,
        button="Look at the invitation",
        reply_to=inviter.email,
    )


def forget_invitation(invitation: Invitation) -> None:
    """Drop what was not sent yet of an invitation that has ended."""
    outbox.cancel(key_prefix=_key_of(invitation))


def role_changed(member: Membership) -> None:
    """Somebody has another role now."""
    role = Role(member.role)
    text = (
        f"You are {role.value} of “{member.letter.title}” now; an owner of the letter changed "
        f"that. Whoever has that role {ROLE_IN_WORDS[role]}.\n\n{settings.SITE_URL}/desk/\n"
    )
    _put("role", member.organiser, "Your role at the desk", text, "Open the desk")


def taken_off(member: Membership) -> None:
    """Somebody was taken off a team."""
    text = (
        f"You are not on the team of “{member.letter.title}” any more. An owner of the letter "
        "took you off. Your account stays, and so does what you decided.\n"
    )
    _put("taken-off", member.organiser, "You are off the team of a letter", text)


def _key_of(invitation: Invitation) -> str:
    return f"invitation:{invitation.pk}:"


def _put(kind: str, organiser: Organiser, subject: str, text: str, button: str = "") -> None:
    why = (
        f"You get this mail because this address has an account at the desk of {settings.SITE_URL}."
    )
    outbox.put(
        key=f"{kind}:{organiser.id}:{secrets.token_hex(8)}",
        kind=kind,
        recipient=organiser.email,
        subject=subject,
        text=f"{text}\n-- \n{why}\n",
        button=button,
        sender_name=f"The desk of {settings.SITE_HOST}",
    )
