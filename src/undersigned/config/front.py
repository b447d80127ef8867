"""What stands in front of Django: the published files and the assets, straight from disk.

A file is opened, measured and read through one handle, so that a publication which replaces it in
the middle is never served in halves (docs/decisions/0004-files-read-through-one-handle.md).
"""

import errno
import os
import stat
from pathlib import Path, PurePosixPath
from typing import cast

from anyio import to_thread
from django.conf import settings
from django.core.asgi import get_asgi_application
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from undersigned.record.headers import HOURS, caching, content_type

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# Of what is no page: data, documents, tiles, pictures. Nobody shows them in a frame either.
FILE_POLICY = "frame-ancestors 'none'"


class Front:
    """An ASGI application: a file that is there is served, everything else is Django's."""

    def __init__(self, published: Path, assets: Path, django: ASGIApp) -> None:
        """Take the two folders to serve from, and what answers the rest."""
        self.published = published
        self.assets = assets
        self.django = django

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            response = await to_thread.run_sync(self.find, scope)
            if response is not None:
                if scope["method"] == "HEAD":
                    response.body = b""  # the headers, its length among them, stay
                await response(scope, receive, send)
                return
        await self.django(scope, receive, send)

    def find(self, scope: Scope) -> Response | None:
        """The file that the address names, as a response; None where there is none."""
        parts = tuple(part for part in scope["path"].split("/") if part)
        if not parts or any(part.startswith(".") or "\\" in part for part in parts):
            return None
        is_asset = parts[0] == "static"
        base = self.assets if is_asset else self.published
        path = base.joinpath(*(parts[1:] if is_asset else parts))
        try:
            if not is_asset and path.is_dir():
                return self.page_of_folder(path, parts, scope)
            if scope["path"].endswith("/"):
                return None
            return respond(path, parts, Headers(scope=scope), is_asset=is_asset)
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError, ValueError):
            return None
        except OSError as error:
            return cant_be_read(error)

    def page_of_folder(self, path: Path, parts: tuple[str, ...], scope: Scope) -> Response | None:
        """The page of a folder, under an address that ends with a slash."""
        page = path / "index.html"
        if not page.is_file():
            return None
        if not scope["path"].endswith("/"):
            query = scope["query_string"].decode("latin-1")
            return RedirectResponse(f"/{'/'.join(parts)}/{'?' * bool(query)}{query}", 308)
        return respond(page, (*parts, page.name), Headers(scope=scope), is_asset=False)


def cant_be_read(error: OSError) -> Response | None:
    """Answer for a file that the system refuses; None where no file could have such a name."""
    if error.errno in {errno.ENAMETOOLONG, errno.ELOOP}:
        return None
    text = "This file can't be read at the moment. Try again in a few seconds.\n"
    return Response(text, 503, {"Retry-After": "5"}, "text/plain; charset=utf-8")


def respond(
    path: Path, parts: tuple[str, ...], asked: Headers, *, is_asset: bool
) -> Response | None:
    """Read a file through one handle and dress it in headers; None where it is no plain file.

    Raises:
        OSError, ValueError: as opening and reading do.
    """
    with path.open("rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            return None
        data = file.read()
    within = parts[1:]
    kind = content_type(PurePosixPath(path.name), () if is_asset else within)
    headers = {
        "Content-Type": kind,
        "ETag": f'"{found.st_mtime_ns:x}-{found.st_ino:x}-{len(data):x}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": HOURS if is_asset else caching(within),
        "Referrer-Policy": "same-origin",
        "Content-Security-Policy": FILE_POLICY,
        "X-Frame-Options": "DENY",
    }
    if not is_asset:
        headers["Access-Control-Allow-Origin"] = "*"
    if kind.startswith("text/html"):
        headers["Content-Security-Policy"] = PAGE_POLICY
    if is_known(headers["ETag"], asked.get("if-none-match", "")):
        return Response(None, 304, headers)
    return Response(data, 200, headers)


def is_known(tag: str, if_none_match: str) -> bool:
    """Whether whoever asks has these bytes already (RFC 9110 section 13.1.2)."""
    tags = [each.strip().removeprefix("W/") for each in if_none_match.split(",")]
    return tag in tags or tags == ["*"]


def make_application() -> Front:
    """The whole site: Django must be set up before."""
    # Django states ASGI's types with `dict` where Starlette says `MutableMapping`.
    django = cast("ASGIApp", get_asgi_application())
    return Front(Path(settings.PUBLISHED_FOLDER), Path(settings.STATIC_ROOT), django)
