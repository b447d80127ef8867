import pytest

from letter_files import LETTER, changed, only_problem, problems_of
from undersigned.letters.characters import LARGEST_FILE, read_text
from undersigned.letters.problems import Problems


def test_line_ends_of_any_editor_are_read() -> None:
    assert not problems_of(LETTER.replace("\n", "\r\n"))


def test_a_wrong_byte_is_told_with_its_place_and_the_rest_is_read() -> None:
    data = changed("Build the bridge", "Baut die Brücke").encode("latin-1")
    data = data.replace(b"language: en", b"language: EN")
    first, second = problems_of(data)
    assert (first.line, first.what) == (10, "Byte 22 of this line, 0xFC, is not UTF-8.")
    assert (second.line, second.field) == (31, "language")


def test_a_byte_order_mark_is_told() -> None:
    problem = only_problem(b"\xef\xbb\xbf" + LETTER.encode())
    assert (problem.line, "byte-order mark" in problem.what) == (1, True)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_another_encoding_altogether_is_told(encoding: str) -> None:
    mark = "" if encoding == "utf-16" else "\ufeff"
    problem = only_problem((mark + LETTER).encode(encoding))
    assert "UTF-16" in problem.what


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\u202e", "right-to-left override"),
        ("\u2066", "left-to-right isolate"),
        ("\u200b", "zero width space"),
        ("\ufeff", "zero width no-break space"),
        ("\x00", "null"),
        ("\x1b", "unnamed"),
        ("\r", "carriage return"),
        ("\x85", "unnamed"),
        ("\u2028", "line separator"),
        ("\U000e0041", "tag latin capital letter a"),
    ],
)
@pytest.mark.parametrize("place", ["The ferry stops at six.\n", "A bridge for both banks"])
def test_what_nobody_sees_is_refused_everywhere(place: str, character: str, name: str) -> None:
    text = LETTER.replace(place, place[:4] + character + place[4:])
    problems = problems_of(text)
    assert problems
    assert all(name in problem.what for problem in problems)
    assert problems[0].line in {2, 21}


def test_a_lost_character_is_told() -> None:
    assert "was lost" in only_problem(changed("both banks", "b\ufffdth banks")).what


def test_joiners_stay_since_scripts_need_them() -> None:
    assert not problems_of(changed("both banks", "می\u200cخواهم क\u094d\u200dष"))


def test_marks_of_direction_stay_in_the_text_alone() -> None:
    assert not problems_of(changed("Minister,", "Minister\u200f,"))
    assert only_problem(changed("both banks", "both\u200f banks")).field == "title"


def test_many_of_a_kind_make_one_problem_a_line() -> None:
    assert "(and 4 more like it)" in only_problem(changed("Minister,", "\u200b" * 5 + "Sir,")).what


def test_size_has_a_limit() -> None:
    problem = only_problem(LETTER.encode() + b"x" * LARGEST_FILE)
    assert "1,000,000" in problem.what


@pytest.mark.parametrize("data", [b"", b" \n\n"])
def test_an_empty_file_is_told(data: bytes) -> None:
    assert only_problem(data).what == "The file is empty."


def test_text_is_composed() -> None:
    assert read_text("e\u0301".encode(), Problems("x")) == "é"
