"""Doing the same from several sides at once, over a real PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connections

T = TypeVar("T")


def at_once(*steps: Callable[[], T]) -> list[T | Exception]:
    """Do all steps at the same moment, each in a thread and a session of its own.

    Returns what each returned or raised, in their order.
    """
    barrier = Barrier(len(steps))

    def run(step: Callable[[], T]) -> T | Exception:
        try:
            connections["default"].ensure_connection()
            barrier.wait(60)
            return step()
        except Exception as error:  # noqa: BLE001 (what it raised is what the test asks)
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(steps)) as threads:
        return list(threads.map(run, steps))
