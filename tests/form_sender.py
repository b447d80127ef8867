"""Sending the form of a letter over HTTP, as a browser does."""

import http.cookiejar
import re
import urllib.error
import urllib.parse
import urllib.request

from command_line import DEADLINE, Answer
from signers import typed


class Browser:
    """Somebody who opened the form, and sends it when told to."""

    def __init__(self, url: str, slug: str = "bridge") -> None:
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)
        self.url, self.page = url, f"{url}/{slug}/sign"
        with self.opener.open(self.page, timeout=DEADLINE) as answer:
            text = answer.read().decode()
        hidden = dict(re.findall(r'name="([a-z-]+)" value="([^"]*)"', text))
        self.kept = {name: hidden[name] for name in ("csrfmiddlewaretoken", "wordings")}

    def send(self, address: str) -> Answer:
        """Send the form; the answer is that of the page that it leads to."""
        form = {**typed(served=None, address=address), **self.kept}
        data = urllib.parse.urlencode(form).encode()
        request = urllib.request.Request(self.page, data, {"Origin": self.url})  # noqa: S310 (ours)
        try:
            with self.opener.open(request, timeout=DEADLINE) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())
