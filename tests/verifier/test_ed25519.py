"""Source of the vectors: RFC 8032, section 7.1; of the malformed cases: its section 5.1."""

import hashlib

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.verifier import ed25519

PRIME = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493

RFC_8032 = {
    "empty": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
            "f9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "one byte": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
            "f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "two bytes": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
            "4dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "SHA-512 of abc": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3"
            "feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c664"
            "31e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
}


def number(value: int) -> bytes:
    return value.to_bytes(32, "little")


@pytest.mark.parametrize("name", RFC_8032)
def test_the_vectors_of_rfc_8032_hold(name: str) -> None:
    key, message, signature = (bytes.fromhex(part) for part in RFC_8032[name])
    assert ed25519.verify(key, message, signature)


@pytest.mark.parametrize("name", RFC_8032)
def test_another_message_does_not_hold(name: str) -> None:
    key, message, signature = (bytes.fromhex(part) for part in RFC_8032[name])
    assert not ed25519.verify(key, message + b".", signature)


@given(place=st.integers(0, 511))
@settings(max_examples=60)
def test_no_flipped_bit_of_a_signature_holds(place: int) -> None:
    key, message, signature = (bytes.fromhex(part) for part in RFC_8032["one byte"])
    flipped = int.from_bytes(signature, "big") ^ (1 << place)
    assert not ed25519.verify(key, message, flipped.to_bytes(64, "big"))


def test_s_above_the_order_is_refused_though_the_equation_would_hold() -> None:
    key, message, signature = (bytes.fromhex(part) for part in RFC_8032["two bytes"])
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    assert not ed25519.verify(key, message, signature[:32] + number(scalar))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length_is_refused(length: int) -> None:
    _, message, signature = (bytes.fromhex(part) for part in RFC_8032["empty"])
    assert not ed25519.verify(bytes(length), message, signature)


@pytest.mark.parametrize("length", [0, 32, 63, 65])
def test_a_signature_of_another_length_is_refused(length: int) -> None:
    key = bytes.fromhex(RFC_8032["empty"][0])
    assert not ed25519.verify(key, b"", bytes(length))


SMALL_ORDER = {
    "order 1": number(1),
    "order 2": number(PRIME - 1),
    "order 4": number(0),
    "order 4, the other": number(1 << 255),
    "order 8": bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    "order 8, the second": bytes.fromhex(
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"
    ),
    "order 8, the third": bytes.fromhex(
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
    ),
    "order 8, the fourth": bytes.fromhex(
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"
    ),
}


@pytest.mark.parametrize("name", SMALL_ORDER)
def test_a_key_of_small_order_is_refused_though_the_equation_would_hold(name: str) -> None:
    key = SMALL_ORDER[name]
    assert not ed25519.is_public_key(key)
    # S = 0 and R = the identity fit such a key for every message whose challenge the order divides.
    forged = number(1) + number(0)
    assert not any(ed25519.verify(key, bytes([each]), forged) for each in range(16))


NOT_CANONICAL = {
    "y is the prime": number(PRIME),
    "y is the prime and one": number(PRIME + 1),
    "y is all ones": number(2**255 - 1),
    "negative zero for x": number(1 | 1 << 255),
    "negative zero for x, y is minus one": number(PRIME - 1 | 1 << 255),
    "no point has this y": number(2),
}


@pytest.mark.parametrize("name", NOT_CANONICAL)
def test_a_key_that_is_no_canonical_point_is_refused(name: str) -> None:
    assert not ed25519.is_public_key(NOT_CANONICAL[name])


def test_an_r_that_is_not_canonical_is_refused() -> None:
    """For R = the identity, encoded as y = p + 1, only a comparison of bytes sees the flaw."""
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    key = secret.public_key().public_bytes_raw()
    digest = hashlib.sha512(bytes(range(32))).digest()
    scalar = int.from_bytes(digest[:32], "little") & (2**254 - 8) | 2**254

    def forged(encoded: bytes) -> bytes:
        challenge = hashlib.sha512(encoded + key + b"m").digest()
        return encoded + number(int.from_bytes(challenge, "little") * scalar % ORDER)

    assert ed25519.verify(key, b"m", forged(number(1)))
    assert not ed25519.verify(key, b"m", forged(number(PRIME + 1)))


@given(seed=st.binary(min_size=32, max_size=32), message=st.binary(max_size=200))
@settings(max_examples=60)
def test_what_another_implementation_signs_holds(seed: bytes, message: bytes) -> None:
    secret = Ed25519PrivateKey.from_private_bytes(seed)
    key, signature = secret.public_key().public_bytes_raw(), secret.sign(message)
    assert ed25519.is_public_key(key)
    assert ed25519.verify(key, message, signature)
    assert not ed25519.verify(key, message + b"x", signature)


@given(key=st.binary(min_size=32, max_size=32), signature=st.binary(min_size=64, max_size=64))
@settings(max_examples=200)
def test_nothing_holds_that_another_implementation_refuses(key: bytes, signature: bytes) -> None:
    if ed25519.verify(key, b"m", signature):
        Ed25519PublicKey.from_public_bytes(key).verify(signature, b"m")


def test_bytes_of_no_meaning_do_not_hold() -> None:
    with pytest.raises(InvalidSignature):
        Ed25519PublicKey.from_public_bytes(number(3)).verify(bytes(64), b"m")
    assert not ed25519.verify(number(3), b"m", bytes(64))
