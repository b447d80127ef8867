"""One more signature costs the same on a letter of any size, in figures that no machine changes."""

from pathlib import Path

import pytest

from counted_costs import STEPS_COUNTED, Costs, counted
from many_signers import ask_for_many, costs_of_one_more, mark_listed, mark_pages
from signers import BY_RULES, publish_text
from undersigned.letters.models import Letter
from undersigned.record.keeping import keep
from undersigned.record.queries import published_entries

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

# Both are as far from the end of a bundle, so that the files are of one length.
SMALL, LARGE = 2 * 256 + 100, 16 * 256 + 100
HEADROOM = 1.3  # a tree of a million has two levels more than one of a thousand


def grow(letter: Letter, first: int, end: int, home: Path) -> tuple[Costs, Costs]:
    """Let many sign, and then one and one more; returns what the second of these costs."""
    ask_for_many(letter, first, end)
    keep(letter.log)
    mark_listed(letter)
    mark_pages(letter)
    costs_of_one_more(letter, first, home)
    return costs_of_one_more(letter, first + 1, home)


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


def test_an_imported_name_is_found_at_once_in_a_long_letter(home: Path) -> None:
    letter = publish_text(BY_RULES)
    steps = []
    for first, end in ((0, SMALL), (SMALL, LARGE)):
        ask_for_many(letter, first, end)
        keep(letter.log)
        with counted(home) as costs:
            published_entries(letter.log, "signed", ["signature:1"])
        steps.append(costs.steps)
    assert steps[1] <= HEADROOM * max(steps[0], STEPS_COUNTED)
