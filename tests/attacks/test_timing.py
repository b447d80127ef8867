"""Answers to new, known, blocked and full addresses, over HTTP: a short run of trials/timing.py.

Bytes are held to here; time by the trial itself, on a machine that does nothing else.
"""

import pytest

import timing


@pytest.mark.sqlite
def test_new_known_blocked_and_full_addresses_get_the_same_bytes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timing, "LIMIT", float("inf"))
    monkeypatch.setattr(timing, "WARM_UPS", 0)
    assert timing.run(3, 1, 7) == []
