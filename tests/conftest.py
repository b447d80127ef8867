"""What every test may use."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def shared_folder() -> Path:
    """Lists and vectors made by others; tests that need them skip where they are absent."""
    folder = Path(__file__).resolve().parent.parent.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the shared lists and vectors are not beside this checkout")
    return folder
