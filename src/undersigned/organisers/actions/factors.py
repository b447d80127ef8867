"""The second factor: what must come with setting one up, taking one off, and new codes."""

import time

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django.db import transaction

from undersigned.organisers import mail
from undersigned.organisers.actions.logins import end_logins, note_account
from undersigned.organisers.models import Organiser

SPENT = "spent_step"
"""The member of an app's data with the newest time step of which a code was taken."""


def step_now() -> int:
    """The time step whose code an app shows now (RFC 6238, section 4)."""
    return int(time.time()) // int(app_settings.TOTP_PERIOD)


@transaction.atomic
def spend_code(app: Authenticator, *, step: int) -> bool:
    """Take a code that was right, unless it or one of a later step was taken before.

    allauth knows a code again for half a minute, in memory. That ends with the process, and a clock
    that was set back makes the same codes right once more (RFC 6238, section 5.2).

    Args:
        app: Whose code it was.
        step: The time step before the code was looked at.
    """
    held = Authenticator.objects.select_for_update(no_key=True).get(pk=app.pk)
    if held.data.get(SPENT, -1) >= step:
        return False
    # The next step may have begun since, and the code been of that.
    held.data[SPENT] = max(step, step_now())
    held.save(update_fields=["data"])
    return True


def app_set_up(organiser: Organiser, *, session: str | None) -> None:
    """End every other login of an account whose app was just set up: none of them gave a code.

    Args:
        organiser: Whose.
        session: The key of the login that set it up; that one stays.
    """
    app = Authenticator.objects.filter(user=organiser, type=Authenticator.Type.TOTP).first()
    if app is not None:
        spend_code(app, step=step_now())  # the code that showed that it works opens no login
    end_logins(organiser, but=session)
    _note(organiser, "set up a second factor", "An app for codes was set up for your account.")


def app_taken_off(organiser: Organiser) -> None:
    """Note that somebody took the app off their account."""
    _note(organiser, "took off their second factor", "The app for codes was taken off.")


def passkey_added(organiser: Organiser, *, session: str | None) -> None:
    """End every other login where this is the account's first passkey, and note it."""
    if _passkeys(organiser) == 1:
        end_logins(organiser, but=session)
    _note(organiser, "added a passkey", "A passkey was added to your account.")


def passkey_removed(organiser: Organiser) -> None:
    """Note that somebody removed a passkey of theirs."""
    _note(organiser, "removed a passkey", "A passkey of your account was removed.")


def codes_made(organiser: Organiser) -> None:
    """Note that somebody made new recovery codes."""
    _note(organiser, "made new recovery codes", "New recovery codes were made for your account.")


def codes_are_seen(organiser: Organiser) -> None:
    """Mark recovery codes as looked at when they are made.

    allauth marks them on the first look, and a page that is only looked at writes nothing here.
    """
    found = Authenticator.objects.filter(
        user=organiser, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    if found is not None:
        found.wrap().mark_as_viewed()


def _passkeys(organiser: Organiser) -> int:
    return int(
        Authenticator.objects.filter(user=organiser, type=Authenticator.Type.WEBAUTHN).count()
    )


def _note(organiser: Organiser, verb: str, sentence: str) -> None:
    note_account(verb, organiser)
    mail.account_changed(organiser, sentence)
