from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.evidence.records import LARGEST_RECORD
from undersigned.evidence.records_file import encode_records, parse_records, records_path
from undersigned.tlog.errors import Malformed

lines = st.none() | st.binary(min_size=1, max_size=20).filter(lambda line: b"\n" not in line)


@given(st.integers(0, 5), st.lists(lines, min_size=1, max_size=256), st.data())
def test_a_file_reads_back(number: int, found: list[bytes | None], data: st.DataObject) -> None:
    size = number * 256 + len(found)
    if len(found) == 256:
        size = data.draw(st.integers(size, 10_000))
    written = encode_records(size, found)
    assert parse_records(written, number) == parse_records(written) == (size, found)


def test_the_form() -> None:
    assert encode_records(3, [None, b"{}", None]) == b"size 3\n\n{}\n\n"
    assert records_path(1234) == "records/x001/234"


def test_only_a_newline_ends_a_line() -> None:
    odd = "a\u2028b\u0085c\x0bd\re".encode()
    assert parse_records(b"size 1\n" + odd + b"\n") == (1, [odd])


@pytest.mark.parametrize(
    ("data", "number", "said"),
    [
        (b"", None, "size <number>"),
        (b"size 1", None, "size <number>"),
        (b"Size 1\n\n", None, "size <number>"),
        (b"size 01\n\n", None, "decimal"),
        (b"size \xff\n\n", None, "UTF-8"),
        (b"size 0\n", None, "lines of the records"),
        (b"size 1\n", None, "lines of the records"),
        (b"size 1\n{}", None, "a newline at the end"),
        (b"size 1\n\n\n", None, "lines of the records"),
        (b"size 2\n\n", None, "lines of the records"),
        (b"size 256\n\n", None, "lines of the records"),
        (b"size 300\n" + b"\n" * 43, None, "lines of the records"),
        (b"size 255\n" + b"\n" * 256, None, "lines of the records"),
        (b"size 300\n" + b"\n" * 44, 0, "bundle 0 below size 300, 256, got 44"),
        (b"size 300\n" + b"\n" * 256, 1, "bundle 1 below size 300, 44, got 256"),
        (b"size 300\n" + b"\n" * 44, 2, "bundle 2 below size 300, 0, got 44"),
        (b"size 1\n" + b"x" * (LARGEST_RECORD + 1) + b"\n", None, "at most 16384 bytes"),
    ],
)
def test_what_is_no_file_of_records_is_refused(data: bytes, number: int | None, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        parse_records(data, number)


def test_a_line_with_an_end_in_it_is_not_encoded() -> None:
    with pytest.raises(Malformed):
        encode_records(1, [b"a\nb"])
    with pytest.raises(Malformed):
        encode_records(1, [b""])


@pytest.mark.parametrize("letter", ["justice", "archives"])
def test_the_files_of_the_conformance_set(shared_folder: Path, letter: str) -> None:
    for path in sorted((shared_folder / "vectors/letters" / letter / "records").iterdir()):
        data = path.read_bytes()
        assert encode_records(*parse_records(data, int(path.name))) == data
