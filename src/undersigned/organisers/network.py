"""Who asks, as far as attempts are counted: an address of the network, kept nowhere."""

from ipaddress import ip_address

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that a request comes from.

    A web server in front of `serve` comes from this machine and names whom it asks for at the end
    of `X-Forwarded-For`. From anywhere else that header is what a visitor typed, and counts for
    nothing; so do its earlier parts.
    """
    peer = str(request.META.get("REMOTE_ADDR", ""))
    if not is_loopback(peer):
        return peer or "unknown"
    named = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    try:
        return str(ip_address(named))
    except ValueError:
        return peer


def is_loopback(address: str) -> bool:
    """Whether an address is this machine's own; an address that can't be read is not."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
