import subprocess
import sys

from hypothesis import example, given
from hypothesis import strategies as st

from letter_files import ADDENDUM, LETTER
from undersigned.letters.problems import ManuscriptRefused
from undersigned.letters.reading import parse_addendum, parse_manuscript

MARKS = st.sampled_from([*" \n\t:-#&*!|>'\"%@`{}[],?\\<~aé\u202e", "---\n", "a: ", "\n  - "])
FRONT = st.lists(MARKS, max_size=60).map("".join)


def read(data: bytes) -> None:
    for parse in (parse_manuscript, parse_addendum):
        try:
            parse(data, "x.md")
        except ManuscriptRefused as refusal:
            problems = refusal.problems
        else:
            continue
        assert problems
        for problem in problems:
            assert problem.file == "x.md"
            assert 0 <= problem.line <= data.count(b"\n") + 1
            assert problem.what
            assert problem.mend
            assert "\n" not in str(problem)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    read(data)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    read(text.encode("utf-8", errors="surrogatepass"))


@given(FRONT, FRONT)
@example('a: "\\U00110000"', "")
@example("%YAML 1." + "9" * 5_000, "")
def test_any_front_matter_is_read_or_refused(front: str, text: str) -> None:
    read(f"---\n{front}\n---\n{text}".encode())


@given(st.integers(0, len(LETTER)), st.integers(0, 20), FRONT)
def test_any_damage_to_a_letter_is_read_or_refused(start: int, length: int, put_in: str) -> None:
    read((LETTER[:start] + put_in + LETTER[start + length :]).encode())


@given(st.integers(0, len(ADDENDUM)), st.integers(0, 20), FRONT)
def test_any_damage_to_an_addendum_is_read_or_refused(start: int, length: int, put_in: str) -> None:
    read((ADDENDUM[:start] + put_in + ADDENDUM[start + length :]).encode())


def test_reading_a_letter_needs_no_django() -> None:
    program = (
        "import sys, undersigned.letters.wordings, undersigned.letters.rules, "
        "undersigned.letters.template, undersigned.letters.differences; "
        "sys.exit('django' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
