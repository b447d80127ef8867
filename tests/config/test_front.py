import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from pytest_django.fixtures import Settings
from starlette.types import Message, Receive, Scope, Send

from undersigned.config.front import Front, make_application

IMMUTABLE = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=5"
FILES = {
    "checkpoint": b"letters.ruritania.example/fair-courts\n12\nroot=\n",
    "count.json": b"{}",
    "witnesses": b"log x\nquorum none\n",
    "tile/0/000.p/12": b"\x00" * 64,
    "tile/entries/000.p/12": b"\x00\x01",
    "tile/entries/x001/234": b"\x00\x02",
    "records/000": b"size 12\n",
    "records/x001/234": b"size 12\n",
    "rules/1.md": "# Rules ü".encode(),
    "editions/1.en.md": b"# One",
    "addenda/1.md": b"# Later",
    "deliveries/1.md": b"# There",
    "token-keys/1.der": b"0\x82",
    "index.html": b"<!doctype html><title>Fair courts</title>",
    "signatories/index.html": b"<!doctype html><title>Signatories</title>",
    "downloads/signatories.csv": b"name\n",
    "assets/undersigned.css": b"body{}",
    "assets/fonts/newsreader-text.woff2": b"wOF2",
    ".checkpoint.writing": b"half",
    "erased": b"3\n",
}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


async def django(scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG001 (ASGI)
    """Stands for Django: says which path came through."""
    await send({"type": "http.response.start", "status": 404, "headers": [(b"x-by", b"django")]})
    await send({"type": "http.response.body", "body": scope["path"].encode("utf-8", "replace")})


def asked(application: Any, target: str, method: str = "GET", **headers: str) -> Answer:
    """The answer to one request, as a server hands it on."""
    path, _, query = target.partition("?")
    sent: list[Message] = []

    received: list[int] = []

    async def receive() -> Message:
        if received:
            await asyncio.Event().wait()  # the visitor stays until the answer is there
        received.append(1)
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": method,
        "path": unquote(path),
        "raw_path": path.encode("utf-8", "replace"),
        "query_string": query.encode(),
        "headers": [(b"host", b"127.0.0.1:8000"), *given],
        "scheme": "http",
        "server": ("127.0.0.1", 8000),
        "client": ("127.0.0.1", 5000),
        "root_path": "",
        "http_version": "1.1",
    }
    asyncio.run(application(scope, receive, send))
    start = sent[0]
    return Answer(
        start["status"],
        {name.decode().lower(): value.decode() for name, value in start["headers"]},
        b"".join(message.get("body", b"") for message in sent[1:]),
    )


@pytest.fixture
def published(tmp_path: Path) -> Path:
    for name, data in FILES.items():
        path = tmp_path / "published" / "fair-courts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    (tmp_path / "published" / "fair-courts" / "empty").mkdir()
    return tmp_path / "published"


@pytest.fixture
def front(published: Path) -> Front:
    assets = published.parent / "static"
    (assets / "look").mkdir(parents=True)
    (assets / "look" / "undersigned.css").write_bytes(b"body{}")
    (published.parent / "secret").write_bytes(b"do not tell")
    return Front(published, assets, django)


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    [
        ("checkpoint", "text/plain; charset=utf-8", SECONDS),
        ("count.json", "application/json", SECONDS),
        ("witnesses", "text/plain; charset=utf-8", "public, max-age=3600"),
        ("tile/0/000.p/12", "application/octet-stream", IMMUTABLE),
        ("tile/entries/000.p/12", "application/octet-stream", IMMUTABLE),
        ("tile/entries/x001/234", "application/octet-stream", IMMUTABLE),
        ("records/000", "text/plain; charset=utf-8", SECONDS),
        ("records/x001/234", "text/plain; charset=utf-8", SECONDS),
        ("rules/1.md", "text/markdown; charset=utf-8", IMMUTABLE),
        ("editions/1.en.md", "text/markdown; charset=utf-8", IMMUTABLE),
        ("addenda/1.md", "text/markdown; charset=utf-8", IMMUTABLE),
        ("deliveries/1.md", "text/markdown; charset=utf-8", IMMUTABLE),
        ("token-keys/1.der", "application/octet-stream", IMMUTABLE),
        ("erased", "text/plain; charset=utf-8", SECONDS),
        ("", "text/html; charset=utf-8", SECONDS),
        ("signatories/", "text/html; charset=utf-8", SECONDS),
        ("downloads/signatories.csv", "text/csv; charset=utf-8", SECONDS),
        ("assets/undersigned.css", "text/css; charset=utf-8", "public, max-age=3600"),
        ("assets/fonts/newsreader-text.woff2", "font/woff2", "public, max-age=3600"),
    ],
)
def test_a_published_file_has_the_headers_of_the_record_format(
    front: Front, path: str, kind: str, caching: str
) -> None:
    answer = asked(front, f"/fair-courts/{path}")
    assert answer.status == 200
    assert answer.body == FILES[f"{path}index.html" if path.endswith("/") or not path else path]
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == caching
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-frame-options"] == "DENY"
    runs_nothing = "default-src 'none'" in answer.headers["content-security-policy"]
    assert runs_nothing == kind.startswith("text/html")


def test_a_file_that_is_known_is_not_sent_again(front: Front, published: Path) -> None:
    path = "/fair-courts/checkpoint"
    tag = asked(front, path).headers["etag"]
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = asked(front, path, if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert "content-length" not in again.headers
    assert asked(front, path, if_none_match='"other"').status == 200
    (published / "fair-courts" / "checkpoint").write_bytes(b"a longer tree\n")
    assert asked(front, path, if_none_match=tag).body == b"a longer tree\n"


def test_a_file_of_the_same_length_replaced_in_the_same_moment_has_another_tag(
    front: Front, published: Path
) -> None:
    path = published / "fair-courts" / "checkpoint"
    tag = asked(front, "/fair-courts/checkpoint").headers["etag"]
    aside = path.with_name("aside")
    aside.write_bytes(b"x" * len(FILES["checkpoint"]))
    aside.replace(path)
    assert asked(front, "/fair-courts/checkpoint").headers["etag"] != tag


@pytest.mark.parametrize(
    "path",
    [
        "/fair-courts/.checkpoint.writing",
        "/fair-courts/../../secret",
        "/fair-courts/%2e%2e/%2e%2e/secret",
        "/fair-courts/..%2f..%2fsecret",
        "/..",
        "/../secret",
        "/.well-known/x",
        "/static/../secret",
        "/static/..%2fsecret",
        "/static/look/../../secret",
        "/fair-courts/..\\..\\secret",
        "/fair-courts/check\x00point",
        "/fair-courts/checkpoint%00",
        "/fair-courts/checkpoint/",
        "/fair-courts/checkpoint/more",
        "/fair-courts/empty",
        "/fair-courts/empty/",
        "/fair-courts/records",
        "/fair-courts/nothing",
        "/fair-courts/sign",
        "/static/",
        "/static",
        "/static/look",
        "/static/look/",
        "/static/nothing.css",
        "/",
        "//",
        "/desk/",
        f"/fair-courts/{'x' * 300}",
        f"/{'x' * 300}/sign",
        f"/fair-courts/{'x/' * 3000}",
        "/fair-courts/\udcff",
    ],
)
def test_what_is_no_published_file_is_left_to_django(front: Front, path: str) -> None:
    answer = asked(front, path)
    assert answer.headers.get("x-by") == "django"
    assert b"do not tell" not in answer.body


def test_encoded_slashes_and_doubled_ones_lead_to_the_same_file(front: Front) -> None:
    for path in ("/fair-courts%2Fcheckpoint", "//fair-courts//checkpoint"):
        assert asked(front, path).body == FILES["checkpoint"]


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/fair-courts", "/fair-courts/"),
        ("/fair-courts/signatories", "/fair-courts/signatories/"),
        ("/fair-courts/signatories?page=2", "/fair-courts/signatories/?page=2"),
        ("//fair-courts", "/fair-courts/"),
    ],
)
def test_a_folder_without_its_slash_is_redirected(front: Front, path: str, place: str) -> None:
    answer = asked(front, path)
    assert (answer.status, answer.headers["location"]) == (308, place)


def test_head_has_the_headers_and_no_body(front: Front) -> None:
    get, head = asked(front, "/fair-courts/"), asked(front, "/fair-courts/", "HEAD")
    assert head.body == b""
    assert head.headers == get.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_other_methods_are_left_to_django(front: Front, method: str) -> None:
    assert asked(front, "/fair-courts/checkpoint", method).headers["x-by"] == "django"


def test_an_asset_is_served_without_leave_for_other_sites(front: Front) -> None:
    answer = asked(front, "/static/look/undersigned.css")
    assert (answer.status, answer.body) == (200, b"body{}")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert "access-control-allow-origin" not in answer.headers


def test_a_file_replaced_while_it_is_read_is_served_whole(
    front: Front, published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = published / "fair-courts" / "records" / "000"
    opened = Path.open

    def replaced_after_opening(self: Path, *arguments: Any, **more: Any) -> Any:
        file = opened(self, *arguments, **more)
        if self == path:
            aside = path.with_name("aside")
            with opened(aside, "wb") as new:
                new.write(b"size 13 and much longer than before\n")
            aside.replace(path)
        return file

    monkeypatch.setattr(Path, "open", replaced_after_opening)
    answer = asked(front, "/fair-courts/records/000")
    assert answer.body == FILES["records/000"]
    assert answer.headers["content-length"] == str(len(answer.body))


def test_a_file_that_the_system_refuses_asks_to_come_again(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", denied)
    answer = asked(front, "/fair-courts/checkpoint")
    assert (answer.status, answer.headers["retry-after"]) == (503, "5")
    assert b"denied" not in answer.body


@pytest.fixture
def whole_site(settings: Settings, published: Path) -> Front:
    settings.PUBLISHED_FOLDER = published
    settings.STATIC_ROOT = published.parent / "static"
    return make_application()


@pytest.mark.django_db(transaction=True)
def test_an_unknown_address_is_answered_by_the_site(whole_site: Front) -> None:
    answer = asked(whole_site, "/fair-courts/nothing")
    assert answer.status == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert b"<h1" in answer.body
    assert asked(whole_site, "/fair-courts/checkpoint").body == FILES["checkpoint"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/fair-courts/checkpoint", "/fair-courts/", "/"])
def test_nothing_is_posted_to_a_file(whole_site: Front, path: str) -> None:
    assert asked(whole_site, path, "POST").status in {403, 404, 405}
