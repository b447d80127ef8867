"""The whole way: bytes in, a reading out; nothing lost, whatever the bytes are."""

import contextlib
import json
import re
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from undersigned.lists import Line, ListRefused, Reading, read_list

NAMES = (
    *("list.csv", "list.md", "list.txt", "list", "list.tsv"),
    *("list.json", "list.yml", "list.html", "list.xlsx", "list.docx", "list.zip", "list.jsonl"),
)

PIECES = st.sampled_from(
    [
        "Anna Ruritan",
        "maks",
        "0x0000ff",
        "王小明",
        "(",
        ")",
        "[@anna](https://example.org/anna)",
        "<anna@example.org>",
        "@anna",
        "`",
        "**",
        '"',
        '""',
        ",",
        ";",
        "\t",
        "|",
        "- ",
        "1. ",
        "## Signed",
        "---",
        "```",
        "<!--",
        "-->",
        "name;country",
        "and many others who can't be named",
        "served for 12 years under Ott, Weil, and Zapt.",
        " ",
        "\u00a0",
        "\u2028",
        "\ufeff",
        "\r",
        "\x0c",
        "＜",
        "（",
    ],
)
# Without NUL: a short text with one may as well be UTF-16.
LETTERS = st.characters(exclude_characters="\x00", exclude_categories=["Cs"])
LISTS = st.lists(st.one_of(PIECES, st.just("\n"), st.text(LETTERS, max_size=5)), max_size=60).map(
    "".join
)


def lines_that_are_not_blank(text: str) -> list[int]:
    lines = re.split("\r\n|\n|\r", text)
    return [number for number, line in enumerate(lines, start=1) if line.strip()]


def places(reading: Reading) -> list[int]:
    return sorted([line.line for line in reading.taken] + [line.line for line in reading.refused])


@settings(max_examples=500)
@given(data=st.binary(max_size=400), name=st.sampled_from(NAMES))
@example(data=b"\xff\xfea\x00", name="list.csv")
@example(data=b'"', name="list.csv")
@example(data=b"sep=;", name="list.csv")
@example(data=b"[" * 100_000, name="list.md")
@example(data=b"[" * 100_000, name="list.json")
@example(data=b"[" * 5_000, name="list.yml")
@example(data=b"<p>" * 5_000 + b"Anna", name="list.html")
@example(data=b"PK\x03\x04", name="list.xlsx")
@example(data=b"a: &a [*a, *a]", name="list.yml")
def test_any_bytes_are_read_or_refused_politely_and_no_line_is_lost(data: bytes, name: str) -> None:
    try:
        reading = read_list(data, name)
    except ListRefused:
        return
    assert reading.read == len(reading.taken) + len(reading.refused)
    assert len(set(places(reading))) == reading.read
    assert all(refusal.why.endswith(".") for refusal in reading.refused)
    assert all(line.name.strip() for line in reading.taken)


@settings(max_examples=500)
@given(text=LISTS)
@example(text="- \u2028")
def test_every_line_of_a_text_is_taken_or_refused_once(text: str) -> None:
    try:
        reading = read_list(text.encode(), "list.md")
    except ListRefused:
        return
    text = text.removeprefix("\ufeff")
    # A line that holds several people behind soft breaks stands in several entries.
    told = {re.split("[ ,]", reading.where(number))[1] for number in places(reading)}
    assert sorted(map(int, told)) == lines_that_are_not_blank(text)
    assert len(set(places(reading))) == reading.read


@settings(max_examples=300)
@given(text=LISTS)
def test_no_mail_address_stays_in_what_may_be_shown(text: str) -> None:
    try:
        reading = read_list(text.encode(), "list.md")
    except ListRefused:
        return
    for line in reading.taken:
        shown = (line.name, line.role, line.organisation, line.link, *line.served)
        assert not any(re.search(r"(?<!@)\banna@example\.org", field) for field in shown)


@settings(max_examples=200)
@given(text=LISTS)
def test_what_is_taken_holds_no_character_that_a_record_refuses(text: str) -> None:
    try:
        reading = read_list(text.encode(), "list.csv")
    except ListRefused:
        return
    refused = re.compile(
        "[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
    )
    for line in reading.taken:
        shown = (line.name, line.role, line.organisation, line.country, line.place, *line.served)
        assert not any(refused.search(field) for field in shown)


@pytest.mark.parametrize(
    ("file", "read", "taken", "refused", "organisations", "duplicates"),
    [
        ("numbered-list.md", 333, 327, 6, 3, 42),
        ("handles.md", 167, 160, 7, 0, 0),
        ("attributions.txt", 60, 60, 0, 0, 0),
        ("roles-comma.csv", 43, 42, 1, 0, 2),
        ("roles-semicolon-bom.csv", 43, 42, 1, 0, 2),
        ("documented-fakes.csv", 9, 8, 1, 0, 0),
        ("febrl1.csv", 1001, 1000, 1, 0, 383),
    ],
)
def test_the_shared_lists(
    shared_folder: Path,
    file: str,
    read: int,
    taken: int,
    refused: int,
    organisations: int,
    duplicates: int,
) -> None:
    reading = read_list((shared_folder / "data" / file).read_bytes(), file)
    assert reading.read == read
    assert len(reading.taken) == taken
    assert len(reading.refused) == refused
    assert len(reading.organisations) == organisations
    assert len(reading.duplicates) == duplicates


def test_proposed_duplicates_of_synthetic_people_are_true_ones(shared_folder: Path) -> None:
    folder = shared_folder / "data"
    links = (folder / "febrl1-links.csv").read_text(encoding="utf-8").split()[1:]
    truth = {frozenset(map(int, link.split(","))) for link in links}
    reading = read_list((folder / "febrl1.csv").read_bytes(), "febrl1.csv")
    # Row N of the file stands in line N + 2: the heading is line 1, rows count from 0.
    proposed = {frozenset(line - 2 for line in group) for group in reading.duplicates}
    assert proposed <= truth


def test_ragged_shapes_of_the_handles(shared_folder: Path) -> None:
    reading = read_list((shared_folder / "data" / "handles.md").read_bytes(), "handles.md")
    by_line = {line.line: line for line in reading.taken}
    assert (by_line[7].name, by_line[7].address) == ("@jodie28", "ralphestes@example.org")
    assert by_line[14].link == "@stephen05@example.org"
    assert (by_line[66].name, by_line[66].link) == ("Megan Ryan Taylor", "@djohnson")
    assert by_line[85].name == "Habibe Öcalan"
    assert by_line[163].link == "https://example.org/claudialewis"
    assert [refusal.line for refusal in reading.refused] == [1, 2, 3, 4, 5, 167, 169]
    assert "others" in reading.refused[-1].why


def test_reading_twice_gives_the_same() -> None:
    data = b"## Signed\n- Anna Ruritan\n- Rudolf Ott\n"
    assert read_list(data, "a.md") == read_list(data, "a.md")


def test_a_file_without_a_telling_ending_is_told_by_its_lines() -> None:
    assert read_list(b"Name;Land\nAnna Ruritan;Ruritania\n", "list").format == "table"
    assert read_list(b"- Anna Ruritan\n- Rudolf Ott\n", "list").format == "markdown"
    assert read_list(b"Anna Ruritan\nRudolf Ott\n", "list").format == "lines"


def test_a_first_line_with_a_comma_is_no_heading_of_a_table() -> None:
    reading = read_list(b"Signatories, individuals\nAnna Ruritan\nRudolf Ott\nEve Zapt\n", "a.txt")
    assert reading.format == "lines"
    assert [line.name for line in reading.taken][-3:] == ["Anna Ruritan", "Rudolf Ott", "Eve Zapt"]


def test_every_line_remembers_how_it_stood() -> None:
    reading = read_list(b"- Anna\xc2\xa0 Ruritan.  (Clerk)\n", "a.md")
    assert isinstance(reading.taken[0], Line)
    assert reading.taken[0].text == "- Anna\u00a0 Ruritan.  (Clerk)"
    assert reading.taken[0].name == "Anna Ruritan"
    (repair,) = reading.repaired
    assert (repair.line, repair.field) == (1, "name")
    assert repair.before == "Anna\u00a0 Ruritan."
    assert repair.after == "Anna Ruritan"
    assert "no-break space" in repair.why


def test_a_packed_list_with_a_broken_stream_is_refused() -> None:
    """Found by fuzzing: zlib's own error came through."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("list.md", "- Anka Ott, Judge\n" * 40)
    data = bytearray(packed.getvalue())
    start = data.index(b"list.md") + len(b"list.md")
    data[start : start + 8] = b"\xff" * 8
    with pytest.raises(ListRefused, match="can't be opened"):
        read_list(bytes(data), "list.zip")


def test_a_number_of_thousands_of_digits_in_toml_is_refused() -> None:
    """Found by reading on from what fuzzing found in the settings."""
    with pytest.raises(ListRefused):
        read_list(b"years = " + b"9" * 5000, "list.toml")


@pytest.mark.parametrize("piece", ["a", "[[", "[http://a b", "a://", "` "])
def test_one_endless_line_takes_no_time_that_is_noticed(piece: str) -> None:
    """Found by fuzzing: 64 kB of one letter took 24 seconds."""
    line = piece * (64_000 // len(piece))
    begun = time.process_time()
    with contextlib.suppress(ListRefused):
        read_list(f"Zo\u00eb M\u00fcller\n{line}\n\u00c5sa \u00d6berg\n".encode(), "list")
    assert time.process_time() - begun < 3


@pytest.mark.parametrize("run", [" ", "\u00a0", "; ", "Dr. ", "1 "])
@pytest.mark.parametrize("name", ["list.html", "list.docx", "list.txt", "list.json"])
def test_one_endless_entry_takes_no_time_that_is_noticed(run: str, name: str) -> None:
    """Found by fuzzing: 60,000 spaces in a paragraph of a document took hours."""
    text = f"x{run * (60_000 // len(run))}x"
    begun = time.process_time()
    with contextlib.suppress(ListRefused):
        read_list(_file(name, text), name)
    assert time.process_time() - begun < 5


def _file(name: str, text: str) -> bytes:
    """A list of this name with one entry of this text, and another."""
    if name == "list.json":
        return json.dumps([{"name": text}, {"name": "Bo Zapt"}]).encode()
    if name == "list.html":
        return f"<ul><li>{text}</li><li>Bo Zapt</li></ul><p>{text}</p>".encode()
    if name == "list.txt":
        return f"{text}\nBo Zapt, Judge\n".encode()
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    shown = (f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in (text, "Bo Zapt, Judge"))
    body = f'<w:document xmlns:w="{word}"><w:body>{"".join(shown)}</w:body></w:document>'
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    return buffer.getvalue()
