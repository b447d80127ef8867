import pytest

from undersigned.lists.decoding import MOST_BYTES, MOST_LINES, decode
from undersigned.lists.model import ListRefused


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("José Álvarez\nHélène Œuvrard", "cp1252"),
        ("Natan Strzała\nŁukasz Żółw", "cp1250"),
        ("Иван Петров\nОльга Отт", "cp1251"),
        ("André Bürger\nZoë Ott", "mac_roman"),
        ("Ayşe Yıldız\nGüneş Ott", "cp1254"),
        ("Grüße, Jürgen", "latin-1"),
        ("Anna\nOtt", "utf-16-le"),
        ("Анна Отт\nEve", "utf-16-be"),
        ("Анна", "utf-16"),
        ("Žofie Ott", "utf-8-sig"),
        ("Žofie Ott", "utf-32"),
        ("王小明", "utf-8"),
    ],
)
def test_the_encoding_is_found(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding), "list").lines == tuple(text.split("\n"))


def test_a_guessed_encoding_is_said() -> None:
    source = decode("José Álvarez".encode("cp1252"), "list")
    assert source.encoding == "cp1252"
    assert "cp1252" in source.remarks[0]


def test_one_line_in_another_encoding_is_repaired_and_reported() -> None:
    data = "Žofie Ott\nJosé\nŁucja\n".encode().replace("José".encode(), "José".encode("latin-1"))
    source = decode(data, "list")
    assert source.lines == ("Žofie Ott", "José", "Łucja")
    assert [(repair.line, repair.after) for repair in source.repairs] == [(2, "José")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_all_line_ends_are_known(end: str) -> None:
    assert decode(f"Anna{end}Ott{end}".encode(), "list").lines == ("Anna", "Ott")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1", "XLS"),
        (b"{\\rtf1", "RTF"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"Anna\x00Ott!", "not a text"),
        (b"", "empty"),
        (b" \n\t\n", "empty"),
        (b"a" * (MOST_BYTES + 1), "bytes"),
        (b"a\n" * (MOST_LINES + 1), "lines"),
    ],
)
def test_what_is_no_list_is_refused_with_the_way_out(data: bytes, words: str) -> None:
    with pytest.raises(ListRefused) as caught:
        decode(data, "list.xyz")
    assert words in caught.value.what
    assert caught.value.what.endswith(".")
    assert caught.value.mend.endswith(".")
    assert "list" in caught.value.mend.casefold() or "Split" in caught.value.mend


def test_as_many_lines_as_allowed_are_read() -> None:
    assert len(decode(b"a\n" * MOST_LINES, "list").lines) == MOST_LINES
