"""Folders in which each file is a signatory, and ZIP files of them."""

import io
import zipfile
from pathlib import Path

import pytest

from undersigned.lists import ListRefused, Reading, read_folder, read_list


def zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files.items():
            archive.writestr(path, data)
    return packed.getvalue()


def page(front: str, body: str = "") -> bytes:
    return f"---\n{front}\n---\n{body}".encode()


def names(reading: Reading) -> list[str]:
    return [line.name for line in reading.taken]


def why(reading: Reading, place: str) -> str:
    return next(each.why for each in reading.refused if reading.where(each.line) == place)


@pytest.mark.parametrize(
    "name",
    [
        "0x0000ff",
        "1e3",
        "no",
        "null",
        "2003-05-03",
        "~",
        "on",
        "012",
        "0b11",
        "1_000",
        ".5",
        "王小明",
    ],
)
def test_names_stay_as_typed(name: str) -> None:
    reading = read_folder({"a.md": page(f"name: {name}"), "b.yml": f"name: {name}".encode()})
    assert names(reading) == ([name, name] if name != "~" else [])
    assert reading.read == 2


def test_front_matter_that_is_no_yaml_is_read_line_by_line() -> None:
    reading = read_folder(
        {"a.md": page("name: Anna: the Ott\nrole: @ home"), "b.md": page("name: Eve")}
    )
    assert names(reading) == ["Anna: the Ott", "Eve"]
    assert "no YAML" in reading.repaired[0].why


def test_files_that_are_no_signatories_are_named() -> None:
    reading = read_folder(
        {
            "README.md": b"# Sign\n\nWe the people of Zenda ask for a bridge.\n\n- Fork this\n",
            "__MACOSX/._anna.md": b"\x00",
            "anna.md": page("name: Anna Ott", "I sign since the river is wide."),
            "empty.md": page("name:"),
            "picture.png": b"\x89PNG",
            "broken.json": b"{",
            "bad.md": page("- [\n"),
            "null.md": b"Anna\x00Ott!",
        }
    )
    assert names(reading) == ["Anna Ott"]
    assert reading.read == 8
    assert "who signed" in why(reading, "README.md")
    assert "system" in why(reading, "__MACOSX/._anna.md")
    assert "name is empty" in why(reading, "empty.md") or "names nobody" in why(reading, "empty.md")
    assert ".png" in why(reading, "picture.png")
    assert "no JSON" in why(reading, "broken.json")
    assert "no YAML" in why(reading, "bad.md")
    assert "not a text" in why(reading, "null.md")
    assert any("1 file has text below" in remark for remark in reading.remarks)


def test_titles_and_other_keys_name_people() -> None:
    reading = read_folder(
        {
            "_signers/anna.md": page(
                "title: Anna Ott\njobTitle: Clerk\naffiliation:\n  name: Mint"
            ),
            "_signers/eve.md": page("title: Eve Weil\ntags: [law, bridges]"),
            "_signers/index.md": page("title: Signatures\ndate: 2024-04-21"),
        }
    )
    assert names(reading) == ["Anna Ott", "Eve Weil"]
    assert (reading.taken[0].role, reading.taken[0].organisation) == ("Clerk", "Mint")
    assert "names nobody" in why(reading, "_signers/index.md")


def test_short_texts_without_front_matter_are_a_name_and_the_rest() -> None:
    reading = read_folder(
        {
            "anna.txt": b"# Anna Ott\nClerk, Mint\n",
            "eve.txt": b"Eve\n",
            "README.txt": b"Sign here\n",
        }
    )
    assert names(reading) == ["Anna Ott", "Eve"]
    assert reading.taken[0].role == "Clerk"
    assert reading.read == 3


def test_a_repository_with_a_list_in_it() -> None:
    readme = b"# Letter\n\nWe ask for a bridge.\n\n## Signatures\n\n- Anna Ott\n"
    packed = zipped(
        {
            "letter-main/README.md": readme,
            "letter-main/CONTRIBUTING.md": b"## Sign\n\n- Write your name\n",
            "letter-main/LICENSE": b"You may copy this text.\n",
            "letter-main/_data/signers.yml": b"- name: Eve Weil\n  org: Mint\n- name: 1e3\n",
        }
    )
    reading = read_list(packed, "letter.zip")
    assert names(reading) == ["Eve Weil", "1e3", "Anna Ott"]
    assert reading.where(1) == "_data/signers.yml, line 1"
    assert reading.where(reading.taken[2].line) == "README.md, line 7"
    assert "who signed" in why(reading, "CONTRIBUTING.md")
    assert "LICENSE" in reading.places.values()
    assert reading.format == "folder"


def test_a_folder_and_its_zip_file_are_read_alike() -> None:
    files = {f"{name}.md": page(f"name: {name} Ott") for name in ("anna", "eve", "carl")}
    folder, packed = read_folder(files), read_list(zipped(files), "f.zip")
    assert folder.taken == packed.taken
    assert folder.places == packed.places


def test_the_pledges(shared_folder: Path) -> None:
    files = {path.name: path.read_bytes() for path in (shared_folder / "data/pledges").iterdir()}
    reading = read_folder(files, "pledges")
    assert reading.read == len(reading.taken) == len(files) == 61
    assert not reading.organisations
    assert names(reading)[0] == "0x0000ff"
    assert reading.where(1) == "0x0000ff.md"
    assert not reading.repaired


def test_bombs_and_broken_archives_are_refused() -> None:
    bomb = zipped({f"{number}.md": b"\0" * 5_000_000 for number in range(50)})
    for data, words in (
        (bomb, "unpacks to"),
        (zipped({"a.md": page("name: Anna")})[:-30], "can't be opened"),
        (zipped({}), "empty"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ODS"),
        (zipped({f"{number}.md": b"" for number in range(20_001)}), "files"),
    ):
        with pytest.raises(ListRefused) as caught:
            read_list(data, "list.zip")
        assert words in caught.value.what


def test_a_zip_file_in_another_is_not_opened() -> None:
    inner = zipped({"anna.md": page("name: Anna Ott")})
    reading = read_list(zipped({"inner.zip": inner, "eve.md": page("name: Eve")}), "outer.zip")
    assert names(reading) == ["Eve"]
    assert ".zip" in why(reading, "inner.zip")


def test_no_files_at_all() -> None:
    with pytest.raises(ListRefused):
        read_folder({}, "nothing")
