import json
from pathlib import Path
from typing import Any

import pytest

from command_line import Run
from undersigned.record.models import Log, Pending
from undersigned.signing.models import ImportedList, ImportedName

LIST = """\
name,post,organisation
Agathe Brenn,Judge,Court of Appeal
  Bertil  Marsk ,Prosecutor,Public Prosecution Service
Agathe Brenn,Judge,Court of Appeal
Society of Former Judges,,
and many others who can't be named,,
"""


@pytest.fixture
def source(folder: Path) -> Path:
    path = folder / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    return path


def test_a_dry_run_shows_everything_and_changes_nothing(run: Run, site: Path, source: Path) -> None:
    said = run("--home", site, "import", "bridge", source)
    assert (said.code, said.err) == (0, "")
    assert "Read 6 lines = 4 taken + 2 refused.\nTaken: 3 people and 1 organisation." in said.out
    assert "Agathe Brenn; Judge; Court of Appeal" in said.out
    assert "many others" in said.out
    assert "Perhaps the same signatory: 1 group; none was merged." in said.out
    assert "Nothing was changed. undersigned --home FOLDER import bridge" in said.out
    assert not ImportedList.objects.exists()


def test_it_is_taken_to_the_desk_and_not_published(run: Run, site: Path, source: Path) -> None:
    said = run("--home", site, "import", "bridge", source, "--yes")
    assert said.code == 0
    assert "Took 4 to the desk of bridge. Nothing of it is published." in said.out
    assert ImportedName.objects.count() == 4
    assert not Pending.objects.exists()
    assert Log.objects.get().size == 2


def test_run_twice_it_adds_nothing(run: Run, site: Path, source: Path) -> None:
    run("--home", site, "import", "bridge", source, "--yes")
    said = run("--home", site, "import", "bridge", source, "--yes")
    assert said.code == 0
    assert "Nothing was added" in said.out
    assert ImportedName.objects.count() == 4


def test_a_longer_version_of_the_list_adds_what_is_new(run: Run, site: Path, source: Path) -> None:
    run("--home", site, "import", "bridge", source, "--yes")
    source.write_text(f"{LIST}Cosima Vael,Clerk,Court of Appeal\n", encoding="utf-8")
    said = run("--home", site, "import", "bridge", source, "--yes")
    assert "Took 1 to the desk" in said.out
    assert "4 stood there already" in said.out


@pytest.mark.parametrize("yes", [(), ("--yes",)])
def test_json_has_its_members_and_nothing_beside_it(
    run: Run, site: Path, source: Path, yes: tuple[str, ...]
) -> None:
    said = run("--home", site, "import", "bridge", source, "--json", *yes)
    assert said.code == 0
    document: dict[str, Any] = json.loads(said.out)
    assert {"read", "taken", "repaired", "refused", "organisations", "duplicates"} <= set(document)
    assert document["read"] == len(document["taken"]) + len(document["refused"])
    assert document["duplicates"] == [[2, 4]]
    assert document.get("imported") == (4 if yes else None)


BAD: dict[str, tuple[bytes, str]] = {
    "empty.csv": (b"", ""),
    "binary.csv": (bytes(range(256)) * 20, ""),
    "book.xlsx": (b"PK\x03\x04" + b"\x00" * 100, ""),
    "large.csv": (b"x\n" * 11_000_000, "bytes"),
}


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_what_is_no_list_is_refused_in_words(
    run: Run, site: Path, folder: Path, name: str, as_json: tuple[str, ...]
) -> None:
    data, words = BAD[name]
    (folder / name).write_bytes(data)
    said = run("--home", site, "import", "bridge", folder / name, "--yes", *as_json)
    assert (said.code, said.out) == (1, "")
    assert name in said.err
    assert words in said.err
    assert "fault" not in said.err
    assert not ImportedList.objects.exists()


def test_what_is_no_file_is_refused_in_words(run: Run, site: Path, folder: Path) -> None:
    empty = folder / "empty"
    empty.mkdir()
    for source, words in (
        (folder / "missing.csv", "there is no such file"),
        (empty, "is empty"),
        (Path("/dev/zero"), "is neither a plain file nor a folder"),
    ):
        said = run("--home", site, "import", "bridge", source)
        assert (said.code, said.out) == (1, "")
        assert words in said.err


def test_ctrl_c_leaves_what_was_taken_and_the_same_words_go_on(
    run: Run, site: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as within:
        within.setattr("undersigned.signing.actions.imports._finish", interrupted)
        assert run("--home", site, "import", "bridge", source, "--yes").code == 130
    said = run("--home", site, "import", "bridge", source, "--yes")
    assert said.code == 0
    assert ImportedName.objects.count() == 4


@pytest.mark.parametrize(
    ("name", "format_"),
    [
        ("numbered-list.md", "markdown"),
        ("handles.md", "markdown"),
        ("attributions.txt", "lines"),
    ],
)
def test_a_real_list_is_read_without_loss(
    run: Run, site: Path, shared_folder: Path, name: str, format_: str
) -> None:
    source = shared_folder / "data" / name
    if not source.exists():
        pytest.skip("this list is not beside this checkout")
    said = run("--home", site, "import", "bridge", source, "--json")
    document = json.loads(said.out)
    assert document["read"] == len(document["taken"]) + len(document["refused"]) > 0
    assert document["format"] == format_


def test_a_folder_of_one_file_a_signer_is_read_and_taken(
    run: Run, site: Path, folder: Path
) -> None:
    signers = folder / "signers"
    signers.mkdir()
    (signers / "anna.md").write_text("---\nname: Anna Ott\nrole: Clerk\n---\n", "utf-8")
    (signers / "0x0000ff.md").write_text("---\nname: 0x0000ff\n---\n", "utf-8")
    (signers / ".hidden.md").write_text("---\nname: Nobody\n---\n", "utf-8")
    said = run("--home", site, "import", "bridge", signers, "--yes")
    assert said.code == 0
    assert "Read 2 lines = 2 taken + 0 refused." in said.out
    assert "anna.md: Anna Ott; Clerk" in said.out
    assert "Took 2 to the desk" in said.out
