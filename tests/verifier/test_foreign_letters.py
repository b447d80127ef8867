"""Letters, receipts and tampered variants made by an independent reader of the record format."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from undersigned.verifier.command import main


@pytest.fixture
def letters(shared_folder: Path) -> Path:
    return shared_folder / "vectors" / "letters"


@pytest.fixture
def keys(letters: Path) -> dict[str, str]:
    return dict(line.split() for line in (letters / "keys.txt").read_text().splitlines())


@pytest.fixture(autouse=True)
def _no_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "memory"))


def verified(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, Any]:
    status = main([*arguments, "--json"])
    return status, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("name", ["justice", "archives"])
def test_a_foreign_letter_holds_and_is_counted_as_its_maker_counted(
    name: str, letters: Path, keys: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    status, report = verified([str(letters / name), "--key", keys[name]], capsys)
    expected = json.loads((letters / "expected.json").read_text())[name]
    assert status == 0
    assert {member: report[member] for member in expected} == expected
    assert report["witnesses"] == "1 of 2"


def test_foreign_receipts_hold_alone_and_with_the_letter(
    letters: Path, keys: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    receipts = sorted((letters / "receipts").iterdir())
    assert receipts
    for receipt in receipts:
        status, _ = verified([str(receipt), "--key", keys["justice"]], capsys)
        assert status == 0, receipt.name
        arguments = [str(letters / "justice"), "--against", str(receipt)]
        status, report = verified([*arguments, "--key", keys["justice"]], capsys)
        assert status == 0, receipt.name
        ended = receipt.name.startswith("since-withdrawn")
        assert ("ended in entry" in report["steps"][8]["detail"]) is ended


def test_every_tampered_variant_is_refused_for_its_reason_and_honest_ones_hold(
    letters: Path, keys: dict[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for variant in sorted((letters / "variants").iterdir()):
        told = json.loads((variant / "variant.json").read_text())
        folder = tmp_path / variant.name
        shutil.copytree(letters / "justice", folder)
        if (variant / "files").is_dir():
            shutil.copytree(variant / "files", folder, dirs_exist_ok=True)
        for path in told["delete"]:
            (folder / path).unlink()
        target = folder / told["target"] if "target" in told else folder
        arguments = [str(target), "--key", keys["justice"]]
        if "against" in told:
            arguments += ["--against", str(letters / told["against"])]
        if "policy" in told:
            arguments += ["--policy", str(folder / told["policy"])]
        status, report = verified(arguments, capsys)
        assert status == told["exit"], variant.name
        wanted = False if status == 1 else None
        named = {number for number, step in enumerate(report["steps"], 1) if step["ok"] is wanted}
        assert not told["step"] or named & set(told["step"]), variant.name
        shutil.rmtree(folder)


def test_another_letters_key_or_origin_is_refused(
    letters: Path, keys: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    receipt, letter = letters / "receipts" / "named.tlog-proof", letters / "justice"
    for arguments in (
        [str(receipt), "--key", keys["archives"]],
        [str(letter), "--key", keys["archives"]],
        [str(letter), "--key", keys["justice"], "--origin", keys["archives"].partition("+")[0]],
    ):
        status, report = verified(arguments, capsys)
        assert status == 1
        assert report["steps"][0]["ok"] is False
