"""A person with a browser, as far as a browser is forms, cookies and where one comes from."""

import http.client
import re
import socket
import ssl
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from command_line import DEADLINE

MOST_REDIRECTS = 5


@dataclass
class Browser:
    """Opens pages of one site at this machine, over TLS, and presses buttons.

    Attributes:
        trusts: Whose certificates are believed.
        url: The page that is open.
        text: What it says.
    """

    trusts: ssl.SSLContext
    url: str = ""
    html: str = ""
    _cookies: dict[str, str] = field(default_factory=dict)

    @property
    def page(self) -> LexborHTMLParser:
        """The page that is open."""
        return LexborHTMLParser(self.html)

    @property
    def text(self) -> str:
        """What it says, with single spaces."""
        body = self.page.body
        return " ".join(body.text(separator=" ").split()) if body else ""

    def open(self, url: str) -> None:
        """Open an address, or one beside the page that is open."""
        self._ask("GET", urljoin(self.url, url), None)

    def follow(self, words: str) -> None:
        """Follow the link that says this."""
        for link in self.page.css("a[href]"):
            if words in " ".join(link.text().split()):
                self.open(link.attributes["href"] or "")
                return
        raise AssertionError(f"no link says {words}: {self.text}")

    def press(self, words: str, **typed: str) -> None:
        """Fill in the form that has this button, and press it."""
        for form in self.page.css("form"):
            for button in form.css("button[type=submit]"):
                if " ".join(button.text().split()) == words and not button.attributes.get(
                    "aria-hidden"
                ):
                    self._send(form, button, typed)
                    return
        raise AssertionError(f"no button says {words} at {self.url}: {self.text}")

    def _send(self, form: LexborNode, button: LexborNode, typed: dict[str, str]) -> None:
        fields = [*_filled(form)]
        names = {name for name, _ in fields}
        boxes = {box.attributes.get("name") for box in form.css("input[type=checkbox]")}
        unknown = set(typed) - names - boxes
        assert not unknown, f"the form at {self.url} has no {unknown}, but {names | boxes}"
        fields = [(name, value) for name, value in fields if name not in typed]
        fields += typed.items()
        if name := button.attributes.get("name"):
            fields.append((name, button.attributes.get("value") or ""))
        action = button.attributes.get("formaction") or form.attributes.get("action") or ""
        self._ask("POST", urljoin(self.url, action), urlencode(fields))

    def _ask(self, method: str, url: str, body: str | None) -> None:
        came_from = self.url
        for _ in range(MOST_REDIRECTS):
            answer = self._once(method, url, body, came_from)
            if not 300 <= answer.status < 400:
                assert answer.status == 200, f"{method} {url}: {answer.status}\n{self.text}"
                return
            url = urljoin(url, answer.headers["Location"])
            method, body = (method, body) if answer.status in {307, 308} else ("GET", None)
        raise AssertionError(f"{url} leads in a circle")

    def _once(
        self, method: str, url: str, body: str | None, came_from: str
    ) -> http.client.HTTPResponse:
        parts = urlsplit(url)
        host = parts.hostname or ""
        line = http.client.HTTPSConnection(host, timeout=DEADLINE)
        plain = socket.create_connection(("127.0.0.1", 443), DEADLINE)
        line.sock = self.trusts.wrap_socket(plain, server_hostname=host)
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items()),
            "Referer": came_from,
            "Sec-Fetch-Site": "same-origin" if came_from else "none",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"{parts.scheme}://{parts.netloc}"
        path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
        line.request(method, path, body, {name: each for name, each in headers.items() if each})
        answer = line.getresponse()
        self.url, self.html = url, answer.read().decode()
        for given in answer.headers.get_all("Set-Cookie", []):
            if found := re.match(r"([^=]+)=([^;]*)", given):
                self._cookies[found[1]] = found[2]
        line.close()
        return answer


def _filled(form: LexborNode) -> list[tuple[str, str]]:
    """What a browser would send of a form, without its buttons."""
    fields = []
    for each in form.css("input[name], textarea[name], select[name]"):
        given, name = each.attributes, each.attributes["name"] or ""
        if each.tag == "select":
            chosen = each.css_first("option[selected]") or each.css_first("option")
            fields.append((name, (chosen.attributes.get("value") or "") if chosen else ""))
        elif each.tag == "textarea":
            fields.append((name, each.text()))
        elif given.get("type") not in {"checkbox", "radio"} or "checked" in given:
            fields.append((name, given.get("value") or ""))
    return fields
