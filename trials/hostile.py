"""What nobody types by mistake: values, headers, bodies and request lines, drawn by chance."""

import random
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

VALUES: tuple[str, ...] = (
    "", " ", "0", "-1", "1", "2", "007", "1e9", "NaN", "on", "true", "null", "None", "[]", "{}",
    str(2**31), str(2**63), str(10**30), "9" * 5000, "1.5", "٣", "²", "Ⅷ", "１２",
    "2026-02-30", "2026-03-01", "0000-00-00", "9999-12-31", "10000-01-01", "2026-03-01T25:61",
    "\x00", "a\x00b", "\x1b[31m", "\r\nSet-Cookie: a=b", "\n", "\t", "\x7f", "\u2028", "\ufeff",
    "\ud800", "\udfff\ud800", "\uffff", "\U0010ffff", "e\u0301" * 200, "\u202eevil", "İstanbul",
    "ß" * 300, "ﷺ" * 100, "👩‍👩‍👧‍👦" * 40, "a" * 100_000, "ä" * 20_000, "../../etc/passwd",
    "..%2f..%2f", "C:\\con", "'; DROP TABLE signing_signature; --", "' OR '1'='1", "%", "%%", "%zz",
    "%00", "%ff%fe", "{{ 7*7 }}", "{% debug %}", "${7*7}", "<script>alert(1)</script>", "&#0;",
    "<!--", "]]>", "javascript:alert(1)", "//evil.example", "http://[::1", "http://evil.example:x/",
    "https://evil.example/\\@good", "data:text/html,x", "mailto:a@b.example", "a@b", "@", "a@",
    "a@b.example", "A@B.EXAMPLE", "a@xn--zz--.example", "ä@ö.example", "a@" + "b." * 130 + "c",
    '"a b"@c.example', "a@[127.0.0.1]", "a,b@c.example", "en", "xx", "en-Latn-x-" + "a" * 60, "*",
    "person", "organisation", "owner", "accepted", "confirmed", "waiting", "Everybody", "doubts",
    "ineligible", "sign", "publish", "fair-courts", "other-letter", "static", "desk", "accounts",
    "---\ntitle: x\n---\n\nWords.", "title: [", "- - - -", "&a [*a, *a]", "!!python/object:x",
    '{"a":' * 500, '{"type": "public-key", "id": 1}', '{"id": "AA", "rawId": "AA", "response": {}}',
)  # fmt: skip
NAMES = (
    "", "a", "next", "page", "language", "state", "kind", "only", "found", "words", "size", "part",
    "edition", "token", "code", "confirm", "disown", "wordings", "add-post", "title-1", "title-99",
    "from-1", "to-1", "years", "served", "__proto__", "name[]", "name[0]", "ä", "\x00", "%", "file",
    "text", "seen", "reason", "saved", "based-on", "csrfmiddlewaretoken", "credential", "no", "day",
)  # fmt: skip
TYPES = (
    "application/x-www-form-urlencoded", "application/x-www-form-urlencoded; charset=utf-16",
    "application/x-www-form-urlencoded; charset=nonsense", "multipart/form-data",
    "multipart/form-data; boundary=", "multipart/form-data; boundary=x", "multipart/mixed",
    "multipart/form-data; boundary=" + "x" * 300, "application/json", "text/plain", "text/xml", "",
    "nonsense", "application/octet-stream", "multipart/form-data; boundary=\u00fc",
)  # fmt: skip
HEADERS: dict[str, tuple[str, ...]] = {
    "Accept": ("*/*", "", "text/html;q=x", "a" * 5000),
    "Accept-Language": ("de", "x" * 600, "en;q=2", ",,,;", "*"),
    "Accept-Encoding": ("gzip", "br;q=nonsense", "identity;q=0"),
    "Cookie": ("=", "a", "sessionid=x", "own=\u00e4", "csrftoken=" + "x" * 5000, "messages=x:y:z",
               "sessionid=" + "\u00e4" * 40, 'a="\\777"', "browser=%00; own=\t", ";;;=;"),
    "Host": ("evil.example", "127.0.0.1:99999", "[::1", "a b", ".127.0.0.1", "localhost."),
    "Origin": ("null", "https://evil.example", "x", "http://[", "http://127.0.0.1:x"),
    "Referer": ("x", "http://[", "https://evil.example/" + "a" * 3000, "\u00e4"),
    "X-Forwarded-For": ("x", "1.2.3.4, ::1", "::ffff:1.2.3.4%eth0", "," * 500, "\u00e4"),
    "X-Forwarded-Proto": ("https", "gopher", "https,http"),
    "If-None-Match": ("*", '"', 'W/"x', "," * 2000),
    "If-Modified-Since": ("x", "Thu, 01 Jan 1970 00:00:00 GMT", "Mon, 99 Foo 99999 99:99:99 GMT"),
    "Range": ("bytes=0-", "bytes=9-1", "bytes=" + "0-1," * 500, "x"),
    "User-Agent": ("", "\u00e4", "Mozilla/5.0 " + "(" * 2000, "sqlmap"),
    "X-Requested-With": ("XMLHttpRequest",),
    "Sec-Fetch-Site": ("cross-site", "nonsense"),
    "Authorization": ("Basic", "Basic !!!!", "Basic YTpi", "Bearer x"),
    "Content-Language": ("\u00e4",),
}  # fmt: skip
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND", "get")
FILES = (
    ("list.csv", b"name,email\nRudi,a@b.example\n"), ("../../x.csv", b"\xff\xfe\x00"),
    ("a\x00.docx", b"PK\x03\x04" + bytes(200)), ("x.xlsx", b"PK\x05\x06" + bytes(18)),
    ("", b"x"), ("\u202e.pdf", b"%PDF-1.7\n"), ("a" * 400 + ".html", b"<table>" * 2000),
    ("x.eml", b"From: x\n\n"), ("x.json", b"[" * 3000), ("x.toml", b"a = "), ("empty.csv", b""),
)  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A form as a page shows it: where it goes, and what stands in it."""

    path: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Case:
    """One request."""

    visitor: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    body: bytes = b""

    def __str__(self) -> str:
        """Enough to see what it was; the seed brings back all of it."""
        return (
            f"{self.visitor}: {self.method} {self.path[:200]} {self.kind[:60]} {self.body[:200]!r}"
        )


def value(chance: random.Random) -> str:
    """A value, at times two in one."""
    one = chance.choice(VALUES)
    return one if chance.random() < 0.9 else one[:2000] + chance.choice(VALUES)[:2000]


def strange_path(path: str, chance: random.Random) -> str:
    """A path with one of its pieces replaced, doubled or left out."""
    pieces = path.split("/")
    place = chance.randrange(len(pieces))
    piece = quote(value(chance)[:3000], safe=chance.choice(("", "/", "%")), errors="surrogatepass")
    pieces[place : place + chance.choice((0, 1, 1))] = [piece]
    return "/" + "/".join(pieces).lstrip("/")


def query(chance: random.Random) -> str:
    """A query, mostly none."""
    if chance.random() < 0.7:
        return ""
    if chance.random() < 0.2:
        return "?" + chance.choice(
            ("&&&", "=", "a=%ff", "%", "page=1&page=x", "\u00e4=1", "a" * 9000)
        )
    pairs = [(chance.choice(NAMES), value(chance)[:3000]) for _ in range(chance.randint(1, 3))]
    return "?" + urlencode(pairs, errors="surrogatepass")


def headers(chance: random.Random) -> dict[str, str]:
    """A few headers, mostly none."""
    if chance.random() < 0.6:
        return {}
    names = chance.sample(sorted(HEADERS), chance.randint(1, 3))
    return {name: chance.choice(HEADERS[name]) for name in names}


def filled(form: Form, chance: random.Random) -> list[tuple[str, str]]:
    """A form's fields: as they stand, but for a few that are changed, left out, doubled, added."""
    fields = list(form.fields)
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        what = chance.random()
        if what < 0.6 and fields:
            place = chance.randrange(len(fields))
            fields[place] = (fields[place][0], value(chance))
        elif what < 0.75 and fields:
            del fields[chance.randrange(len(fields))]
        else:
            name = chance.choice(fields)[0] if fields and what < 0.85 else chance.choice(NAMES)
            fields.append((name, value(chance)))
    return fields


def multipart(fields: list[tuple[str, str]], chance: random.Random) -> bytes:
    """A body of parts bounded by `x`, with a file, at times cut off or without its end."""
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode(
            "utf-8", "surrogatepass"
        )
        for name, text in fields
    ]
    file_name, data = chance.choice(FILES)
    name = chance.choice(("file", "file", "file", *NAMES))
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
    coded = chance.choice(("", "", "Content-Transfer-Encoding: base64\r\n", "Content-Type: x\r\n"))
    parts.append(f"{head}{coded}\r\n".encode("utf-8", "surrogatepass") + data + b"\r\n")
    whole = b"".join(parts) + b"--x--\r\n"
    return whole[: chance.randrange(len(whole))] if chance.random() < 0.1 else whole


def body(form: Form, chance: random.Random) -> tuple[str, bytes]:
    """What is sent of a form, and what it says that this is."""
    fields = filled(form, chance)
    how = chance.random()
    if how < 0.65:
        return TYPES[0], urlencode(fields, errors="surrogatepass").encode()
    if how < 0.85:
        return "multipart/form-data; boundary=x", multipart(fields, chance)
    raw = value(chance).encode("utf-8", "surrogatepass") if how < 0.95 else chance.randbytes(300)
    return chance.choice(TYPES), raw
