"""What every test may use."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import Settings

from settings_of_tests import ON_POSTGRESQL
from undersigned.record.sequencing import REPLAYS

# No test waits on the clock: a busy machine is no fault of what is tested. Where CI runs, the
# examples are the same each time, so that a change is judged by what it changed.
hypothesis_settings.register_profile(
    "unhurried",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="UNDERSIGNED_CI" in os.environ,
)
hypothesis_settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Lists and vectors made by others; tests that need them skip where they are absent."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared lists and vectors are not beside this checkout")
    return folder


@pytest.fixture
def home(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An instance's folder of the test's own, and a verifier that remembers nothing else."""
    settings.INSTANCE_FOLDER = tmp_path
    settings.PUBLISHED_FOLDER = tmp_path / "published"
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "memory"))
    REPLAYS.by_log.clear()
    yield tmp_path
    REPLAYS.by_log.clear()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL only what touches a database runs; elsewhere, nothing that needs PostgreSQL."""
    chosen: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        touches = "db" in getattr(item, "fixturenames", ()) or item.get_closest_marker("django_db")
        needs = item.get_closest_marker("postgresql") is not None
        theirs = item.get_closest_marker("sqlite") is not None
        runs = (needs or touches) and not theirs if ON_POSTGRESQL else not needs
        (chosen if runs else left).append(item)
    items[:] = chosen
    if left:
        config.hook.pytest_deselected(items=left)
