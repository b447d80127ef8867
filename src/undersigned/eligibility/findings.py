"""What a letter's rules still ask of a signature, given what was checked."""

from collections.abc import Collection


def checks_missing(required: Collection[str], passed: Collection[str]) -> tuple[str, ...]:
    """The codes of checks that are required and were not passed, ascending."""
    return tuple(sorted(set(required) - set(passed)))
