"""Sources: RFC 8017 (RSASSA-PSS), RFC 9474 appendix A, record format section 5."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric import rsa as made_elsewhere
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from undersigned.tlog.errors import Malformed
from undersigned.verifier import rsa

MESSAGE = b"undersigned/v1 token\n"


def signed(key: made_elsewhere.RSAPrivateKey, message: bytes = MESSAGE, salt: int = 48) -> bytes:
    pss = padding.PSS(padding.MGF1(hashes.SHA384()), salt)
    return key.sign(message, pss, hashes.SHA384())


def der(key: made_elsewhere.RSAPrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


@pytest.fixture(scope="module")
def secret() -> made_elsewhere.RSAPrivateKey:
    return made_elsewhere.generate_private_key(65537, 3072)


@pytest.fixture(scope="module")
def vectors(shared_folder: Path) -> list[dict[str, Any]]:
    file = shared_folder / "vectors" / "rfc9474" / "test_vectors_rfc9474.json"
    found: list[dict[str, Any]] = json.loads(file.read_text())
    return found


def test_the_vectors_of_rfc_9474_hold_where_the_salt_is_48_bytes(
    vectors: list[dict[str, Any]],
) -> None:
    for vector in vectors:
        key = rsa.PublicKey(int(vector["n"], 16), int(vector["e"], 16))
        prefix, message, signature = (
            bytes.fromhex(vector[name]) for name in ("msg_prefix", "msg", "sig")
        )
        holds = rsa.verify_token(key, prefix, message, signature)
        assert holds == (vector["sLen"] == "0x30"), vector["name"]
        assert not rsa.verify_token(key, prefix, message + b".", signature)


def test_the_token_keys_of_a_foreign_letter_are_read(shared_folder: Path) -> None:
    folder = shared_folder / "vectors" / "letters" / "justice" / "token-keys"
    moduli = {rsa.parse_public_key(file.read_bytes()).modulus for file in folder.iterdir()}
    assert len(moduli) == 2


def test_a_signature_made_elsewhere_holds(secret: made_elsewhere.RSAPrivateKey) -> None:
    key = rsa.parse_public_key(der(secret))
    assert key.modulus == secret.public_key().public_numbers().n
    assert rsa.verify(key, MESSAGE, signed(secret))
    assert not rsa.verify(key, MESSAGE + b".", signed(secret))


def test_a_salt_of_another_length_does_not_hold(secret: made_elsewhere.RSAPrivateKey) -> None:
    key = rsa.parse_public_key(der(secret))
    for salt in (0, 32, 47, 49):
        assert not rsa.verify(key, MESSAGE, signed(secret, salt=salt))


def test_the_older_padding_does_not_hold(secret: made_elsewhere.RSAPrivateKey) -> None:
    key = rsa.parse_public_key(der(secret))
    older = secret.sign(MESSAGE, padding.PKCS1v15(), hashes.SHA384())
    assert not rsa.verify(key, MESSAGE, older)


def test_a_signature_of_another_length_or_past_the_modulus_does_not_hold(
    secret: made_elsewhere.RSAPrivateKey,
) -> None:
    key, signature = rsa.parse_public_key(der(secret)), signed(secret)
    past = int.from_bytes(signature, "big") + key.modulus
    for other in (signature[1:], b"\x00" + signature, b"", past.to_bytes(385, "big")):
        assert not rsa.verify(key, MESSAGE, other)
    for value in (0, 1, key.modulus - 1):
        assert not rsa.verify(key, MESSAGE, value.to_bytes(384, "big"))


@given(place=st.integers(0, 3071))
@settings(max_examples=40)
def test_no_flipped_bit_holds(place: int, secret: made_elsewhere.RSAPrivateKey) -> None:
    key = rsa.parse_public_key(der(secret))
    flipped = int.from_bytes(signed(secret), "big") ^ (1 << place)
    assert not rsa.verify(key, MESSAGE, flipped.to_bytes(384, "big"))


@given(place=st.integers(0, 421), bit=st.integers(0, 7))
@settings(max_examples=200)
def test_a_damaged_key_file_is_refused_or_is_another_key(
    place: int, bit: int, secret: made_elsewhere.RSAPrivateKey
) -> None:
    good = der(secret)
    damaged = bytearray(good)
    damaged[place] ^= 1 << bit
    try:
        key = rsa.parse_public_key(bytes(damaged))
    except Malformed:
        return
    assert key.modulus != rsa.parse_public_key(good).modulus


@pytest.mark.parametrize("bits", [2048, 4096])
def test_a_key_of_another_length_is_refused(bits: int) -> None:
    with pytest.raises(Malformed, match="token key"):
        rsa.parse_public_key(der(made_elsewhere.generate_private_key(65537, bits)))


def test_a_key_with_another_exponent_is_refused() -> None:
    with pytest.raises(Malformed, match="token key"):
        rsa.parse_public_key(der(made_elsewhere.generate_private_key(3, 3072)))


def test_a_key_file_with_something_after_it_or_cut_off_is_refused(
    secret: made_elsewhere.RSAPrivateKey,
) -> None:
    good = der(secret)
    for bad in (b"", good[:-1], good + b"\n", good[1:]):
        with pytest.raises(Malformed, match="token key"):
            rsa.parse_public_key(bad)
