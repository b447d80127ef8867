import pytest

from undersigned.evidence.json_text import read_object
from undersigned.tlog.errors import Malformed


def test_an_object_is_read() -> None:
    data = '{"a": [1, "ü", {"b": null}], "c": -9007199254740991}'.encode()
    assert read_object(data, "file") == {"a": [1, "ü", {"b": None}], "c": -9007199254740991}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1, "a": 1}', "each member once, got 'a'"),
        (b'{"b": {"a": 1, "\\u0061": 2}}', "each member once"),
        (b'{"a": 1.0}', "integers alone"),
        (b'{"a": 1e2}', "integers alone"),
        (b'{"a": NaN}', "integers alone"),
        (b'{"a": Infinity}', "integers alone"),
        (b'{"a": -0}', "sign on zero"),
        (b'{"a": 9007199254740992}', "at most"),
        (b'{"a": ' + b"9" * 5000 + b"}", "at most"),
        (b'{"a": 01}', "JSON"),
        (b'{"a": "\n"}', "JSON"),
        (b'{"a": 1,}', "JSON"),
        (b'{"a": 1} x', "JSON"),
        (b"\xef\xbb\xbf{}", "JSON"),
        (b"[]", "an object"),
        (b"", "JSON"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b'{"a":' * 100_000, "few levels"),
    ],
)
def test_what_two_readers_could_see_differently_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        read_object(data, "file")
