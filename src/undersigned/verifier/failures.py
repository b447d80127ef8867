"""Why a file could not be read from the web, in words: what, where, and what to do about it."""

import errno
import http.client
import socket
import ssl
from http import HTTPStatus

from undersigned.verifier.site import Missing, Unreadable

_EXPIRED, _NOT_YET = 10, 9
_NAME_DIFFERS = {62, 64}
# OpenSSL's numbers for a chain that leads to nobody known, as in x509_vfy.h.
_UNKNOWN = {2, 18, 19, 20, 21}
_PERHAPS_SOON = {
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
}
_FORBIDDEN = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.PROXY_AUTHENTICATION_REQUIRED,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
}


class Passing(Unreadable):
    """What may be over at the next attempt: a line that broke, a server that is busy.

    Attributes:
        pause: the seconds that the server asks to be left alone; 0 where it asks for none.
        most_attempts: how often it is worth trying altogether.
    """

    most_attempts = 5

    def __init__(self, message: str, pause: float = 0.0) -> None:
        super().__init__(message)
        self.pause = pause


class Silent(Passing):
    """Nothing came for so long that two attempts are enough."""

    most_attempts = 2


class Unconnected(Passing):
    """Nobody answered at all; before the first answer it is not worth another attempt."""


def of_connection(path: str, host: str, peer: str, error: Exception) -> Unreadable:
    """Return what a connection's failure means.

    Args:
        path: the file that was asked for.
        host: the letter's.
        peer: who was to be connected to, in words: the letter's server, or a proxy.
        error: what was raised on the way.
    """
    advice = _advice_unconnected(peer, error)
    if advice:
        return Unconnected(f"{path} could not be reached: {advice}")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Unreadable(f"{path} could not be reached: {_of_certificate(host, error)}")
    if isinstance(error, ssl.SSLError):
        reason = error.reason or str(error)
        return Unreadable(
            f"{path} could not be reached: no secure connection to {host} was made ({reason}); "
            "see whether the port is the one for https"
        )
    if isinstance(error, OSError) and str(error).startswith("Tunnel connection failed"):
        return Unreadable(f"{path} could not be reached: {peer} does not lead there ({error})")
    return _of_broken_line(path, peer, error)


def _advice_unconnected(peer: str, error: Exception) -> str:
    if isinstance(error, socket.gaierror):
        name = peer.partition(", port")[0]
        return (
            f"the name of {name} was not found; see whether it is spelled rightly and this machine "
            "is on the network"
        )
    if isinstance(error, ConnectionRefusedError):
        return (
            f"nothing is listening at {peer}; see whether the address is right and the server "
            "running"
        )
    if isinstance(error, OSError) and error.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
        return f"there is no way to {peer}; see whether this machine is on the network"
    return ""


def _of_broken_line(path: str, peer: str, error: Exception) -> Unreadable:
    if isinstance(error, TimeoutError):
        return Silent(f"{path} could not be read: {peer} fell silent")
    if isinstance(error, http.client.IncompleteRead):
        return Passing(f"{path} was cut off by {peer}")
    if isinstance(error, http.client.RemoteDisconnected | ConnectionError | ssl.SSLEOFError):
        return Passing(f"{path} could not be read: {peer} broke the connection off")
    if isinstance(error, http.client.HTTPException):
        reason = f"{type(error).__name__} {str(error)[:80]!a}"
        return Passing(f"{path} could not be read: {peer} answers as no web server does ({reason})")
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Unreadable(f"{path} could not be reached: {reason}, at {peer}")


def _of_certificate(host: str, error: ssl.SSLCertVerificationError) -> str:
    whose, code = f"the certificate of {host}", error.verify_code
    if code == _EXPIRED:
        return (
            f"{whose} has expired; whoever runs the server has to renew it, unless the clock of "
            "this machine is wrong"
        )
    if code == _NOT_YET:
        return f"{whose} is not valid yet; see whether the clock of this machine is right"
    if code in _NAME_DIFFERS:
        return f"the certificate shown is not for {host}; this may be another server"
    if code in _UNKNOWN:
        return (
            f"{whose} is by nobody that this machine knows; if you know who issued it, name their "
            "certificate with --ca"
        )
    return f"{whose} can't be believed ({error.verify_message})"


def of_status(path: str, host: str, code: int, pause: float) -> Unreadable:
    """Return what an answer without the file means.

    Args:
        path: the file that was asked for.
        host: whose answer it is.
        code: the status.
        pause: the seconds that the server asks to be left alone.
    """
    try:
        said = f"{code} ({HTTPStatus(code).phrase})"
    except ValueError:
        said = str(code)
    if code in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return Missing(f"{path} is missing: {host} answers {said}")
    if code in _PERHAPS_SOON:
        return Passing(f"{path} could not be read: {host} answers {said}", pause)
    if code in _FORBIDDEN:
        return Unreadable(
            f"{path} could not be read: {host} answers {said}; a letter's files are for "
            "everybody, so tell whoever publishes it"
        )
    return Unreadable(f"{path} could not be read: {host} answers {said}")


def of_redirect(path: str, whole: str) -> Unreadable:
    """Return what a redirect to another site means."""
    return Unreadable(
        f"{path} is redirected to {whole}, another site, which is not followed; if the letter is "
        "there, name that address"
    )


def of_page(path: str, host: str) -> Unreadable:
    """Return what a web page in the place of another file means."""
    return Unreadable(
        f"{path} could not be read: {host} gives a web page in its place; something is in "
        "between, such as a login or a page for what is not found"
    )
