"""Which version this is."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as version_of


def version() -> str:
    """The version that was installed."""
    try:
        return version_of("undersigned")
    except PackageNotFoundError:
        return "(not installed)"
