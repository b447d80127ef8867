"""The documents that entries commit to: their paths and hashes. Source: record format, section 1.

Every path stands under the letter's public prefix.
"""

import hashlib


def digest(document: bytes) -> str:
    """Return the SHA-256 of a document, byte for byte, in lower-case hex."""
    return hashlib.sha256(document).hexdigest()


def rules_path(number: int) -> str:
    """Return the path of the rules of that number, for example ``rules/1.md``."""
    return f"rules/{number}.md"


def edition_path(number: int, language: str) -> str:
    """Return the path of one wording of an edition, for example ``editions/2.pt-br.md``."""
    return f"editions/{number}.{language}.md"


def addendum_path(number: int) -> str:
    """Return the path of an addendum, for example ``addenda/1.md``."""
    return f"addenda/{number}.md"


def delivery_path(number: int) -> str:
    """Return the path of what was said of a delivery, for example ``deliveries/1.md``."""
    return f"deliveries/{number}.md"


def token_key_path(number: int) -> str:
    """Return the path of the token key of the rules of that number: ``token-keys/1.der``."""
    return f"token-keys/{number}.der"
