import pytest

from undersigned.organisers.names import fit_name


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Rufus   Tarn ", "Rufus Tarn"),
        ("Rufus\nTarn", "Rufus Tarn"),
        ("Zoë Ðurić", "Zoë Ðurić"),
        ("Rufus\u202eTarn", ""),
        ("Rufus\x00Tarn", ""),
        ("x" * 121, ""),
        ("", ""),
    ],
)
def test_a_name_stands_in_one_line(typed: str, kept: str) -> None:
    assert fit_name(typed) == kept
