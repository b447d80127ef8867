"""A small letter in a folder, and a world that stands still around a verification."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import web_servers as web
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


@pytest.fixture
def time() -> web.Time:
    return web.Time()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[web.Server]:
    """A web server with three small files."""
    folder = tmp_path / "served"
    folder.mkdir()
    for name, data in web.FILES.items():
        (folder / name).write_bytes(data)
    with web.serving(folder) as served:
        yield served
