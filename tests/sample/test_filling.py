"""The filled sample: what it shows is what its record says."""

from pathlib import Path

import pytest

from undersigned.letters.queries import letter_by_slug
from undersigned.record.models import Pending
from undersigned.record.places import published_folder
from undersigned.sample.filling import (
    DECLINED,
    EARLY,
    QUEUE,
    REMOVED,
    SLUG,
    STAYED,
    TOTAL,
    fill,
    is_filled,
)
from undersigned.sample.filling import WITHDRAWN as TAKEN_BACK
from undersigned.sample.people import ORGANISATIONS
from undersigned.signing.queue import Shelf, shelved
from undersigned.verifier.command import main as verify


@pytest.mark.django_db
def test_its_figures_are_the_records_and_every_file_holds(home: Path) -> None:
    del home
    assert not is_filled()
    steps: list[tuple[int, int]] = []
    told = fill(lambda done, total: steps.append((done, total)))
    assert "ines@ruritania.example" in told
    assert is_filled()
    letter = letter_by_slug(SLUG)
    assert letter is not None
    figures = letter.log.figures
    assert figures is not None
    assert (figures["total"], figures["organisations"]) == (TOTAL, len(ORGANISATIONS))
    assert (figures["earlier"], figures["edition"]) == (STAYED, 2)
    assert (figures["withdrawn"], sum(figures["removed"].values())) == (TAKEN_BACK, len(REMOVED))
    assert figures["imported"] > 0
    assert figures["size"] == letter.log.size == letter.log.published_size
    assert not Pending.objects.exists()
    assert shelved(letter, Shelf.WAITING, "").count() == QUEUE
    assert steps[-1][0] == TOTAL + STAYED + TAKEN_BACK + len(REMOVED) + QUEUE + DECLINED
    assert EARLY > STAYED
    folder = published_folder(SLUG)
    assert f">{TOTAL:,}<" in (folder / "index.html").read_text(encoding="utf-8")
    assert "with the list as it stood at entry 66 of the record: 64 signatures." in (
        folder / "index.html"
    ).read_text(encoding="utf-8")
    assert verify([str(folder), "--key", letter.log.key]) == 0
