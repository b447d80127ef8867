import pytest

from undersigned.evidence.origins import check_origin
from undersigned.tlog.errors import Malformed


@pytest.mark.parametrize(
    "origin",
    [
        *("letters.example.org/fair-courts", "localhost/x", "localhost:8000/x", "127.0.0.1:1/x"),
        *("xn--bcher-kva.example/brief", "a/b", "letters.example.org/2026.1_b~c"),
        "a/" + "b" * 198,
    ],
)
def test_a_host_perhaps_a_port_and_a_letter(origin: str) -> None:
    assert check_origin(origin) == origin


@pytest.mark.parametrize(
    "origin",
    [
        *("", "/", "a", "a/", "/b", "a/b/", "a/b/c", "A/b", "a/B", "a b/c", "a/b c", "a+b/c"),
        *("https://a/b", "a:/b", "a:0/b", "a:080/b", "a:65536/b", "a..b/c", "-a/b", "a-/b"),
        *("a/.", "a/..", "a/-b", "bücher.example/brief", "a/brief\n", "a." * 5 + "/b"),
        "a/" + "b" * 199,
        "a" * 64 + "/b",
    ],
)
def test_anything_else_is_refused(origin: str) -> None:
    with pytest.raises(Malformed, match="origin: expected <host>"):
        check_origin(origin)
