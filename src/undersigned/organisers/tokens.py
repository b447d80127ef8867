"""The random part of an invitation's link, and what is kept of it. Nothing here asks a database."""

import hashlib
import secrets
from datetime import timedelta

TOKEN_BYTES = 32
LIFETIME = timedelta(days=7)


def new_token() -> str:
    """256 random bits, as text that can stand in a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is kept of a token: SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
