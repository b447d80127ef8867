"""The mails to people who run letters: links to set a password, and what was done to an account."""

import secrets

from django.conf import settings

from undersigned.organisers.models import Organiser
from undersigned.outbox import actions as outbox

HOLDS = "The link works once, within three days."


def new_password(organiser: Organiser, link: str) -> None:
    """Somebody asked for a new password at the login."""
    text = (
        f"Someone, we hope you, asked for a new password for the desk at {settings.SITE_URL}. "
        f"To set one, open this page:\n\n{link}\n\n{HOLDS}\n\n"
        "If it wasn't you, do nothing: your password stays as it is.\n"
    )
    _put("password", organiser, "A new password for the desk", text)


def welcome(organiser: Organiser, link: str) -> None:
    """An account was made for somebody."""
    text = (
        f"There is an account for you at the desk of {settings.SITE_URL}, where signatures are "
        f"checked. To set your password, open this page:\n\n{link}\n\n{HOLDS} "
        f"Afterwards a new one comes from {settings.SITE_URL}/accounts/password/reset/.\n\n"
        "If this says nothing to you, do nothing: without a password nobody gets in.\n"
    )
    _put("account", organiser, "Your account at the desk", text)


def second_factor_reset(organiser: Organiser) -> None:
    """The second factor of an account was reset."""
    text = (
        f"The app for codes was taken off your account at the desk of {settings.SITE_URL}, with "
        "its recovery codes, because somebody told us that both are lost. Wherever you were logged "
        "in, you are logged out. At your next login the desk asks for your password, and then you "
        "set up an app again.\n\n"
        "If you did not ask for this, set a new password now, and tell whoever runs the desk: "
        f"{settings.SITE_URL}/accounts/password/reset/\n"
    )
    _put("second-factor", organiser, "Your second factor was reset", text)


def _put(kind: str, organiser: Organiser, subject: str, text: str) -> None:
    outbox.put(
        key=f"{kind}:{organiser.id}:{secrets.token_hex(8)}",
        kind=kind,
        recipient=organiser.email,
        subject=subject,
        text=text,
    )
