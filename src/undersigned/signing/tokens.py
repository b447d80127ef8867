"""Random links and short codes, and what is kept of them. Nothing here touches the database."""

import hashlib
import hmac
import ipaddress
import secrets
from datetime import timedelta

from django.conf import settings

from undersigned.eligibility.addresses import canonical_address, check_address

TOKEN_BYTES = 32
# No vowels, so that no code is a word; none of I, L, O, which look like digits or each other.
CODE_LETTERS = "BCDFGHJKMNPQRSTVWXZ"
CODE_LENGTH = 6
MOST_ATTEMPTS = 5  # of 47 million codes

CONFIRM = "confirm"
OWN = "own"
SESSION = "session"
INVITED = "invited"  # the form behind an invitation, open in one browser
LINK_KEPT = timedelta(days=30)  # of an invitation to the people of an earlier list
LIFETIMES = {
    CONFIRM: timedelta(days=3),
    OWN: timedelta(days=1),
    SESSION: timedelta(minutes=30),
    INVITED: timedelta(hours=2),
}


def new_token() -> str:
    """256 random bits, as text that can stand in a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_digest(token: str) -> str:
    """What is kept of a token or of a browser's cookie: SHA-256 in hex."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def new_code() -> str:
    """Six random letters that nobody mistakes for one another."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def code_digest(digest: str, code: str) -> str:
    """What is kept of a code: keyed, and bound to its token by the token's digest."""
    letters = "".join(each for each in code.upper() if each.isalnum())
    return keyed("code", f"{digest} {letters}")


def same(one: str, other: str) -> bool:
    """Whether two digests are equal and not empty, in a time that tells nothing."""
    return bool(one) and hmac.compare_digest(one.encode(), other.encode())


def keyed(purpose: str, value: str) -> str:
    """HMAC-SHA256 in hex under the instance's secret; `purpose` keeps the uses apart."""
    message = f"{purpose}\0{value}".encode("utf-8", "replace")
    return hmac.digest(settings.INSTANCE.secret.encode(), message, "sha256").hex()


def address_digest(canonical: str) -> str:
    """The digest by which one mailbox is known again."""
    return keyed("address", canonical)


def digest_of_listed(address: str) -> str:
    """The digest of an address as a list has it; empty where no mail can go to it."""
    taken, problem = check_address(address.strip()) if address.strip() else ("", None)
    return address_digest(canonical_address(taken)) if taken and problem is None else ""


def network_digest(address: str) -> str:
    """The digest of a visitor's network, /24 or /48; empty where the address can't be read."""
    try:
        version = ipaddress.ip_address(address).version
        network = ipaddress.ip_network(f"{address}/{24 if version == 4 else 48}", strict=False)  # noqa: PLR2004 (the IP version)
    except ValueError:
        return ""
    return keyed("network", str(network))
