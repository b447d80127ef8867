"""A letter's address on the web, taken apart."""

import ipaddress
import urllib.parse

from undersigned.tlog.errors import Malformed

STANDARD_PORTS = {"https": 443, "http": 80}


class Address:
    """A letter's address, taken apart.

    Attributes:
        url: the prefix, with its final slash.
        origin: what the address stands for, in the form of an origin: host, port, path.
        loopback: the host is this machine.
        scheme: ``https``, or ``http`` for this machine alone.
        host: the name or number, IDN as A-labels, an IPv6 one without its brackets.
        port: the port, also where the address leaves it out.
        prefix: the path of the prefix, with a slash at both ends.
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
        if parts.scheme not in STANDARD_PORTS or not host:
            raise Malformed("address", "https://HOST/LETTER/", text)
        if parts.query or parts.fragment or parts.username is not None:
            raise Malformed("address", "no user, query or fragment in it", text)
        self.loopback = _is_loopback(host)
        if parts.scheme == "http" and not self.loopback:
            expected = "https, as http is for this machine alone: anyone on the way could alter it"
            raise Malformed("address", expected, text)
        path = parts.path.removesuffix("index.html").strip("/")
        shown_host = f"[{host}]" if ":" in host else host
        standard = STANDARD_PORTS[parts.scheme]
        netloc = shown_host if port in {None, standard} else f"{shown_host}:{port}"
        self.scheme = parts.scheme
        self.host = host
        self.port = port or standard
        self.origin = f"{netloc}/{path}" if path else netloc
        self.url = f"{parts.scheme}://{self.origin}/"
        self.prefix = urllib.parse.urlsplit(self.url).path

    def target(self, path: str) -> str:
        """Return what a server of this address is asked for to give the file at `path`."""
        return urllib.parse.quote(urllib.parse.unquote(self.prefix) + path)

    def redirected(self, target: str, location: str) -> tuple[str, str]:
        """Return where a redirect leads: the whole address, and the target to ask for.

        The target is empty where the address is of another site.
        """
        try:
            whole = urllib.parse.urljoin(
                f"{self.scheme}://{self.origin.split('/')[0]}{target}", location
            )
            parts = urllib.parse.urlsplit(whole)
            port = parts.port or STANDARD_PORTS.get(parts.scheme)
            host = (parts.hostname or "").encode("idna").decode("ascii")
        except ValueError:
            return location, ""
        if (parts.scheme, host, port) != (self.scheme, self.host, self.port):
            return whole, ""
        found = urllib.parse.quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
        return whole, f"{found}?{parts.query}" if parts.query else found


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
