"""The benches' letters and measures, for tests that run the benches' own code.

They are loaded by their paths, as scripts of theirs have names that tests have folders of.
"""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

BENCH = Path(__file__).resolve().parents[1] / "bench"
ORIGIN = "letters.ruritania.example/fair-courts"
"""Of the long letters."""


def loaded(name: str) -> ModuleType:
    """Return a bench's module."""
    known = sys.modules.get(f"bench_{name}")
    if known is not None:
        return known
    spec = importlib.util.spec_from_file_location(f"bench_{name}", BENCH / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # Where dataclasses look for the names of their fields' types.
    sys.modules[f"bench_{name}"] = module
    spec.loader.exec_module(module)
    return module


def written_letter(folder: Path, count: int) -> Path:
    """Return the folder with the letter of so many signatures."""
    loaded("long_letter").write_letter(folder, count)
    return folder
