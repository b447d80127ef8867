from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import Run
from letter_files import ADDENDUM, LETTER, changed
from undersigned.commands.letter_files import slug_of
from undersigned.letters.slugs import LONGEST, RESERVED, check_slug


def test_a_new_letter_is_written_and_says_what_is_next(run: Run, folder: Path) -> None:
    said = run("letter", "new", "A bridge for both banks")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Wrote a-bridge-for-both-banks.en.md. ")
    path = folder / "a-bridge-for-both-banks.en.md"
    assert 'title: "A bridge for both banks"' in path.read_text(encoding="utf-8")
    check = run("letter", "check", path)
    assert check.code == 1
    assert "line " in check.out


def test_a_name_and_a_language_can_be_given(run: Run, folder: Path) -> None:
    assert run("letter", "new", "Eine Brücke", "--name", "bridge", "--language", "de").code == 0
    assert (folder / "bridge.de.md").is_file()


def test_a_file_that_is_there_is_left_alone(run: Run, folder: Path) -> None:
    (folder / "bridge.en.md").write_text("mine")
    said = run("letter", "new", "Bridge")
    assert (said.code, said.out) == (1, "")
    assert "exists and was left as it is" in said.err
    assert (folder / "bridge.en.md").read_text() == "mine"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["  "], "title"),
        (["x" * 5000], "title"),
        (["A\x07bell"], "title"),
        (["A", "--language", "English"], "language"),
        (["A", "--language", "../en"], "language"),
        (["A", "--name", "../etc"], "letter's name in addresses"),
        (["A", "--name", "Bridge"], "letter's name in addresses"),
        (["A", "--name", "desk"], "needed by the site itself"),
        (["Desk"], "needed by the site itself"),
    ],
)
def test_what_can_not_be_a_letter_is_refused(
    run: Run, folder: Path, words: list[str], why: str
) -> None:
    said = run("letter", "new", *words)
    assert (said.code, said.out) == (1, "")
    assert why in said.err
    assert list(folder.iterdir()) == []


def test_a_full_disk_leaves_no_half_letter(
    run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = Path.open

    def full(self: Path, *arguments: Any, **more: Any) -> Any:
        if self.suffix == ".md":
            opened(self, *arguments, **more).close()
            raise OSError(28, "No space left on device")
        return opened(self, *arguments, **more)

    monkeypatch.setattr(Path, "open", full)
    said = run("letter", "new", "Bridge")
    assert said.code == 1
    assert said.err.startswith("No space left on device.\nMake room")
    assert list(folder.iterdir()) == []


@given(st.text(max_size=300))
def test_any_title_makes_a_name_that_can_stand_in_addresses(title: str) -> None:
    slug = slug_of(title)
    assert len(slug) <= LONGEST
    if slug not in RESERVED:
        assert check_slug(slug) == slug


def test_a_good_letter_is_said_to_be_good(run: Run, bridge: Path) -> None:
    said = run("letter", "check", bridge)
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        f"{bridge}: “A bridge for both banks”, 6 words, 1 demand, 1 fact. Nothing is wrong.\n"
    )


def test_every_problem_is_told_with_line_field_and_mend(run: Run, bridge: Path) -> None:
    text = changed("state: open", "state: closed").replace("day: 2026-02-03", "day: 3 February")
    bridge.write_text(text, encoding="utf-8")
    said = run("letter", "check", bridge)
    assert said.code == 1
    lines = said.out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("bridge.md, line 11, demands[1].state: ")
    assert lines[1].startswith("bridge.md, line 19, facts[1].day: ")
    assert said.err == "2 things to mend.\n"


def test_several_files_are_all_checked(run: Run, bridge: Path, folder: Path) -> None:
    (folder / "bad.md").write_text("no front matter")
    said = run("letter", "check", folder / "bad.md", bridge)
    assert said.code == 1
    assert "bad.md" in said.out
    assert f"{bridge}: " in said.out


def test_other_wordings_are_checked_with_it(run: Run, folder: Path) -> None:
    first = changed("language: en", "language: en\nlanguages: [en, de]")
    (folder / "bridge.en.md").write_text(first, encoding="utf-8")
    said = run("letter", "check", folder / "bridge.en.md")
    assert said.code == 1
    assert "there is no file bridge.de.md" in said.out
    second = first.replace("language: en", "language: de").replace("state: open", "state: met")
    (folder / "bridge.de.md").write_text(second, encoding="utf-8")
    said = run("letter", "check", folder / "bridge.en.md")
    assert said.code == 1
    assert "bridge.de.md" in said.out
    (folder / "bridge.de.md").write_text(second.replace("met", "open"), encoding="utf-8")
    said = run("letter", "check", folder / "bridge.en.md")
    assert said.code == 0, said.out
    assert len(said.out.splitlines()) == 2


def test_an_addendum_is_checked_as_one(run: Run, folder: Path) -> None:
    path = folder / "later.md"
    path.write_text(ADDENDUM, encoding="utf-8")
    assert run("letter", "check", "--addendum", path).out == (
        f"{path}: an addendum, “The ferry runs later”. Nothing is wrong.\n"
    )
    path.write_text(ADDENDUM.replace("kind: reply", "kind: rumour"), encoding="utf-8")
    said = run("letter", "check", "--addendum", path)
    assert said.code == 1
    assert "later.md, line " in said.out


def bad_files(folder: Path) -> dict[str, Path]:
    files = {name: folder / f"{name}.md" for name in ("binary", "empty", "large", "utf16", "nul")}
    files["binary"].write_bytes(bytes(range(256)) * 10)
    files["empty"].touch()
    files["large"].write_bytes(b"x" * 1_500_000)
    files["utf16"].write_bytes(LETTER.encode("utf-16"))
    files["nul"].write_bytes(LETTER.encode().replace(b"Minister,", b"Minister\x00,"))
    files["missing"] = folder / "missing.md"
    files["folder"] = folder / "folder"
    files["folder"].mkdir()
    files["device"] = Path("/dev/null")
    files["below a file"] = files["empty"] / "x.md"
    return files


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("binary", "UTF-8"),
        ("empty", ""),
        ("large", "MB"),
        ("utf16", "UTF-16"),
        ("nul", "line"),
        ("missing", "there is no such file"),
        ("folder", "is a folder"),
        ("device", "is no plain file"),
        ("below a file", "there is no such file"),
    ],
)
@pytest.mark.parametrize("command", [["check"], ["check", "--addendum"], ["publish"]])
def test_a_file_that_is_no_letter_is_refused_in_words(
    run: Run, folder: Path, command: list[str], name: str, words: str
) -> None:
    said = run("--home", folder / "site", "letter", *command, bad_files(folder)[name])
    assert said.code == 1
    assert words in said.out + said.err
    assert not (folder / "site").exists()


def test_a_file_that_may_not_be_read_is_refused_in_words(
    run: Run, bridge: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", denied)
    said = run("letter", "check", bridge)
    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(f"{bridge}: Permission denied.\n")


def test_signs_that_steer_a_terminal_are_shown_and_not_obeyed(run: Run, folder: Path) -> None:
    path = folder / "evil.md"
    path.write_text(changed("    state: open", '    state: "\\e[2J"'), encoding="utf-8")
    said = run("letter", "check", path)
    assert "\x1b" not in said.out + said.err
