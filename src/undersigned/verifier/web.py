"""A letter's files read from a web server, over HTTPS, or over HTTP from this very machine."""

import http.client
import ipaddress
import time
import urllib.error
import urllib.parse
import urllib.request
import zlib
from collections.abc import Callable
from http import HTTPStatus

from undersigned.tlog.errors import Malformed
from undersigned.verifier.site import Missing, Unreadable, check_path, too_large

_SECONDS_TO_ANSWER = 20
_SECONDS_FOR_A_FILE = 120
_CACHE_SECONDS = 10.0
"""The record format has the changing files cached for "a few seconds"; this is longer than that."""
_CHUNK = 65_536
_PACKING = 10_000
"""Bytes that packing may add: hashes don't get smaller, and gzip's own frame comes on top."""
_USER_AGENT = "undersigned-verify/1"


class Address:
    """A letter's address, taken apart.

    Attributes:
        url: the prefix, with its final slash.
        origin: what the address stands for, in the form of an origin: host, port, path.
        loopback: the host is this machine.
    """

    def __init__(self, text: str) -> None:
        """Take an ``https://`` address, or an ``http://`` one of this machine.

        Raises:
            Malformed: another scheme, no host, or parts that an origin can't have.
        """
        try:
            parts = urllib.parse.urlsplit(text)
            host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        except ValueError:
            raise Malformed("address", "https://HOST/LETTER/", text) from None
        if parts.scheme not in {"https", "http"} or not host:
            raise Malformed("address", "https://HOST/LETTER/", text)
        if parts.query or parts.fragment or parts.username is not None:
            raise Malformed("address", "no user, query or fragment in it", text)
        self.loopback = _is_loopback(host)
        if parts.scheme == "http" and not self.loopback:
            expected = "https, as http is for this machine alone: anyone on the way could alter it"
            raise Malformed("address", expected, text)
        path = parts.path.removesuffix("index.html").strip("/")
        shown_host = f"[{host}]" if ":" in host else host
        standard = {"https": 443, "http": 80}[parts.scheme]
        netloc = shown_host if port in {None, standard} else f"{shown_host}:{port}"
        self.origin = f"{netloc}/{path}" if path else netloc
        self.url = f"{parts.scheme}://{self.origin}/"


class WebSite:
    """A letter's files on a web server; see `undersigned.verifier.site.Site`."""

    cache_seconds: float = _CACHE_SECONDS

    def __init__(
        self, address: Address, *, copy: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Read below `address`; with `copy` the address does not claim to be the origin."""
        self.address = address.url
        self.claims = None if copy else address.origin
        self.place = address.url
        self._clock = clock
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if address.loopback:
            handlers.append(urllib.request.ProxyHandler({}))
        self._opener = urllib.request.build_opener(*handlers)

    def read(self, path: str, limit: int) -> bytes:
        """Return a file's bytes; see `Site`."""
        check_path(path)
        url = self.address + urllib.parse.quote(path)
        headers = {"User-Agent": _USER_AGENT, "Accept-Encoding": "gzip"}
        request = urllib.request.Request(url, headers=headers)  # noqa: S310 - http(s), see Address
        try:
            with self._opener.open(request, timeout=_SECONDS_TO_ANSWER) as answer:
                packed = answer.headers.get("Content-Encoding", "").lower() == "gzip"
                body = self._body(answer, path, limit + _PACKING if packed else limit)
                if packed:
                    body = _unpack(body, path, limit)
        except urllib.error.HTTPError as error:
            error.close()
            raise _refusal(path, error.code) from None
        except urllib.error.URLError as error:
            raise Unreadable(f"{path} could not be reached: {error.reason}") from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise Unreadable(f"{path} could not be reached: {reason}") from None
        return body

    def _body(self, answer: http.client.HTTPResponse, path: str, limit: int) -> bytes:
        until = self._clock() + _SECONDS_FOR_A_FILE
        body = bytearray()
        while chunk := answer.read(min(_CHUNK, limit + 1 - len(body))):
            body += chunk
            if len(body) > limit:
                raise too_large(path, limit)
            if self._clock() > until:
                raise Unreadable(f"{path} took more than {_SECONDS_FOR_A_FILE} seconds")
        # http.client itself is silent about a body that ends before its announced length.
        announced = answer.headers.get("Content-Length", "")
        if announced.isdecimal() and len(body) < int(announced):
            raise Unreadable(f"{path} was cut off after {len(body)} of {announced} bytes")
        return bytes(body)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Files stand where the record format puts them; a redirect is answered as an error."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def _refusal(path: str, code: int) -> Unreadable:
    if code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return Missing(f"{path} is missing: the server answers {code}")
    if HTTPStatus.MULTIPLE_CHOICES <= code < HTTPStatus.BAD_REQUEST:
        return Unreadable(f"{path} is redirected elsewhere ({code}), which is not followed")
    return Unreadable(f"{path} could not be read: the server answers {code}")


def _unpack(body: bytes, path: str, limit: int) -> bytes:
    """Unpack a gzip body: servers of tiles may pack without being asked (C2SP tlog-tiles)."""
    unpacker = zlib.decompressobj(16 + zlib.MAX_WBITS)
    try:
        data = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise Unreadable(f"{path} could not be unpacked: {error}") from None
    if len(data) > limit:
        raise too_large(path, limit)
    if not unpacker.eof:
        raise Unreadable(f"{path} could not be unpacked: it is cut off")
    return data


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
