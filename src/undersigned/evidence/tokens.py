"""What is signed for a name withheld. Source: record format, section 5.

Every value of 32 bytes is given as 64 lower-case hex digits, as in the entries.
"""

import hashlib


def token_message(letter: str, nonce: str, withdrawal_key: str) -> bytes:
    """Return what a token is a signature over, together with its prefix."""
    lines = f"letter {letter}\nnonce {nonce}\nwithdrawal-key {withdrawal_key}\n"
    return f"undersigned/v1 token\n{lines}".encode()


def withheld_message(letter: str, edition: int, language: str, nonce: str) -> bytes:
    """Return what the withdrawal key signs in a `withheld` entry."""
    return _edition_message("withheld", letter, edition, language, nonce)


def reconfirmed_message(letter: str, edition: int, language: str, nonce: str) -> bytes:
    """Return what the withdrawal key signs in a `reconfirmed` entry."""
    return _edition_message("reconfirmed", letter, edition, language, nonce)


def withdrawn_message(letter: str, nonce: str) -> bytes:
    """Return what the withdrawal key signs in a `withdrawn` entry."""
    return f"undersigned/v1 withdrawn\nletter {letter}\nnonce {nonce}\n".encode()


def blinded_hash(blinded: bytes) -> str:
    """Return what an `issued` entry holds of the 384 blinded bytes: their SHA-256 in hex."""
    return hashlib.sha256(blinded).hexdigest()


def _edition_message(event: str, letter: str, edition: int, language: str, nonce: str) -> bytes:
    lines = f"letter {letter}\nedition {edition}\nlanguage {language}\nnonce {nonce}\n"
    return f"undersigned/v1 {event}\n{lines}".encode()
