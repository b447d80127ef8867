"""Sealing what a second factor rests on, so that a copy of the database alone opens no account.

And what somebody looks for at the desk, which is a name: with their browser's cookie alone it can
be read, so that no name outlives in a login what was erased.

The key comes from the instance's secret, which stands in a file of its own. Fernet: AES-128 in CBC
with HMAC-SHA256 (github.com/fernet/spec).
"""

import base64
import hmac

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

MARK = "sealed:"


class SealBroken(Exception):  # noqa: N818 (named for what happened, as a person says it)
    """What was sealed can't be opened with the secret of this instance."""


def seal(text: str) -> str:
    """Seal a text for the database."""
    return MARK + _fernet().encrypt(text.encode()).decode("ascii")


def unseal(sealed: str) -> str:
    """Open what `seal` wrote.

    Raises:
        SealBroken: when another secret sealed it, or it was changed.
    """
    if not is_sealed(sealed):
        raise SealBroken("A second factor in the database is not sealed. Run the migrations.")
    try:
        return _fernet().decrypt(sealed.removeprefix(MARK)).decode()
    except InvalidToken as error:
        raise SealBroken(
            "A second factor was sealed with another secret. Put the file secret of this "
            "instance back, or run undersigned organiser reset-second-factor."
        ) from error


def seal_for(cookie: str | None, text: str) -> str:
    """Seal a text that only the browser with this cookie is to read; kept is a digest of that."""
    return _fernet(f"login\0{cookie}").encrypt(text.encode()).decode("ascii")


def unseal_for(cookie: str | None, sealed: str) -> str:
    """Open what `seal_for` wrote; empty with another cookie, or where nothing was sealed."""
    try:
        return _fernet(f"login\0{cookie}").decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def is_sealed(text: str) -> bool:
    """Whether a text was sealed, whoever did it."""
    return text.startswith(MARK)


def _fernet(purpose: str = "second factor\0") -> Fernet:
    key = hmac.digest(settings.INSTANCE.secret.encode(), purpose.encode(), "sha256")
    return Fernet(base64.urlsafe_b64encode(key))
