"""How allauth deals with accounts here: no sign-up, mail by the outbox, messages in our words."""

import logging
import time
from typing import Any, ClassVar

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from undersigned.organisers.actions.logins import begin_login, note_account
from undersigned.organisers.models import Organiser
from undersigned.organisers.network import client_address
from undersigned.organisers.sealing import seal, unseal
from undersigned.outbox.clocks import CLOCKS_DIFFER

log = logging.getLogger(__name__)

WRONG_CODE = (
    "This code does not fit. Look at the app again: each code holds for half a minute, and is "
    "good once."
)
ISSUER = "Undersigned"
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
        passed = time.time() - latest
        # A login in the future is one from before the clock was set back.
        return not -CLOCKS_DIFFER.total_seconds() <= passed <= app_settings.REAUTHENTICATION_TIMEOUT

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that attempts are counted by, also behind a web server on this machine."""
        return client_address(request)

    def login(self, request: HttpRequest, user: Organiser) -> None:
        """Log in, and note in the login when that was and in what browser."""
        super().login(request, user)
        begin_login(request.session, request.headers.get("User-Agent", ""))
        note_account("logged in", user)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:  # noqa: ARG002 (allauth's)
        """Tell whoever runs the site, not the trail: it takes as long for a known address."""
        log.warning("a login failed: address or password was wrong")


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth carries no types
    """The second factor, in our words."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": WRONG_CODE,
        "cannot_generate_recovery_codes": (
            "Recovery codes stand in for the app or a passkey. Set up one of these first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal the app's key and the seed of the recovery codes before they are kept."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what `encrypt` sealed."""
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: Organiser, type: str) -> str:  # noqa: A002 (allauth's)
        """What a new passkey is called until its owner says otherwise."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Passkey {count + 1}"

    def _get_site_name(self) -> str:
        """What a passkey's dialog says it is for; there is no `django.contrib.sites` here."""
        return f"{ISSUER}, {context.request.get_host()}"


def has_second_factor(user: Organiser | AnonymousUser) -> bool:
    """Whether there is an app or a passkey; recovery codes alone are none."""
    return bool(SecondFactor().is_mfa_enabled(user, types=["totp", "webauthn"]))
