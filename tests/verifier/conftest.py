"""A small letter in a folder, and a world that stands still around a verification."""

from pathlib import Path

import pytest

from letter_press import Press, small_letter
from letter_readers import Published, World
from undersigned.verifier.memory import Memory


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(Memory(tmp_path / "memory"))


@pytest.fixture
def press(tmp_path: Path) -> Press:
    """A written letter of eleven entries."""
    return small_letter(tmp_path / "letter")


@pytest.fixture
def published(press: Press) -> Published:
    return Published(press.folder, press.origin)
