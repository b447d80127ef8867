"""How allauth deals with accounts here: no sign-up, mail by the outbox, messages in our words."""

import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from undersigned.organisers import mail
from undersigned.organisers.models import Organiser

WRONG_CODE = (
    "This code does not fit. Look at the app again: each code holds for half a minute, and is "
    "good once."
)
TOO_OFTEN = "That was tried too often. Wait five minutes, then try again."


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Accounts are added by the command line or by an owner, never by a visitor."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "This address and this password do not belong together. We don't say which of the "
            "two is wrong."
        ),
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_password": "This is not your password.",
        "enter_current_password": "This is not your password as it is now.",
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 (allauth's signature)
        """Nobody signs up."""
        return False

    def is_reauthentication_required(self, *, app: str, **_: Any) -> bool:  # noqa: ARG002
        """Whether the login lies so far back that the password is asked again."""
        request = context.request
        records = get_authentication_records(request, request.user)
        latest = max((record["at"] for record in records), default=0.0)
        return bool(time.time() - latest > app_settings.REAUTHENTICATION_TIMEOUT)

    def send_password_reset_mail(self, user: Organiser, _email: str, about: dict[str, Any]) -> None:
        """Put the mail into the outbox, to the account's own address, not the one typed."""
        mail.new_password(user, about["password_reset_url"])


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """The second factor, in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": (
            "Recovery codes stand in for the app. Set up the app first."
        ),
    }


def has_second_factor(user: Organiser | AnonymousUser) -> bool:
    """Whether the app was set up; recovery codes alone are none."""
    return bool(SecondFactor().is_mfa_enabled(user, types=["totp"]))
