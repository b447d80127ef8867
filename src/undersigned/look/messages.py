"""Where a sentence about what was just done waits for the next page: in a cookie."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class NamedCookie(CookieStorage):
    """A cookie that over TLS only this host may set (RFC 6265bis, section 4.1.3.2)."""

    @property
    def cookie_name(self) -> str:  # type: ignore[override]  # Django has it as a constant
        """With `__Host-` over TLS, as the other cookies of the desk."""
        return "__Host-messages" if settings.SESSION_COOKIE_SECURE else "messages"


class Messages(FallbackStorage):
    """As Django's own, but for the cookie's name."""

    storage_classes = (NamedCookie, SessionStorage)
