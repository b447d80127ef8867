"""Every attack of tests/vectors/attacks is refused for its own reason, and never by a traceback."""

import json
from pathlib import Path
from typing import Any

import pytest

import web_servers as web
from tampered.served import behave
from tampered.vectors import FOLDER, attack_folder, lay_out, vector_files
from undersigned.verifier import web as over_the_web
from undersigned.verifier.command import main

ATTACKS: list[dict[str, Any]] = json.loads((FOLDER / "attacks.json").read_text(encoding="utf-8"))


def verify(
    target: str, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> tuple[int, dict[str, Any], str]:
    """Return exit status, what --json says, and what was said on standard error."""
    status = main([target, "--json", *arguments])
    said = capsys.readouterr()
    return status, json.loads(said.out), said.err


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "memory"))
    lay_out(tmp_path / "work")
    return tmp_path / "work"


def test_the_vectors_are_made_again_byte_for_byte() -> None:
    made = vector_files()
    kept = {
        str(path.relative_to(FOLDER)): path.read_bytes()
        for name in ("letter", "receipts", "earlier")
        for path in (FOLDER / name).rglob("*")
        if path.is_file()
    }
    kept["attacks.json"] = (FOLDER / "attacks.json").read_bytes()
    assert sorted(made) == sorted(kept)
    assert [path for path in made if made[path] != kept[path]] == []


def test_there_are_enough_and_each_has_words_of_its_own() -> None:
    refused = [each for each in ATTACKS if each["exit"]]
    # As many as there are, so that none is lost unnoticed.
    assert (len(refused), len(ATTACKS)) == (341, 352)
    # Each of the ten steps is the one that refuses some of them.
    assert {each["steps"][0] for each in refused if len(each["steps"]) == 1} == set(range(1, 11))
    assert len({each["name"] for each in ATTACKS}) == len(ATTACKS)
    # What is wrong with a note is the same in a letter, in a receipt and from a server.
    words = [(each["target"], "serve" in each, each["words"]) for each in refused]
    assert all(said for _, _, said in words)
    assert sorted(words) == sorted(set(words))


def test_what_the_attacks_begin_from_holds(work: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verify(str(work / "letter"), [], capsys)[0] == 0
    for receipt in (work / "receipts").iterdir():
        status, _, _ = verify(str(work / "letter"), ["--against", str(receipt)], capsys)
        assert status == 0, receipt.name
        assert verify(str(receipt), [], capsys)[0] == 0, receipt.name


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["name"])
def test_an_attack_is_refused_for_its_own_reason(
    attack: dict[str, Any],
    work: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    target = str(work / attack["target"])
    if attack.get("before"):
        assert verify(str(work / "letter"), [], capsys)[0] == 0
    attack_folder(work, attack["change"])
    arguments = [
        str(work / each) if (work / each).is_file() else each
        for each in attack.get("arguments", [])
    ]
    if "serve" in attack:
        monkeypatch.setattr(over_the_web, "_PAUSES", (0.0,) * 4)
        with web.serving(work / "letter") as server:
            behave(server, attack["serve"])
            status, said, complaint = verify(server.address, arguments, capsys)
    else:
        status, said, complaint = verify(target, arguments, capsys)
    assert "itself failed" not in complaint
    failing = [number for number, step in enumerate(said["steps"], 1) if step["ok"] is False]
    details = "\n".join(step["detail"] for step in said["steps"])
    assert (status, failing) == (attack["exit"], attack["steps"]), (details, complaint)
    assert attack["words"] in details + complaint
