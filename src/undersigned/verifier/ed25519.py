"""Ed25519, verification only (RFC 8032, section 5.1.7), with the standard library alone.

What is accepted, decided once so that two verifiers never differ:

- ``S`` must be canonical: below the order of the base point.
- The public key must be a canonical encoding of a point (``y`` below the prime, and no negative
  zero for ``x``) and must not be one of the eight points of small order: under such a key one
  signature would fit many messages.
- The equation is the one without the cofactor: ``[S]B = R + [k]A``. ``[S]B - [k]A`` is computed,
  encoded, and compared with the bytes of ``R``, so that only a canonical ``R`` can ever match.

Nothing here is secret, so nothing here runs in constant time: never sign with this code.
"""

import hashlib
from functools import lru_cache

__all__ = ["KEY_BYTES", "SIGNATURE_BYTES", "is_public_key", "verify"]

KEY_BYTES = 32
SIGNATURE_BYTES = 64

_PRIME = 2**255 - 19
_ORDER = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _PRIME - 2, _PRIME) % _PRIME
_TWICE_D = 2 * _D % _PRIME
_ROOT_OF_MINUS_ONE = pow(2, (_PRIME - 1) // 4, _PRIME)

# A point in extended coordinates (X, Y, Z, T): x = X/Z, y = Y/Z, xy = T/Z (RFC 8032, 5.1.4).
_Point = tuple[int, int, int, int]
# A point made ready for addition: (Y + X, Y - X, 2dT, 2Z).
_Ready = tuple[int, int, int, int]

_IDENTITY: _Point = (0, 1, 1, 0)
# Widths of the signed windows: the base point's table is made once, a key's for each key.
_BASE_WINDOW = 8
_KEY_WINDOW = 5


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether ``signature`` (64 bytes) is one by ``public_key`` (32 bytes) over ``message``.

    Every malformed key or signature is a plain ``False``; nothing is raised.
    Source: RFC 8032, section 5.1.7, with the choices named at the head of this module.
    """
    if len(signature) != SIGNATURE_BYTES:
        return False
    scalar = int.from_bytes(signature[32:], "little")
    if scalar >= _ORDER:
        return False
    table = _table_of_minus(public_key)
    if table is None:
        return False
    digest = hashlib.sha512(signature[:32] + public_key + message).digest()
    challenge = int.from_bytes(digest, "little") % _ORDER
    return _encode(_sum_of_products(scalar, challenge, table)) == signature[:32]


def is_public_key(public_key: bytes) -> bool:
    """Say whether these bytes are a key that a signature could verify under."""
    return _table_of_minus(public_key) is not None


@lru_cache(maxsize=16)
def _table_of_minus(public_key: bytes) -> tuple[_Ready, ...] | None:
    """Return the odd multiples of the key's negated point, or None where the key is refused.

    A log's or a witness's key comes again and again; the cache keeps only the latest few,
    as a letter's withdrawal keys come once each.
    """
    point = _decode(public_key)
    if point is None or _is_small_order(point):
        return None
    x, y, z, t = point
    return _odd_multiples((_PRIME - x, y, z, _PRIME - t), _KEY_WINDOW)


def _decode(data: bytes) -> _Point | None:
    """Return the point that 32 bytes encode, or None (RFC 8032, section 5.1.3)."""
    if len(data) != KEY_BYTES:
        return None
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (2**255 - 1)
    if y >= _PRIME:
        return None
    square = y * y % _PRIME
    u, v = square - 1, _D * square + 1
    v3 = v * v * v % _PRIME
    x = u * v3 * pow(u * v3 * v3 * v % _PRIME, (_PRIME - 5) // 8, _PRIME) % _PRIME
    check = v * x * x % _PRIME
    if check == -u % _PRIME:
        x = x * _ROOT_OF_MINUS_ONE % _PRIME
    elif check != u % _PRIME:
        return None
    if x == 0 and sign:
        return None
    if x & 1 != sign:
        x = _PRIME - x
    return x, y, 1, x * y % _PRIME


def _encode(point: _Point) -> bytes:
    """Return the 32 bytes of a point (RFC 8032, section 5.1.2)."""
    x, y, z, _ = point
    inverse = pow(z, -1, _PRIME)
    return (y * inverse % _PRIME | (x * inverse % _PRIME & 1) << 255).to_bytes(32, "little")


def _is_small_order(point: _Point) -> bool:
    x, y, z, _ = _double(_double(_double(point)))
    return x % _PRIME == 0 and (y - z) % _PRIME == 0


def _double(point: _Point) -> _Point:
    """Double a point (RFC 8032, section 5.1.4, with the signs as there)."""
    x, y, z, _ = point
    a, b = x * x % _PRIME, y * y % _PRIME
    h = a + b
    e = h - (x + y) * (x + y) % _PRIME
    g = a - b
    f = 2 * z * z % _PRIME + g
    return e * f % _PRIME, g * h % _PRIME, f * g % _PRIME, e * h % _PRIME


def _add(point: _Point, ready: _Ready) -> _Point:
    x, y, z, t = point
    a = (y - x) * ready[1] % _PRIME
    b = (y + x) * ready[0] % _PRIME
    c = t * ready[2] % _PRIME
    d = z * ready[3] % _PRIME
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _PRIME, g * h % _PRIME, f * g % _PRIME, e * h % _PRIME


def _subtract(point: _Point, ready: _Ready) -> _Point:
    return _add(point, (ready[1], ready[0], -ready[2], ready[3]))


def _make_ready(point: _Point) -> _Ready:
    x, y, z, t = point
    return (y + x) % _PRIME, (y - x) % _PRIME, _TWICE_D * t % _PRIME, 2 * z % _PRIME


def _odd_multiples(point: _Point, window: int) -> tuple[_Ready, ...]:
    """Return the point times 1, 3, 5, ... below 2 to the ``window - 1``."""
    twice = _make_ready(_double(point))
    table = [_make_ready(point)]
    for _ in range(2 ** (window - 2) - 1):
        point = _add(point, twice)
        table.append(_make_ready(point))
    return tuple(table)


def _signed_digits(scalar: int, window: int) -> dict[int, int]:
    """Write a scalar as a sum of odd signed digits: place (a power of two) to digit."""
    digits: dict[int, int] = {}
    place = 0
    while scalar:
        zeros = (scalar & -scalar).bit_length() - 1
        scalar >>= zeros
        place += zeros
        digit = scalar & (2**window - 1)
        if digit >= 2 ** (window - 1):
            digit -= 2**window
        digits[place] = digit
        scalar -= digit
    return digits


def _sum_of_products(scalar: int, challenge: int, table: tuple[_Ready, ...]) -> _Point:
    """Return ``[scalar]B + [challenge]P`` with the doublings shared (Straus's method)."""
    parts = (
        (_signed_digits(scalar, _BASE_WINDOW), _BASE_TABLE),
        (_signed_digits(challenge, _KEY_WINDOW), table),
    )
    total = _IDENTITY
    for place in range(max((max(digits, default=0) for digits, _ in parts), default=0), -1, -1):
        total = _double(total)
        for digits, multiples in parts:
            digit = digits.get(place, 0)
            if digit > 0:
                total = _add(total, multiples[digit >> 1])
            elif digit < 0:
                total = _subtract(total, multiples[-digit >> 1])
    return total


def _base_point() -> _Point:
    point = _decode((4 * pow(5, -1, _PRIME) % _PRIME).to_bytes(32, "little"))
    if point is None:
        raise AssertionError
    return point


_BASE_TABLE = _odd_multiples(_base_point(), _BASE_WINDOW)
