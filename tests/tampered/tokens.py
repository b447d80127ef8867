"""Tokens of names withheld, signed by test keys so that the same bytes come out each time."""

import hashlib
import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

KEYS = Path(__file__).parent.parent / "vectors" / "attacks" / "keys.json"
_EXPONENT = 65537
_LENGTH = 384
_DIGEST = 48


@dataclass(frozen=True)
class TokenKey:
    """An RSA key of 3,072 bits, from its two primes."""

    first: int
    second: int

    @property
    def der(self) -> bytes:
        """The public key as a letter publishes it."""
        numbers = rsa.RSAPublicNumbers(_EXPONENT, self.first * self.second)
        return numbers.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)

    def sign(self, message: bytes) -> bytes:
        """Return RSASSA-PSS with SHA-384 over `message`; its salt comes from the message.

        Source: RFC 8017, section 9.1.1. A real issuer's salt is random; a vector has to be the same
        each time.
        """
        return _signed(self, message)


@cache
def _signed(key: TokenKey, message: bytes) -> bytes:
    salt = hashlib.sha384(b"salt of a test vector" + message).digest()
    digest = hashlib.sha384(bytes(8) + hashlib.sha384(message).digest() + salt).digest()
    block = (b"\x01" + salt).rjust(_LENGTH - _DIGEST - 1, b"\0")
    mask = b"".join(
        hashlib.sha384(digest + counter.to_bytes(4, "big")).digest()
        for counter in range(-(-len(block) // _DIGEST))
    )[: len(block)]
    masked = bytearray(a ^ b for a, b in zip(block, mask, strict=True))
    masked[0] &= 0x7F
    encoded = int.from_bytes(bytes(masked) + digest + b"\xbc", "big")
    modulus = key.first * key.second
    secret = pow(_EXPONENT, -1, math.lcm(key.first - 1, key.second - 1))
    return pow(encoded, secret, modulus).to_bytes(_LENGTH, "big")


def token_key(name: str) -> TokenKey:
    """Return the test key of that name out of ``keys.json``."""
    primes = json.loads(KEYS.read_text(encoding="utf-8"))["token keys"][name]
    return TokenKey(*(int(prime, 16) for prime in primes))
