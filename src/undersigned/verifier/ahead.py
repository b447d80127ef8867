"""Files that will be wanted soon, fetched side by side while those before them are checked.

Bounded on both sides: so many are on their way at once, and so many wait to be taken, so that a
long letter takes no more memory than a short one. They are taken in the order in which they were
announced.
"""

import itertools
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field

_WAITING_FOR_EACH = 2
"""Files in hand for each one that is fetched at the same time."""
_SECONDS_TO_END = 1.0
"""How long closing waits for the threads; one that hangs on a server ends with the process."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """A file on its way: what was asked for, and what becomes of it."""

    path: str
    limit: int
    data: Future[bytes] = field(default_factory=Future)


class ReadingAhead:
    """Fetches what was announced, by a few threads that end with the process at the latest."""

    def __init__(
        self, fetch: Callable[[str, int], bytes], at_once: int, end: Callable[[], None]
    ) -> None:
        """Make none of the threads yet.

        Args:
            fetch: returns a file's bytes, in any thread.
            at_once: how many files are fetched at the same time; with 1 nothing is read ahead.
            end: is called in each thread when it ends.
        """
        self._fetch = fetch
        self._at_once = at_once
        self._end = end
        self._wanted: Iterator[tuple[str, int]] = iter(())
        self._in_hand: deque[_Errand] = deque()
        self._errands: queue.SimpleQueue[_Errand | None] = queue.SimpleQueue()
        self._threads: list[threading.Thread] = []

    def expect(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Announce paths and limits in the order in which they will be taken.

        What was announced before and not taken is given up.
        """
        self._give_up()
        self._wanted = iter(wanted if self._at_once > 1 else ())
        self._fill()

    def take(self, path: str, limit: int) -> bytes | None:
        """Return a file that was announced, when it is here; None for one that was not.

        Those announced before it and not taken are given up.

        Raises:
            Unreadable: as the fetching did.
        """
        if all((each.path, each.limit) != (path, limit) for each in self._in_hand):
            return None
        while True:
            errand = self._in_hand.popleft()
            if (errand.path, errand.limit) == (path, limit):
                break
            errand.data.cancel()
        self._fill()
        return errand.data.result()

    def close(self) -> None:
        """Let the threads end, once they have what they are fetching."""
        self._give_up()
        for _ in self._threads:
            self._errands.put(None)
        end = time.monotonic() + _SECONDS_TO_END
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._threads = []

    def _give_up(self) -> None:
        self._wanted = iter(())
        while self._in_hand:
            self._in_hand.popleft().data.cancel()

    def _fill(self) -> None:
        room = self._at_once * _WAITING_FOR_EACH - len(self._in_hand)
        for path, limit in itertools.islice(self._wanted, room):
            errand = _Errand(path, limit)
            self._in_hand.append(errand)
            self._errands.put(errand)
            if len(self._threads) < self._at_once:
                thread = threading.Thread(target=self._run, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _run(self) -> None:
        try:
            while (errand := self._errands.get()) is not None:
                if not errand.data.set_running_or_notify_cancel():
                    continue
                try:
                    errand.data.set_result(self._fetch(errand.path, errand.limit))
                except BaseException as error:  # noqa: BLE001 - raised again where it is taken
                    errand.data.set_exception(error)
        finally:
            self._end()
