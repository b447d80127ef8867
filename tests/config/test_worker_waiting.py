import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from undersigned.config.locks import HomeLock
from undersigned.config.worker_waiting import lock_of_worker


@pytest.fixture
def parent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The other end of standard input; closing it is the parent's death."""
    ours, theirs = os.pipe()
    with os.fdopen(ours) as standard_input:
        monkeypatch.setattr("sys.stdin", standard_input)
        ends = [theirs]
        yield ends
        for end in ends:
            os.close(end)


def test_a_free_lock_is_taken_at_once(tmp_path: Path, parent: list[int]) -> None:  # noqa: ARG001
    told: list[str] = []
    lock = lock_of_worker(tmp_path, tell=told.append)
    assert lock
    assert told == []
    lock.release()


def test_it_waits_for_whoever_works_and_says_so_once(
    tmp_path: Path,
    parent: list[int],  # noqa: ARG001
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = HomeLock(tmp_path, "work")
    told: list[str] = []
    looks: list[int] = []

    def select(*_: object) -> tuple[list[int], list[int], list[int]]:
        looks.append(1)
        if len(looks) == 3:
            before.release()
        return [], [], []

    monkeypatch.setattr("undersigned.config.worker_waiting.select.select", select)
    lock = lock_of_worker(tmp_path, tell=told.append)
    assert lock
    assert len(told) == 1
    assert "This one waits." in told[0]
    lock.release()


def test_it_ends_with_its_parent(tmp_path: Path, parent: list[int]) -> None:
    before = HomeLock(tmp_path, "work")
    os.close(parent.pop())
    assert lock_of_worker(tmp_path, tell=lambda _: None) is None
    before.release()
