import pytest

from undersigned.evidence.characters import check_text
from undersigned.tlog.errors import Malformed

REFUSED = [
    *(0x00, 0x09, 0x0A, 0x0D, 0x1F, 0x7F, 0x80, 0x85, 0x9F, 0x061C, 0x180E, 0x200B, 0x200E, 0x200F),
    *(0x202A, 0x202B, 0x202C, 0x202D, 0x202E, *range(0x2060, 0x2065), *range(0x2066, 0x2070)),
    *(0xFEFF, 0xD800, 0xDBFF, 0xDC00, 0xDFFF),
]


@pytest.mark.parametrize("code", REFUSED, ids=lambda code: f"U+{code:04X}")
def test_what_could_hide_in_a_name_is_refused(code: int) -> None:
    with pytest.raises(Malformed, match=rf"name: .* character 2, got U\+{code:04X}|name: .* 2, "):
        check_text("name", f"ab{chr(code)}c")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Anka de Rassendy",
        "می\u200cخواهم",
        "क्\u200dष",
        "Zoë Ştefănescu 😀",
        "two\u2028lines\u2029",
        "\u2065\u00a0\u00ad",
    ],
)
def test_what_names_need_is_allowed(text: str) -> None:
    check_text("name", text)


def test_only_the_composed_form_is_taken() -> None:
    check_text("name", "\u00e9")
    with pytest.raises(Malformed, match="NFC"):
        check_text("name", "e\u0301")
