"""The command as a person meets it; source: record format, section 9."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letter_press import Press
from undersigned.evidence import entries as kinds
from undersigned.evidence.documents import digest
from undersigned.verifier import command
from undersigned.verifier.command import main

Printed = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _memory_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "memory"))


def test_a_letter_that_holds(press: Press, capsys: Printed) -> None:
    assert main([str(press.folder)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"copy of {press.origin}, 11 entries, root ")
    assert "\n 4  entries    holds         11 entries\n" in out
    assert out.endswith("All of it holds.\n")


def test_a_letter_that_does_not_hold_says_what_not_to_do(press: Press, capsys: Printed) -> None:
    count = (press.folder / "count.json").read_bytes()
    press.put("count.json", count.replace(b'"total": 4', b'"total": 5'))
    assert main([str(press.folder)]) == 1
    out = capsys.readouterr().out
    assert "\n 7  count      DOES NOT HOLD\n      - count.json: total: expected 4, got 5\n" in out
    assert out.endswith("Step 7 does not hold. Do not quote the count.\n")


def test_a_letter_that_can_not_be_checked_says_so(press: Press, capsys: Printed) -> None:
    (press.folder / "index.html").unlink()
    assert main([str(press.folder)]) == 2
    out = capsys.readouterr().out
    assert "      - index.html is missing\n" in out
    assert "Nothing is known to be wrong" in out


def test_a_failure_outranks_what_could_not_be_read(press: Press) -> None:
    (press.folder / "index.html").unlink()
    press.put("editions/1.en.md", b"another")
    assert main([str(press.folder)]) == 1


def test_quietly_only_what_is_wrong_is_printed(press: Press, capsys: Printed) -> None:
    assert main([str(press.folder), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    press.put("editions/1.en.md", b"another")
    assert main([str(press.folder), "--quiet"]) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert first == " 5  documents  DOES NOT HOLD"
    assert second.startswith("      - editions/1.en.md: expected SHA-256 ")


def test_json_has_ten_steps_even_where_nothing_could_be_done(capsys: Printed) -> None:
    assert main(["no-such-file", "--json"]) == 2
    printed = capsys.readouterr()
    report = json.loads(printed.out)
    assert [step["ok"] for step in report["steps"]] == [None] * 10
    assert "no-such-file could not be read: No such file or directory." in printed.err


def test_the_list_is_wording_and_names_from_the_record(press: Press, capsys: Printed) -> None:
    assert main([str(press.folder), "--list"]) == 0
    out = capsys.readouterr().out
    assert "== editions/1.en.md ==\n# A sentence is not a favour\n" in out
    assert "       4  Archive Friends of Zenda, by Mirna Passau\n" in out
    assert "Hanno Istrova" not in out
    assert out.index("not confirmed by their owners") < out.index("Nikol Querlon")


def test_no_list_is_printed_of_names_that_do_not_hold(press: Press, capsys: Printed) -> None:
    press.put("records/000", (press.folder / "records/000").read_bytes().replace(b"Yrsa", b"Anka"))
    assert main([str(press.folder), "--list"]) == 1
    out = capsys.readouterr().out
    assert out.endswith("The list is not printed, as it does not hold.\n")


def test_a_document_can_do_nothing_to_the_terminal(tmp_path: Path, capsys: Printed) -> None:
    press = Press(tmp_path / "letter")
    text = "\x1b[2J\x07\u202eevil\r\nآمن\u200cه\n".encode()
    press.documents["editions/1.en.md"] = text
    edition = kinds.Edition(press.origin, press.day, 1, (("en", digest(text)),))
    press.entries[1] = edition.encode()
    assert main([str(press.write()), "--list"]) == 0
    out = capsys.readouterr().out
    assert "\\x1b[2J\\x07\\u202eevil\\r\nآمن\u200cه\n" in out
    assert not set(out) & {"\x1b", "\x07", "\u202e", "\r"}


def test_a_receipt(press: Press, tmp_path: Path, capsys: Printed) -> None:
    receipt = tmp_path / "mine.tlog-proof"
    receipt.write_bytes(press.receipt(3))
    assert main([str(receipt)]) == 0
    assert capsys.readouterr().out.startswith(f"Receipt from {press.origin}, for a tree of 11")
    for arguments in ([str(receipt), "--against", str(press.folder)],
                      [str(press.folder), "--against", str(receipt)]):  # fmt: skip
        assert main(arguments) == 0
        assert "mine.tlog-proof: entry 3 is still active" in capsys.readouterr().out


def test_a_file_named_as_a_receipt_that_is_none_does_not_hold(
    tmp_path: Path, capsys: Printed
) -> None:
    receipt = tmp_path / "mine.tlog-proof"
    receipt.write_bytes(b"nothing\n")
    assert main([str(receipt), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["steps"][0]["ok"] is False


def test_a_receipt_beside_another_compares_at_equal_size_alone(
    press: Press, tmp_path: Path, capsys: Printed
) -> None:
    mine, other = tmp_path / "mine.tlog-proof", tmp_path / "other.tlog-proof"
    mine.write_bytes(press.receipt(3))
    other.write_bytes(press.receipt(4))
    assert main([str(mine), "--against", str(other)]) == 0
    assert "one history with other.tlog-proof, size 11" in capsys.readouterr().out
    other.write_bytes(press.checkpoint(root=bytes(32)))
    assert main([str(mine), "--against", str(other)]) == 1
    assert "another root at size 11" in capsys.readouterr().out
    other.write_bytes(press.checkpoint(9))
    assert main([str(mine), "--against", str(other)]) == 2
    assert "is seen with the letter" in capsys.readouterr().out
    mine.write_bytes(b"nothing\n")
    assert main([str(mine), "--against", str(other)]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--key", "nonsense"], "verifier key"),
        (["--key", "{witness}"], "a log's key"),
        (["--origin", "Not An Origin"], "origin"),
        (["--policy", "no-such-file"], "no-such-file could not be read"),
        (["--policy", "{folder}"], "could not be read"),
        (["--policy", "{page}"], "can't be used"),
        (["--max-age", "soon"], "--max-age"),
        (["--max-age", "-1"], "--max-age"),
        (["--against", "no-such-file"], "no-such-file could not be read"),
        (["--against", "{folder}"], "One letter is checked at a time"),
        (["--against", "https://letters.ruritania.example/a/"], "One letter is checked"),
        (["--list", "--json"], "--list goes with neither"),
    ],
)
def test_arguments_that_are_of_no_use_are_said_and_end_with_2(
    press: Press, capsys: Printed, arguments: list[str], said: str
) -> None:
    press.add_witness("witness.university.example/w1")
    witness = press.policy().splitlines()[1].split()[2]
    known = {"folder": press.folder, "page": press.folder / "index.html", "witness": witness}
    try:
        status = main([str(press.folder), *(each.format(**known) for each in arguments)])
    except SystemExit as exit_of_argparse:
        status = int(str(exit_of_argparse.code))
    assert status == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    "target", ["http://letters.ruritania.example/a/", "https://", "{page}", "\0", ""]
)
def test_a_target_that_is_none_is_said_and_ends_with_2(
    press: Press, capsys: Printed, target: str
) -> None:
    assert main([target.format(page=press.folder / "index.html")]) == 2
    assert capsys.readouterr().err.startswith("undersigned-verify: ")


@pytest.mark.parametrize("error", [RuntimeError("a fault"), KeyboardInterrupt(), MemoryError()])
def test_a_fault_of_its_own_decides_nothing(
    press: Press, capsys: Printed, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(command, "verify_letter", fail)
    assert main([str(press.folder)]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_memory_that_can_not_be_written_is_told_and_no_failure(
    press: Press, tmp_path: Path, capsys: Printed, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "file"))
    assert main([str(press.folder)]) == 0
    assert "could not be remembered" in capsys.readouterr().err


def test_help_tells_what_a_target_is_and_what_the_status_means(capsys: Printed) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    for word in ("FOLDER", "FILE.tlog-proof", "exit status", "UNDERSIGNED_MEMORY", "--against"):
        assert word in out
    assert max(len(line) for line in out.splitlines()) <= 100


PATHS = [
    "checkpoint",
    "count.json",
    "index.html",
    "records/000",
    "rules/1.md",
    "tile/0/000.p/11",
    "tile/entries/000.p/11",
    "witnesses",
    "erased",
]
PIECES = st.one_of(
    st.binary(max_size=8),
    st.sampled_from([b"\n", b"\n\n", b"0", b"-1", b"9" * 30, b"\xe2\x80\x94 ", b"{", b"<", b"\0"]),
)


@given(
    path=st.sampled_from(PATHS), place=st.integers(0, 5000), width=st.integers(0, 40), piece=PIECES
)
@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_to_any_file_ends_in_a_traceback(
    press: Press, capsys: Printed, path: str, place: int, width: int, piece: bytes
) -> None:
    press.put("erased", b"10\n")
    data = (press.folder / path).read_bytes()
    place %= len(data) + 1
    press.put(path, data[:place] + piece + data[place + width :])
    status = main([str(press.folder)])
    assert status in {0, 1, 2}
    assert capsys.readouterr().err == ""
    press.put(path, data)


@given(place=st.integers(0, 5000), width=st.integers(0, 40), piece=PIECES)
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_to_a_receipt_ends_in_a_traceback(
    press: Press, tmp_path: Path, capsys: Printed, place: int, width: int, piece: bytes
) -> None:
    data = press.receipt(3)
    place %= len(data) + 1
    file = tmp_path / "damaged.tlog-proof"
    file.write_bytes(data[:place] + piece + data[place + width :])
    assert main([str(file)]) in {0, 1, 2}
    assert main([str(press.folder), "--against", str(file)]) in {0, 1, 2}
    assert "failed" not in capsys.readouterr().err
