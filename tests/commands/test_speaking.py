import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.commands.speaking import counted, listed, refuse, remark, say, say_json, visible


def test_results_and_remarks_go_apart(capsys: pytest.CaptureFixture[str]) -> None:
    say("Taken: 3 [bold]people[/].")
    remark(":smile: Taking ...")
    captured = capsys.readouterr()
    assert captured.out == "Taken: 3 [bold]people[/].\n"
    assert captured.err == ":smile: Taking ...\n"


def test_a_long_line_is_not_broken(capsys: pytest.CaptureFixture[str]) -> None:
    say("word " * 200)
    assert capsys.readouterr().out.count("\n") == 1


def test_a_refusal_ends_with_its_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        refuse("What happened.", "What to do.")
    assert end.value.code == 1
    assert capsys.readouterr().err == "What happened.\nWhat to do.\n"


def test_a_list_says_how_much_it_leaves_out(capsys: pytest.CaptureFixture[str]) -> None:
    listed((str(each) for each in range(1500)), at_most=2, more="more.")
    assert capsys.readouterr().out == "  0\n  1\n  1,498 more.\n"


@given(st.text())
def test_nothing_that_steers_a_terminal_is_printed(text: str) -> None:
    assert visible(text).replace("\n", "").isprintable()


def test_plain_text_stays() -> None:
    assert visible("Łukasz “Ø” 李明\nيوسف") == "Łukasz “Ø” 李明\nيوسف"
    assert visible("a\x1b[2Jb\u202ec") == "a\\x1b[2Jb\\u202ec"


def test_json_stays_json_and_steers_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    document = {"name": "Łukasz \x1b[2J \x9b \u202e \u200b 李 \U000e0001", "taken": [1, 2]}
    say_json(document)
    printed = capsys.readouterr().out
    assert json.loads(printed) == document
    assert printed.replace("\n", "").isprintable()
    assert "Łukasz" in printed


def test_a_count_has_its_noun() -> None:
    assert [counted(each, "fact") for each in (0, 1, 1234)] == ["0 facts", "1 fact", "1,234 facts"]
    assert [counted(each, "person", "people") for each in (1, 2)] == ["1 person", "2 people"]
