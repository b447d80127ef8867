"""A letter in a folder of the test's own, and browsers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from signers import BY_RULES, publish_text
from undersigned.letters.models import Letter
from undersigned.record.sequencing import REPLAYS


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    REPLAYS.by_log.clear()
    yield
    REPLAYS.by_log.clear()


@pytest.fixture
def letter(db: None) -> Letter:  # noqa: ARG001 (the database has to be there)
    """Open; its rules ask for the mail and the desk."""
    return publish_text()


@pytest.fixture
def letter_by_rules(db: None) -> Letter:  # noqa: ARG001 (the database has to be there)
    """Open; its rules ask for the mail alone."""
    return publish_text(BY_RULES)


@pytest.fixture
def browser() -> Client:
    """The signer's browser."""
    return Client()


@pytest.fixture
def elsewhere() -> Client:
    """Another browser, perhaps a scanner of mails."""
    return Client()
