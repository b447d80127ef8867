"""nginx and Caddy as deploy/ sets them up: what `serve` gives, byte for byte, with its headers."""

import gzip
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from letter_press import small_letter
from undersigned.config.front import Front
from web_servers import Issuer

DEPLOY = Path(__file__).resolve().parents[2] / "deploy"
HOST = "letters.example.org"
HEADERS = (
    "Content-Type",
    "Cache-Control",
    "Access-Control-Allow-Origin",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Content-Security-Policy",
    "X-Frame-Options",
)
PROGRAMS = ("nginx", "caddy")
SECONDS_TO_START = 20


class Application(ThreadingHTTPServer):
    """Stands for `undersigned serve`: says what it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.asked: list[tuple[str, str, dict[str, str]]] = []


class Asked(BaseHTTPRequestHandler):
    server: Application

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.asked.append((self.command, self.path, headers))
        body = f"{self.command} {self.path}".encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""


@dataclass
class Running:
    """One of the programs, running with the file from deploy/."""

    name: str
    port: int
    home: Path
    application: Application
    authority: Path
    log: Path
    texts: list[str] = field(default_factory=list)

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        context = ssl.create_default_context(cafile=str(self.authority))
        line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=20, context=context)
        raw = socket.create_connection(("127.0.0.1", self.port), 20)
        line.sock = context.wrap_socket(raw, server_hostname=HOST)
        line.request(method, path, headers={"Host": HOST, **headers})
        answer = line.getresponse()
        self.texts.append(answer.read().decode("latin-1"))
        line.close()
        return answer


def program(name: str) -> str:
    """Return where it is; CI has both, elsewhere a test is skipped."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        if os.environ.get("UNDERSIGNED_CI") == "1":
            pytest.fail(f"{name} is not installed")
        pytest.skip(f"{name} is not installed")
    return found


def free_port() -> int:
    with socket.socket() as trying:
        trying.bind(("127.0.0.1", 0))
        return int(trying.getsockname()[1])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance's folder with a letter, as far as a web server sees it."""
    # Readable by whatever user the web server becomes, which pytest's own folders are not.
    home = tmp_path_factory.mktemp("home")
    for folder in (home, *home.parents[:2]):
        folder.chmod(0o755)
    press = small_letter(home / "published" / "fair-courts")
    for path, data in {
        "check/index.html": b"<!doctype html><title>Check</title>" + b"<p>words</p>" * 200,
        "check/undersigned-verify.pyz": b"#!/usr/bin/env python3\nPK",
        "downloads/signatories.csv": b"\xef\xbb\xbfentry\r\n",
        "assets/undersigned.css": b"p { margin: 0 }\n",
        "assets/icon.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "assets/fonts/text.woff2": b"wOF2",
        "assets/fonts/OFL.txt": b"licence",
        "token-keys/1.der": b"0\x82",
        ".checkpoint.writing": b"half",
    }.items():
        press.put(path, data)
    (home / "static").mkdir()
    (home / "static" / "desk.css").write_text("p { color: black }\n")
    (home / "static" / "passkey.js").write_text('"use strict";\n')
    return home


@pytest.fixture(scope="module", params=PROGRAMS)
def running(
    request: pytest.FixtureRequest, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    name = request.param
    found, folder = program(name), tmp_path_factory.mktemp(name)
    folder.chmod(0o755)
    issuer = Issuer(folder)
    issuer.files(folder, HOST)
    with Application() as application:
        thread = threading.Thread(target=application.serve_forever)
        thread.start()
        port = free_port()
        made = Running(name, port, home, application, issuer.file, folder / "access.log")
        prepare = nginx_command if name == "nginx" else caddy_command
        with (folder / "said").open("wb") as said:
            process = subprocess.Popen(
                prepare(found, folder, made),
                stdout=subprocess.DEVNULL,
                stderr=said,
                env={**os.environ, "HOME": str(folder), "XDG_DATA_HOME": str(folder)},
            )
        try:
            wait_for(port, process, folder / "said")
            yield made
        finally:
            process.terminate()
            process.wait(20)
            application.shutdown()
            thread.join()


def wait_for(port: int, process: subprocess.Popen[bytes], said: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    pytest.fail(said.read_text())


def nginx_command(found: str, folder: Path, made: Running) -> list[str]:
    """Put the test's ports and folders into the file, nothing else, and have nginx check it."""
    text = (DEPLOY / "nginx" / "undersigned.conf").read_text()
    text = re.sub(r"    listen \[::\]:(80|443)[^;]*;\n", "", text)
    text = text.replace("listen 443 ", f"listen 127.0.0.1:{made.port} ")
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};")
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{made.application.server_port}")
    text = text.replace("/var/lib/undersigned", str(made.home))
    text = text.replace(f"/etc/letsencrypt/live/{HOST}", str(folder))
    text = text.replace("/var/log/nginx/undersigned.access.log", str(made.log))
    text = text.replace("/var/log/nginx", str(folder))
    (folder / "site.conf").write_text(text)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log {folder}/errors crit;\n"
        "events { }\nhttp {\n"
        + "".join(
            f"{kind}_temp_path {folder}/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        + f"include {folder}/site.conf;\n}}\n"
    )
    command = [found, "-p", str(folder), "-e", str(folder / "errors"), "-c", str(whole)]
    checked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    return command


def caddy_command(found: str, folder: Path, made: Running) -> list[str]:
    text = (DEPLOY / "caddy" / "Caddyfile").read_text()
    files = f"{folder}/fullchain.pem {folder}/privkey.pem"
    here = f"{HOST}:{made.port} {{\n\tbind 127.0.0.1\n\ttls {files}\n"
    text = text.replace(f"{HOST} {{\n", here)
    text = text.replace("/var/lib/undersigned", str(made.home))
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{made.application.server_port}")
    file = folder / "Caddyfile"
    file.write_text(
        f"{{\n\tadmin off\n\tauto_https off\n\tstorage file_system {folder}\n}}\n{text}"
    )
    whole = [found, "run", "--config", str(file), "--adapter", "caddyfile"]
    check = [found, "validate", "--config", str(file), "--adapter", "caddyfile"]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    return whole


async def nobody(scope: Scope, _receive: Receive, _send: Send) -> None:
    raise AssertionError(scope["path"])


def published(home: Path) -> list[str]:
    return sorted(
        f"/{file.relative_to(home / 'published').as_posix()}"
        for file in (home / "published").rglob("*")
        if file.is_file() and not file.name.startswith(".")
    )


def test_every_published_file_is_what_serve_gives(running: Running) -> None:
    front = Front(running.home / "published", running.home / "static", nobody)
    paths = published(running.home)
    assert len(paths) > 15
    for path in (
        *paths,
        "/fair-courts/",
        "/fair-courts/check/",
        "/static/desk.css",
        "/static/passkey.js",
    ):
        ours = front.find({"type": "http", "path": path, "headers": [], "query_string": b""})
        assert ours is not None
        theirs = running.ask(path)
        assert theirs.status == 200, path
        assert running.texts[-1].encode("latin-1") == ours.body, path
        for name in HEADERS:
            # A media type is the same in either case.
            mine, yours = ours.headers.get(name), theirs.getheader(name)
            assert (mine or "").lower() == (yours or "").lower(), f"{path}: {name}"
        assert theirs.getheader("Strict-Transport-Security") == "max-age=31536000"
        assert running.ask(path, "HEAD").status == 200
    assert running.application.asked == []


def test_what_is_long_goes_out_packed(running: Running) -> None:
    answer = running.ask("/fair-courts/check/", **{"Accept-Encoding": "gzip"})
    assert answer.getheader("Content-Encoding") == "gzip"
    plain = gzip.decompress(running.texts[-1].encode("latin-1"))
    assert plain == (running.home / "published/fair-courts/check/index.html").read_bytes()


def test_a_folder_has_a_slash_at_its_end(running: Running) -> None:
    answer = running.ask("/fair-courts")
    assert answer.status in {301, 308}
    assert answer.getheader("Location", "").removeprefix(f"https://{HOST}") == "/fair-courts/"


def test_what_is_known_is_not_sent_again(running: Running) -> None:
    tag = running.ask("/fair-courts/checkpoint").getheader("ETag", "")
    assert running.ask("/fair-courts/checkpoint", **{"If-None-Match": tag}).status == 304


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/fair-courts/sign"),
        ("POST", "/fair-courts/sign"),
        ("POST", "/fair-courts/"),
        ("GET", "/fair-courts/tile/"),
        ("GET", "/fair-courts/confirm/a-token?x=1"),
        ("GET", "/desk/"),
        ("GET", "/fair-courts/.checkpoint.writing"),
        ("GET", "/static/absent.css"),
        ("GET", "/health"),
    ],
)
def test_everything_else_is_passed_on(running: Running, method: str, path: str) -> None:
    running.application.asked.clear()
    answer = running.ask(path, method, **{"X-Forwarded-For": "192.0.2.1"})
    assert answer.status == 200
    assert running.texts[-1] == f"{method} {path}"
    ((_, _, headers),) = running.application.asked
    assert headers["host"] == HOST
    assert headers["x-forwarded-for"] == "127.0.0.1"
    assert headers["x-forwarded-proto"] == "https"
    assert answer.getheader("Cache-Control") == "no-store"
    assert answer.getheader("Strict-Transport-Security") == "max-age=31536000"


def test_no_log_holds_who_asked_or_a_token(running: Running) -> None:
    running.ask("/fair-courts/confirm/a-secret-token")
    running.ask("/fair-courts/")
    logged = running.log.read_text() if running.log.exists() else ""
    logged += (running.log.parent / "said").read_text()
    assert "a-secret-token" not in logged
    asked = [line for line in logged.splitlines() if " GET " in line]
    assert not any("127.0.0.1" in line for line in asked)
    assert running.name != "nginx" or any("/fair-courts/" in line for line in asked)
