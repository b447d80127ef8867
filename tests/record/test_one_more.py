"""One more signature costs the same on a letter of any size, in figures that no machine changes."""

from pathlib import Path

import pytest

from counted_costs import Costs, counted
from many_signers import (
    ask_for_many,
    fill_in,
    mark_listed,
    mark_pages,
    press_button,
    turn_at_the_door,
)
from signers import BY_RULES, publish_text
from undersigned.letters.models import Letter
from undersigned.publishing.actions import publish_pages
from undersigned.record.keeping import keep
from undersigned.record.queries import published_entries
from undersigned.signing.actions.follow import follow_record

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# Both are as far from the end of a bundle, so that the files are of one length.
SMALL, LARGE = 2 * 256 + 100, 16 * 256 + 100
HEADROOM = 1.3  # a tree of a million has two levels more than one of a thousand


def one_more(letter: Letter, number: int, home: Path) -> tuple[Costs, Costs]:
    """What it costs until it is published, and what the worker does afterwards."""
    with counted(home) as costs:
        address = fill_in(letter, number)
        turn_at_the_door()
        press_button(letter, address)
        keep(letter.log)
    with counted(home) as after:
        publish_pages(letter)
        follow_record(letter)
        published_entries(letter.log, "signed", [f"signature:{number}"])  # as for imported names
    return costs, after


def grow(letter: Letter, first: int, end: int, home: Path) -> tuple[Costs, Costs]:
    """Let many sign, and then one and one more; returns what the second of these costs."""
    ask_for_many(letter, first, end)
    keep(letter.log)
    mark_listed(letter)
    mark_pages(letter)
    one_more(letter, first, home)
    return one_more(letter, first + 1, home)


def test_one_more_costs_the_same_on_a_long_letter(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of a short list the downloads are written each time, of a long one every ten minutes.
    monkeypatch.setattr("undersigned.publishing.downloads.LONG_LIST", 0)
    letter = publish_text(BY_RULES)
    (few, few_after) = grow(letter, 0, SMALL, home)
    (many, many_after) = grow(letter, SMALL + 2, LARGE, home)
    assert letter.log.published_size == LARGE + 4
    assert (many.statements, len(many.files)) == (few.statements, len(few.files))
    assert many.steps < HEADROOM * few.steps
    assert many.written < HEADROOM * few.written
    assert many.listed == few.listed
    assert many_after.statements == few_after.statements
    assert many_after.steps < HEADROOM * few_after.steps
    assert len(many_after.files) <= len(few_after.files)
