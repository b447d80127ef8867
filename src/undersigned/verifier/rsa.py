"""RSASSA-PSS with SHA-384, verification only, and the one form of key that a letter may name.

A token of a withheld name is an RSABSSA-SHA384-PSS-Randomized signature (RFC 9474). Once unblinded
it is an ordinary RSASSA-PSS signature over ``prefix || message``, so verifying needs nothing blind.

The key, as record-format section 5 fixes it: SubjectPublicKeyInfo with rsaEncryption, a modulus of
exactly 3,072 bits, the exponent 65537::

    SEQUENCE { SEQUENCE { OID 1.2.840.113549.1.1.1, NULL }, BIT STRING { SEQUENCE { n, e } } }

With those three fixed, DER leaves one single encoding: everything but the 384 bytes of the modulus
is constant, and so a key is compared with the constant bytes, not parsed with a general parser.
"""

import hashlib
from dataclasses import dataclass

from undersigned.tlog.errors import Malformed

__all__ = ["MODULUS_BITS", "SALT_BYTES", "PublicKey", "parse_public_key", "verify", "verify_token"]

MODULUS_BITS = 3072
SALT_BYTES = 48
_MODULUS_BYTES = MODULUS_BITS // 8
_HASH_BYTES = 48
_TRAILER = 0xBC
# SEQUENCE, 418 bytes; AlgorithmIdentifier of rsaEncryption with NULL; BIT STRING without unused
# bits; SEQUENCE, 394 bytes; INTEGER, 385 bytes, whose first is zero as the top bit is set.
_BEFORE_MODULUS = bytes.fromhex(
    "308201a2 300d06092a864886f70d0101010500 0382018f00 3082018a 0282018100"
)
_AFTER_MODULUS = bytes.fromhex("0203010001")


@dataclass(frozen=True)
class PublicKey:
    """An RSA public key: the modulus and the exponent."""

    modulus: int
    exponent: int = 65537


def parse_public_key(data: bytes) -> PublicKey:
    """Return the key of a ``token-keys/<n>.der`` file.

    Raises ``Malformed`` for any other bytes than the one DER encoding of a SubjectPublicKeyInfo
    with rsaEncryption, 3,072 bits and e 65537. Source: RFC 3279 2.3.1, record-format section 5.
    """
    length = len(_BEFORE_MODULUS) + _MODULUS_BYTES + len(_AFTER_MODULUS)
    if len(data) != length:
        raise Malformed("token key", f"{length} bytes of DER", f"{len(data)} bytes")
    modulus = data[len(_BEFORE_MODULUS) : -len(_AFTER_MODULUS)]
    if not data.startswith(_BEFORE_MODULUS) or not data.endswith(_AFTER_MODULUS):
        expected = "SubjectPublicKeyInfo with rsaEncryption, 3,072 bits and e 65537"
        raise Malformed("token key", expected, data)
    number = int.from_bytes(modulus, "big")
    if number.bit_length() != MODULUS_BITS or not number & 1:
        raise Malformed("modulus of the token key", "an odd number of 3,072 bits", number)
    return PublicKey(number)


def verify_token(key: PublicKey, prefix: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether ``signature`` is an unblinded RFC 9474 signature over prefix and message."""
    return verify(key, prefix + message, signature)


def verify(key: PublicKey, message: bytes, signature: bytes) -> bool:
    """Say whether ``signature`` is RSASSA-PSS by ``key``, SHA-384, MGF1-SHA-384, salt 48 bytes.

    Every malformed signature is a plain ``False``. Source: RFC 8017, sections 8.1.2 and 9.1.2.
    """
    bits = key.modulus.bit_length()
    number = int.from_bytes(signature, "big")
    if len(signature) != (bits + 7) // 8 or number >= key.modulus:
        return False
    encoded_bits = bits - 1
    encoded_bytes = (encoded_bits + 7) // 8
    encoded = pow(number, key.exponent, key.modulus)
    if encoded.bit_length() > encoded_bits:
        return False
    return _matches(encoded.to_bytes(encoded_bytes, "big"), encoded_bits, message)


def _matches(encoded: bytes, encoded_bits: int, message: bytes) -> bool:
    """Check the encoded message of EMSA-PSS (RFC 8017, section 9.1.2)."""
    if len(encoded) < _HASH_BYTES + SALT_BYTES + 2 or encoded[-1] != _TRAILER:
        return False
    masked, seed = encoded[: -_HASH_BYTES - 1], encoded[-_HASH_BYTES - 1 : -1]
    block = int.from_bytes(masked, "big") ^ int.from_bytes(_mask(seed, len(masked)), "big")
    # The bits above encoded_bits are zero in what was signed, and cleared after unmasking.
    spare = 8 * len(encoded) - encoded_bits
    if masked[0] >> (8 - spare):
        return False
    data = (block & ((1 << (8 * len(masked) - spare)) - 1)).to_bytes(len(masked), "big")
    padding, salt = data[:-SALT_BYTES], data[-SALT_BYTES:]
    if padding != bytes(len(padding) - 1) + b"\x01":
        return False
    digest = hashlib.sha384(message).digest()
    return hashlib.sha384(bytes(8) + digest + salt).digest() == seed


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 with SHA-384 (RFC 8017, appendix B.2.1)."""
    blocks = -(-length // _HASH_BYTES)
    return b"".join(
        hashlib.sha384(seed + counter.to_bytes(4, "big")).digest() for counter in range(blocks)
    )[:length]
