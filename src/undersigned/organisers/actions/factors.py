"""The second factor: what must come with setting one up, taking one off, and new codes."""

from allauth.mfa.models import Authenticator

from undersigned.organisers import mail
from undersigned.organisers.actions.logins import end_logins, note_account
from undersigned.organisers.models import Organiser


def app_set_up(organiser: Organiser, *, session: str | None) -> None:
    """End every other login of an account whose app was just set up: none of them gave a code.

    Args:
        organiser: Whose.
        session: The key of the login that set it up; that one stays.
    """
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
