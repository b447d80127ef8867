"""One connection to a web server, kept open from file to file, straight or through a proxy."""

import base64
import functools
import http.client
import io
import socket
import ssl
import urllib.parse
import urllib.request
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from undersigned.tlog.errors import Malformed
from undersigned.verifier.address import Address

_STALE = (
    http.client.RemoteDisconnected,
    http.client.BadStatusLine,
    http.client.CannotSendRequest,
    ConnectionError,
)


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy that passes connections on (RFC 9110, 9.3.6): its host, port, and who is asking."""

    host: str
    port: int
    headers: Mapping[str, str]


def proxy_for(address: Address) -> Proxy | None:
    """Return the proxy that the environment names for an address; None for a straight way.

    ``https_proxy`` or ``all_proxy`` and ``no_proxy``, in either case, as other programs read them;
    this very machine is reached straight.

    Raises:
        Malformed: the environment names a proxy of a kind that is not known here.
    """
    named = urllib.request.getproxies()
    proxy = named.get(address.scheme) or named.get("all")
    if address.loopback or not proxy or urllib.request.proxy_bypass(address.host):
        return None
    try:
        parts = urllib.parse.urlsplit(proxy if "://" in proxy else f"http://{proxy}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port, parts = None, None, urllib.parse.SplitResult("http", "", "", "", "")
    if parts.scheme != "http" or host is None:
        # The name and password that it may hold are not for the screen.
        raise Malformed("proxy in the environment", "http://HOST:PORT", f"{parts.scheme}://...")
    headers = {}
    if parts.username is not None:
        name = urllib.parse.unquote(parts.username)
        password = urllib.parse.unquote(parts.password or "")
        joined = base64.b64encode(f"{name}:{password}".encode()).decode()
        headers["Proxy-Authorization"] = f"Basic {joined}"
    return Proxy(host, port or 80, headers)


def trust(ca: Path | None) -> ssl.SSLContext:
    """Return whom to believe: the system's store of certificates, or those in `ca` alone.

    Raises:
        OSError: the file can't be read, or holds none in PEM form.
    """
    context = ssl.create_default_context(cafile=None if ca is None else str(ca))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


class Connection:
    """One connection to the server of an address; used by one thread.

    Attributes:
        peer: who is connected to, in words.
    """

    def __init__(
        self, address: Address, proxy: Proxy | None, context: ssl.SSLContext | None
    ) -> None:
        """Connect when first asked for something; `context` is for ``https`` addresses."""
        self._address = address
        self._proxy = proxy
        self._context = context
        self._line: http.client.HTTPConnection | None = None
        self.peer = f"{address.host}, port {address.port}"
        if proxy is not None:
            self.peer = f"the proxy {proxy.host}, port {proxy.port}"

    def ask(
        self, target: str, headers: Mapping[str, str], left: Callable[[], float]
    ) -> http.client.HTTPResponse:
        """Return the answer to a GET, its body still to be read.

        Args:
            target: path and query.
            headers: of the request.
            left: gives the seconds that the next piece may take, and raises where there are none.

        Raises:
            OSError, http.client.HTTPException: there is no connection, or no answer.
        """
        if self._line is not None:
            try:
                return self._ask(self._line, target, headers, left)
            except _STALE:
                # The server has closed a line that was open for long; that is its good right.
                self.close()
        self._line = self._made(left)
        return self._ask(self._line, target, headers, left)

    def close(self) -> None:
        """Hang up."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _made(self, left: Callable[[], float]) -> http.client.HTTPConnection:
        host, port = self._address.host, self._address.port
        through = self._proxy
        at = (host, port) if through is None else (through.host, through.port)
        made: http.client.HTTPConnection
        if self._address.scheme == "https":
            made = http.client.HTTPSConnection(*at, timeout=left(), context=self._context)
        else:
            made = http.client.HTTPConnection(*at, timeout=left())
        made.response_class = functools.partial(_Answer, left=left)  # type: ignore[assignment]
        if through is not None:
            made.set_tunnel(host, port, dict(through.headers))
        made.connect()
        return made

    def _ask(
        self,
        line: http.client.HTTPConnection,
        target: str,
        headers: Mapping[str, str],
        left: Callable[[], float],
    ) -> http.client.HTTPResponse:
        line.response_class = functools.partial(_Answer, left=left)  # type: ignore[assignment]
        if line.sock is not None:
            line.sock.settimeout(left())
        line.request("GET", target, headers=dict(headers))
        return line.getresponse()


class _Answer(http.client.HTTPResponse):
    """An answer of which no piece may take longer than there is time, its headers included."""

    def __init__(
        self, sock: socket.socket, *arguments: object, left: Callable[[], float], **named: object
    ) -> None:
        super().__init__(sock, *arguments, **named)  # type: ignore[arg-type]
        whole = self.fp
        self.fp = io.BufferedReader(_Patient(sock, left))
        whole.close()


class _Patient(io.RawIOBase):
    """A socket's bytes, each reading with as much patience as is left by then.

    A time limit for each reading alone would let a server send one byte in each for ever.
    """

    def __init__(self, sock: socket.socket, left: Callable[[], float]) -> None:
        self._socket = sock
        self._left = left
        # Made by the socket itself, so that it stays open until the last answer is read.
        self._raw = sock.makefile("rb", buffering=0)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int | None:
        self._socket.settimeout(self._left())
        return self._raw.readinto(buffer)  # type: ignore[arg-type]

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()
