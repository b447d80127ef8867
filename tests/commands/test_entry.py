import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from command_line import DEADLINE, Run, arguments, environment, undersigned

READ_HELP = """
import sys
sys.argv = ["undersigned", "--help"]
from undersigned.commands.entry import main
try:
    main()
except SystemExit:
    slow = ("django", "granian", "cryptography", "ruamel.yaml", "markdown_it")
    print([name for name in slow if name in sys.modules])
"""


def test_without_words_it_says_what_there_is(run: Run) -> None:
    said = run()
    assert said.code == 2
    assert "undersigned --home site serve" in said.out + said.err


def test_it_says_its_version(run: Run) -> None:
    assert run("--version").out == f"undersigned {version('undersigned')}\n"


@pytest.mark.parametrize(
    "words",
    [
        ["frobnicate"],
        ["letter"],
        ["letter", "frobnicate"],
        ["--frobnicate"],
        ["serve", "--port", "0"],
        ["serve", "--port", "99999"],
        ["serve", "--port", "http"],
        ["serve", "extra"],
        ["--home"],
        ["letter", "check"],
        ["letter", "publish"],
        ["letter", "publish", "a.md", "b.md"],
        ["import", "bridge"],
    ],
)
def test_wrong_use_is_told_with_how_to_read_more(run: Run, words: list[str]) -> None:
    said = run(*words)
    assert said.code == 2
    assert "sage:" in said.err or "requires" in said.err or "COMMAND" in said.out + said.err


def test_a_folder_that_is_none_is_refused(run: Run, folder: Path) -> None:
    (folder / "file").touch()
    for home in (folder / "file", folder / "file" / "below"):
        said = run("--home", home, "tick")
        assert (said.code, said.out) == (1, "")
        assert str(home) in said.err


def test_bad_settings_are_told_with_file_field_and_mend(run: Run, folder: Path) -> None:
    (folder / "site").mkdir()
    (folder / "site" / "undersigned.toml").write_text("host = 5\n")
    for words in (["tick"], ["serve"], ["work"], ["letter", "close", "x", "--reason", "y"]):
        said = run("--home", folder / "site", *words)
        assert (said.code, said.out) == (1, "")
        assert "undersigned.toml: host has to be text in quotes. Mend that line." in said.err


def test_help_does_not_wait_for_django() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", READ_HELP],
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.splitlines()[-1] == "[]"


def test_a_reader_that_has_enough_ends_it_quietly() -> None:
    process = subprocess.Popen(
        arguments("letter", "check", *["missing.md"]),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    process.stdout.close()
    _, said = process.communicate(timeout=DEADLINE)
    assert "Traceback" not in said
    assert "Exception ignored" not in said


def test_it_runs_as_a_process(tmp_path: Path) -> None:
    result = undersigned("letter", "new", "A bridge", cwd=tmp_path)
    assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "a-bridge.en.md").is_file()
