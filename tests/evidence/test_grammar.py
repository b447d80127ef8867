import datetime as dt
import re

import pytest

from undersigned.evidence.grammar import (
    CHECKS,
    COUNT,
    DOCUMENT,
    LANGUAGE,
    NUMBER,
    PASSED,
    PASSED_IF_SIGNED,
    TEXTS,
    TOKEN_KEY,
    read_checks,
    read_day,
    read_signature,
    read_texts,
    read_token,
)
from undersigned.tlog.errors import Malformed


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (COUNT, "1 9 10 999999999", "0 01 1000000000 -1 ١"),
        (NUMBER, "0 1 10 9999999999999999999", "00 01 10000000000000000000 1_0"),
        (LANGUAGE, "de en pt-br zh-hant-tw sl-1994", "d DE pt_br pt- -br abcdefghi"),
        (CHECKS, "a mail mail,roster a-1", "1a ,a a, a,,b A é " + "a" * 33),
        (
            DOCUMENT,
            "rules/1.md editions/2.pt-br.md addenda/1.md deliveries/9.md",
            "rules/0.md editions/1.md rules/1.de.md token-keys/1.der /rules/1.md rules/1.md/",
        ),
    ],
)
def test_a_pattern_takes_what_the_grammar_says(pattern: str, good: str, bad: str) -> None:
    for text in good.split():
        assert re.fullmatch(pattern, text), text
    for text in bad.split():
        assert not re.fullmatch(pattern, text), text


def test_a_day_has_to_exist() -> None:
    assert read_day("2024-02-29") == dt.date(2024, 2, 29)
    for text in ("2026-02-29", "2026-13-01", "20260101", "2026-W01-1", "10000-01-01"):
        with pytest.raises(Malformed, match="a day that exists"):
            read_day(text)


def test_codes_and_languages_ascend_by_bytes() -> None:
    assert read_checks("a,a-b,ab") == ("a", "a-b", "ab")
    with pytest.raises(Malformed, match="ascending"):
        read_checks("ab,a-b")
    assert read_texts("text de 1\ntext de-at 2\n") == (("de", "1"), ("de-at", "2"))
    with pytest.raises(Malformed, match="ascending order, so after de"):
        read_texts("text de 1\ntext de 1\n")


def test_tokens_and_signatures_have_their_lengths() -> None:
    assert read_token("A" * 512) == bytes(384)
    assert read_signature("A" * 86 + "==") == bytes(64)
    with pytest.raises(Malformed, match="384 bytes"):
        read_token("A" * 508)
    with pytest.raises(Malformed, match="64 bytes"):
        read_signature("A" * 85 + "B==")


def test_a_line_may_be_absent_or_repeated_where_the_grammar_says_so() -> None:
    assert PASSED.written(("mail", "roster")) == "checks mail,roster\n"
    assert PASSED_IF_SIGNED.written(None) == ""
    assert TEXTS.written((("de", "1"), ("en", "2"))) == "text de 1\ntext en 2\n"
    assert TOKEN_KEY.written(None) == "token-key none\n"
    assert TOKEN_KEY.name == "token_key"
