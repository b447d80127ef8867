from dataclasses import fields

import pytest

import invented_entries as invented
from undersigned.evidence.entries import EVENTS, Edition, Signed
from undersigned.evidence.forms import form_of
from undersigned.tlog.errors import Malformed


def test_a_form_is_made_once() -> None:
    assert form_of(Signed) is form_of(Signed)


def test_each_event_has_a_field_for_each_line() -> None:
    for made in EVENTS.values():
        names = [line.name for line in made.form]
        assert ["letter", "day", *names] == [field.name for field in fields(made)]


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("", "line 4: expected \"edition\", a space, a number from 1, got 'the end'"),
        ("edition 1\n", 'line 5: expected "text", a space, a language and a hash'),
        (f"edition 1\ntext en {'5' * 64}\ntext EN {'5' * 64}\n", "line 6: expected nothing more"),
    ],
)
def test_the_first_wrong_line_is_named(rest: str, said: str) -> None:
    head = f"undersigned/v1 edition\nletter {invented.LETTER}\nday 2026-01-29\n"
    with pytest.raises(Malformed, match=f"edition entry, {said}"):
        form_of(Edition).parse(f"{head}{rest}".encode())
