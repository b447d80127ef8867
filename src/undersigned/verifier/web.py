"""A letter's files read from a web server, over HTTPS, or over HTTP from this very machine.

Connections are kept open, files that will be wanted soon are fetched side by side, and what may
pass is tried again. Nothing of it decides anything: a file is either read whole or `Unreadable`.
"""

import contextlib
import datetime as dt
import email.utils
import http.client
import threading
import time
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path

from undersigned.verifier import failures
from undersigned.verifier.address import Address
from undersigned.verifier.ahead import ReadingAhead
from undersigned.verifier.connection import Connection, proxy_for, trust
from undersigned.verifier.limits import Allowance, Limits
from undersigned.verifier.site import Missing, Unreadable, check_path, too_large
from undersigned.verifier.unpacking import Unpacker

_SECONDS_FOR_A_FILE = 120
_CACHE_SECONDS = 10.0
"""The record format has the changing files cached for "a few seconds"; this is longer than that."""
_CHUNK = 65_536
_PACKING = 10_000
"""Bytes that packing may add: hashes don't get smaller, and gzip's own frame comes on top."""
_PAUSES = (1.0, 2.0, 4.0, 8.0)
"""Seconds before each further attempt."""
_LONGEST_PAUSE = 120.0
"""Seconds; a server that asks to be left alone for longer is not waited for."""
_MOST_REDIRECTS = 5
_HEADERS = {"User-Agent": "undersigned-verify/1", "Accept-Encoding": "gzip", "Accept": "*/*"}


class WebSite:
    """A letter's files on a web server; see `undersigned.verifier.site.Site`.

    Attributes:
        limits: how much is read, and for how long.
    """

    cache_seconds: float = _CACHE_SECONDS

    def __init__(
        self,
        address: Address,
        *,
        copy: bool,
        limits: Limits | None = None,
        ca: Path | None = None,
        clock: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        """Read below an address.

        Args:
            address: the letter's, or a mirror's.
            copy: the address does not claim to be the origin.
            limits: how much is read, and for how long.
            ca: a file of certificates to believe, in place of the system's.
            clock: gives seconds, and never goes back.
            wait: lets so many seconds pass.

        Raises:
            Malformed: the environment names a proxy of an unknown kind.
            OSError: the file of certificates can't be used.
        """
        self.address = self.place = address.url
        self.claims = None if copy else address.origin
        self._address = address
        self.limits = limits or Limits()
        self._clock = clock
        self._allowance = Allowance(self.limits, clock)
        self._patience = _Patience(clock, wait)
        self._proxy = proxy_for(address)
        self._context = trust(ca) if address.scheme == "https" else None
        self._of_thread = threading.local()
        self._ahead = ReadingAhead(self._fetch, self.limits.at_once, self._hang_up)

    def expect(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Fetch ahead what will be read next; see `Site`."""
        self._ahead.expect(wanted)

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; see `Site`."""
        check_path(path)
        ahead = self._ahead.take(path, limit)
        return self._fetch(path, limit) if ahead is None else ahead

    def close(self) -> None:
        """Hang up all connections."""
        self._ahead.close()
        self._hang_up()

    def _connection(self) -> Connection:
        made: Connection | None = getattr(self._of_thread, "connection", None)
        if made is None:
            made = Connection(self._address, self._proxy, self._context)
            self._of_thread.connection = made
        return made

    def _hang_up(self) -> None:
        self._connection().close()

    def _fetch(self, path: str, limit: int) -> bytes:
        """Read one file, with as many attempts as make sense."""
        limit = min(limit, self.limits.file)
        attempt = 0
        while True:
            self._patience.wait_until_welcome()
            try:
                data = self._attempt(path, limit)
            except failures.Passing as error:
                attempt += 1
                if not self._patience.is_worth_another(error, attempt):
                    raise _last_of(error, attempt) from None
            else:
                self._patience.answered()
                return data

    def _attempt(self, path: str, limit: int) -> bytes:
        connection, until = self._connection(), self._clock() + _SECONDS_FOR_A_FILE

        def left() -> float:
            for_the_file = until - self._clock()
            if for_the_file <= 0:
                raise Unreadable(f"{path} took more than {_SECONDS_FOR_A_FILE} seconds")
            return min(self.limits.silence, for_the_file, self._allowance.seconds_left())

        try:
            answer = self._follow(connection, path, left)
            data = self._body(answer, path, limit)
        except Missing:
            raise
        except Unreadable:
            connection.close()
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            connection.close()
            raise failures.of_connection(path, self._address.host, connection.peer, error) from None
        return data

    def _follow(
        self, connection: Connection, path: str, left: Callable[[], float]
    ) -> http.client.HTTPResponse:
        """Return the answer with the file, after redirects within the same site."""
        target = self._address.target(path)
        for _ in range(_MOST_REDIRECTS + 1):
            answer = connection.ask(target, _HEADERS, left)
            self._patience.connected()
            location = answer.getheader("Location")
            moved = HTTPStatus.MULTIPLE_CHOICES <= answer.status < HTTPStatus.BAD_REQUEST
            if answer.status == HTTPStatus.OK:
                return answer
            # What comes besides is of no use; a line with much of it is hung up.
            if len(answer.read(_CHUNK)) == _CHUNK:
                connection.close()
            if not moved or location is None:
                pause = _seconds_asked_for(answer.getheader("Retry-After", ""))
                raise failures.of_status(path, self._address.host, answer.status, pause)
            whole, target = self._address.redirected(target, location)
            if not target:
                raise failures.of_redirect(path, whole)
        raise Unreadable(f"{path} is redirected more than {_MOST_REDIRECTS} times, without end")

    def _body(self, answer: http.client.HTTPResponse, path: str, limit: int) -> bytes:
        packing = answer.getheader("Content-Encoding", "").strip().lower()
        if packing not in {"", "identity", "gzip", "x-gzip"}:
            raise Unreadable(
                f"{path} could not be unpacked: it came as {packing[:20]}, not asked for"
            )
        unpacker = Unpacker(path, limit) if packing.endswith("gzip") else None
        most = limit + _PACKING if unpacker else limit
        announced, came, plain = answer.length, 0, bytearray()
        if announced is not None and announced > most:
            raise too_large(path, limit)
        while piece := answer.read(min(_CHUNK, most + 1 - came)):
            came += len(piece)
            self._allowance.spend(len(piece))
            if came > most:
                raise too_large(path, limit)
            if unpacker:
                unpacker.take(piece)
            else:
                plain += piece
        # http.client itself is silent about a body that ends before its announced length.
        if announced is not None and came < announced:
            raise failures.Passing(f"{path} was cut off after {came:,} of {announced:,} bytes")
        data = unpacker.end() if unpacker else bytes(plain)
        self._allowance.spend(max(0, len(data) - came))
        if _is_page(answer, data) and not path.endswith(".html"):
            raise failures.of_page(path, self._address.host)
        return data


class _Patience:
    """When to try again: pauses that grow, one for all threads, and an end to it.

    A server that has given up on one file after all attempts gets one attempt for each of the
    others, until it answers again.
    """

    def __init__(self, clock: Callable[[], float], wait: Callable[[float], None]) -> None:
        self._clock = clock
        self._wait = wait
        self._lock = threading.Lock()
        self._welcome = clock()
        self._ever_connected = False
        self._given_up = False

    def wait_until_welcome(self) -> None:
        with self._lock:
            pause = self._welcome - self._clock()
        if pause > 0:
            self._wait(pause)

    def connected(self) -> None:
        self._ever_connected = True

    def answered(self) -> None:
        self._given_up = False

    def is_worth_another(self, error: failures.Passing, attempts: int) -> bool:
        """Say whether to try again after so many attempts, and hold everybody off until then."""
        if isinstance(error, failures.Unconnected) and not self._ever_connected:
            return False
        too_often = attempts > min(len(_PAUSES), error.most_attempts - 1)
        if self._given_up or too_often or error.pause > _LONGEST_PAUSE:
            self._given_up = True
            return False
        with self._lock:
            self._welcome = max(
                self._welcome, self._clock() + max(error.pause, _PAUSES[attempts - 1])
            )
        return True


def _last_of(error: failures.Passing, attempts: int) -> Unreadable:
    if error.pause > _LONGEST_PAUSE:
        return Unreadable(f"{error}, and asks to be left alone for {error.pause:,.0f} seconds")
    return Unreadable(f"{error}, at each of {attempts} attempts" if attempts > 1 else str(error))


def _seconds_asked_for(text: str) -> float:
    """Return what a Retry-After asks for (RFC 9110, 10.2.3); 0 where it says nothing."""
    if text.strip().isascii() and text.strip().isdecimal():
        return float(text[:12])
    with contextlib.suppress(ValueError, TypeError):
        asked = email.utils.parsedate_to_datetime(text)
        return max(0.0, (asked - dt.datetime.now(dt.UTC)).total_seconds())
    return 0.0


def _is_page(answer: http.client.HTTPResponse, data: bytes) -> bool:
    kind = answer.getheader("Content-Type", "").partition(";")[0].strip().lower()
    return kind in {"text/html", "application/xhtml+xml"} and data.lstrip()[:1] == b"<"
