"""Links to set a password: good for a limited time, and not before they were made."""

from typing import Any

from allauth.account.forms import EmailAwarePasswordResetTokenGenerator
from django.utils.http import base36_to_int

from undersigned.outbox.clocks import CLOCKS_DIFFER


class PasswordLinks(EmailAwarePasswordResetTokenGenerator):  # type: ignore[misc]  # no types
    """Django's own, save that a link is not good while the clock is behind its making."""

    def check_token(self, user: Any, token: str | None) -> bool:
        """Whether a link's token is good for an account now."""
        if not super().check_token(user, token):
            return False
        made = base36_to_int(str(token).partition("-")[0])
        return bool(self._num_seconds(self._now()) >= made - CLOCKS_DIFFER.total_seconds())
