import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import (
    LARGEST_NUMBER,
    decode_text,
    encode_base64,
    parse_base64,
    parse_decimal,
)


@given(st.integers(0, LARGEST_NUMBER))
def test_a_number_reads_back(number: int) -> None:
    assert parse_decimal(str(number), "size") == number


@pytest.mark.parametrize(
    "text",
    [
        *("", "+5", "-1", " 5", "5 ", "5_0", "005", "00", "٣", "²", "5.0", "0x5", "5\n"),
        *(str(2**63), "9" * 5000),
    ],
)
def test_another_spelling_of_a_number_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="size: expected a decimal number"):
        parse_decimal(text, "size")


@given(st.binary(max_size=100))
def test_base64_reads_back(data: bytes) -> None:
    assert parse_base64(encode_base64(data), "hash") == data


@given(st.text(max_size=12))
def test_text_is_the_only_spelling_or_refused(text: str) -> None:
    try:
        data = parse_base64(text, "hash")
    except Malformed:
        return
    assert base64.b64encode(data).decode() == text


@pytest.mark.parametrize(
    "text", ["AA", "AA=", "AB==", "A A=", "AA==\n", "_-8=", "é===", "AA==AA=="]
)
def test_another_spelling_of_base64_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="padded base64"):
        parse_base64(text, "hash")


def test_a_length_is_held_to() -> None:
    with pytest.raises(Malformed, match="of 32 bytes"):
        parse_base64(encode_base64(bytes(31)), "root", 32)


def test_bytes_that_are_no_text_are_refused_with_their_place() -> None:
    assert decode_text("ş".encode(), "note") == "ş"
    with pytest.raises(Malformed, match="note: expected UTF-8, also at byte 2"):
        decode_text(b"ab\xff", "note")
