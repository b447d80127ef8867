"""Logins as Django keeps them, save that the database holds a digest of the cookie.

So a copy of the database opens no login. The cookie holds 32 random letters and digits: 165 bits.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Any, cast

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.utils import timezone

from undersigned.organisers.browsers import BEGAN
from undersigned.outbox.clocks import latest_end

DIGITS = 40  # as many as the column takes: 160 bits of SHA-256


def kept_key(cookie: str | None) -> str:
    """What the database holds of a login's cookie; empty where there is none."""
    return hashlib.sha256(f"login\0{cookie}".encode()).hexdigest()[:DIGITS] if cookie else ""


class SessionStore(DatabaseSessions):
    """A login; its cookie stands in memory alone."""

    def _get_session_from_db(self) -> Session | None:
        key = kept_key(self.session_key)
        now = timezone.now()
        # One that ends later than any begun until now is from before the clock was set back.
        latest = latest_end(timedelta(seconds=self.get_session_cookie_age()))
        ends = {"expire_date__gt": now, "expire_date__lte": latest}
        live = Session.objects.filter(session_key=key, **ends)
        found = live.first()
        if found is None:
            self._session_key = None  # Django's own way to say that a cookie is of no use
        return found

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Seconds that are left: of a login, from when it began, whatever was kept in it since."""
        age = int(super().get_expiry_age(**kwargs))
        began = self.get(BEGAN)
        if not began:
            return age
        passed = timezone.now() - datetime.fromisoformat(began)
        return max(0, min(age, age - int(passed.total_seconds())))

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        """When a login ends."""
        return timezone.now() + timedelta(seconds=self.get_expiry_age(**kwargs))

    def exists(self, session_key: str) -> bool:
        """Whether there is a login with this cookie."""
        return super().exists(kept_key(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of this login."""
        made = cast("Session", super().create_model_instance(data))
        made.session_key = kept_key(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        """End a login: this one, unless another's cookie is given."""
        cookie = session_key or self.session_key
        if cookie:
            super().delete(kept_key(cookie))

    # Django has each of these once more for asynchronous code, which would keep the cookie itself.

    async def _aget_session_from_db(self) -> Session | None:
        return await sync_to_async(self._get_session_from_db)()

    async def aget_expiry_age(self, **kwargs: Any) -> int:
        """As `get_expiry_age`."""
        return await sync_to_async(self.get_expiry_age)(**kwargs)

    async def aget_expiry_date(self, **kwargs: Any) -> datetime:
        """As `get_expiry_date`."""
        return await sync_to_async(self.get_expiry_date)(**kwargs)

    async def aexists(self, session_key: str) -> bool:
        """As `exists`."""
        return await sync_to_async(self.exists)(session_key)

    async def acreate_model_instance(self, data: dict[str, Any]) -> Session:
        """As `create_model_instance`."""
        return await sync_to_async(self.create_model_instance)(data)

    async def adelete(self, session_key: str | None = None) -> None:
        """As `delete`."""
        await sync_to_async(self.delete)(session_key)
