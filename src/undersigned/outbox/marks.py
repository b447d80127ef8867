"""Marks by which mail is known again: keyed with the instance's secret, so that nobody forges one.

A mail's mark stands in its Message-ID and in the address that bounces come to. Whoever received a
mail knows the mark of that one mail, and of no other.
"""

import hmac
import re

from django.conf import settings

from undersigned.eligibility.addresses import canonical_address

MARK_LENGTH = 24  # hex digits: 96 bits
NUMBERED = re.compile(rf"(\d{{1,18}})\.([0-9a-f]{{{MARK_LENGTH}}})")


def numbered(number: int) -> str:
    """A mail's number with its mark, such as `17.0f3a...`; it survives any folding of case."""
    return f"{number}.{_keyed('mail', str(number))[:MARK_LENGTH]}"


def number_in(text: str) -> int | None:
    """The number of the first mail that this text names with the right mark; None without one."""
    for found in NUMBERED.finditer(text.lower()):
        if hmac.compare_digest(numbered(int(found[1])), f"{int(found[1])}.{found[2]}"):
            return int(found[1])
    return None


def address_digest(address: str) -> str:
    """What is kept of an address that mail came back from."""
    return _keyed("came back", canonical_address(address))


def _keyed(purpose: str, value: str) -> str:
    message = f"outbox\0{purpose}\0{value}".encode("utf-8", "replace")
    return hmac.digest(settings.INSTANCE.secret.encode(), message, "sha256").hex()
