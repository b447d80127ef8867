"""A letter is read while it lives: a short run of `trials/readers.py`."""

import random
from pathlib import Path

import pytest

from letter_example import published
from published_history import live
from readers import read_often
from undersigned.record.places import published_folder

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.sqlite]


@pytest.mark.usefixtures("home")
def test_no_reading_of_a_busy_letter_is_a_false_alarm() -> None:
    letter, chance = published(), random.Random(7)  # noqa: S311 (no secret)
    folder: Path = published_folder(letter.slug)
    timeline = live(letter, folder, chance, begin=20, turns=6)
    outcome = read_often(timeline, 6, chance, print)
    assert outcome.alarms == []
    assert {name: codes.total() for name, codes in outcome.codes.items()} == {
        "straight": 6, "ten seconds": 6, "as published": 6,
    }  # fmt: skip
