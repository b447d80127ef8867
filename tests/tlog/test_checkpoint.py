import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.checkpoint import Checkpoint, cosigned_message
from undersigned.tlog.errors import Malformed
from undersigned.tlog.merkle import EMPTY_ROOT

ROOT = "Jvl6DOmr1pM/Io/4aUr6YBGM2SqdjTXLfwJ/ByaCPU4="
TEXT = f"letters.example.org/fair-courts\n22\n{ROOT}\n"


def test_three_lines() -> None:
    checkpoint = Checkpoint.parse(TEXT)
    assert (checkpoint.origin, checkpoint.size) == ("letters.example.org/fair-courts", 22)
    assert checkpoint.text() == TEXT


@given(st.integers(1, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_reads_back(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("letters.example.org/fair-courts", size, root)
    assert Checkpoint.parse(checkpoint.text()) == checkpoint


def test_the_empty_log() -> None:
    empty = Checkpoint("letters.example.org/fair-courts", 0, EMPTY_ROOT)
    assert Checkpoint.parse(empty.text()) == empty
    with pytest.raises(Malformed, match="the empty tree's"):
        Checkpoint.parse(TEXT.replace("\n22\n", "\n0\n"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT[:-1],
        TEXT + "\n",
        TEXT + "an extension line\n",
        TEXT.replace("22", "022"),
        TEXT.replace("22", "+22"),
        TEXT.replace("22", "2_2"),
        TEXT.replace("22", "٢٢"),
        TEXT.replace("22", "22 "),
        TEXT.replace("letters.example.org/fair-courts", ""),
        TEXT.replace("=\n", "\n"),
        TEXT.replace(ROOT, ROOT[4:]),
        TEXT.replace("U4=", "U5="),
        TEXT.replace("\n", "\r\n"),
    ],
)
def test_another_form_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="checkpoint"):
        Checkpoint.parse(text)


def test_a_cosignature_covers_its_time_and_the_whole_text() -> None:
    assert cosigned_message(1_679_315_147, TEXT) == (
        b"cosignature/v1\ntime 1679315147\n" + TEXT.encode()
    )
    for timestamp in (-1, 2**63):
        with pytest.raises(ValueError, match="time"):
            cosigned_message(timestamp, TEXT)
