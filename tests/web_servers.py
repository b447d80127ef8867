"""Web servers of our own on loopback, over HTTP or HTTPS, that serve a folder and misbehave on cue.

A test says for a path what is to happen the next times it is asked for; after that, and everywhere
else, the file is given as an honest server gives it.
"""

import gzip
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Self

import trustme

from undersigned.verifier.address import Address
from undersigned.verifier.limits import Limits
from undersigned.verifier.web import WebSite

PREFIX = "/fair-courts/"
FILES = {"checkpoint": b"a checkpoint", "b": b"b", "c": b"c"}
Behaviour = Callable[["Handler"], None]


class Server(ThreadingHTTPServer):
    """Serves `folder` below ``/fair-courts/``.

    Attributes:
        folder: what is served.
        cues: for a path under the prefix what happens at the next requests for it, one after the
            other.
        always: for a path what happens at every request for it.
        asked: the paths asked for, in order.
        connections: how many connections were made.
        most_at_once: the most requests that were being answered at the same time.
        packs: bodies go out packed with gzip, whoever asks.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path, tls: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder = folder
        self.cues: dict[str, list[Behaviour]] = {}
        self.always: dict[str, Behaviour] = {}
        self.asked: list[str] = []
        self.connections = 0
        self.at_once = 0
        self.most_at_once = 0
        self.packs = False
        self.meet: threading.Barrier | None = None
        self.ended = threading.Event()
        self.tls = tls
        self.lock = threading.Lock()

    @property
    def address(self) -> str:
        scheme = "http" if self.tls is None else "https"
        return f"{scheme}://localhost:{self.server_port}{PREFIX}"

    def get_request(self) -> tuple[socket.socket, object]:
        made, peer = super().get_request()
        self.connections += 1
        if self.tls is not None:
            made = self.tls.wrap_socket(made, server_side=True, do_handshake_on_connect=False)
        return made, peer

    def handle_error(self, *_: object) -> None:
        """A connection that breaks is what the tests are about."""


class Handler(BaseHTTPRequestHandler):
    """Answers one connection after the other's request, as told."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.removeprefix(PREFIX)
        server = self.server
        with server.lock:
            server.asked.append(path)
            server.at_once += 1
            server.most_at_once = max(server.most_at_once, server.at_once)
            cues = server.cues.get(path)
            cue = cues.pop(0) if cues else server.always.get(path, honest)
        try:
            cue(self)
        finally:
            with server.lock:
                server.at_once -= 1

    def log_message(self, *_: object) -> None:
        """Keep the tests quiet."""

    def body(self) -> bytes | None:
        file = self.server.folder / self.path.removeprefix(PREFIX)
        return file.read_bytes() if file.is_file() else None

    def give(self, code: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(code)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


def honest(handler: Handler) -> None:
    """Give the file, or 404."""
    body = handler.body()
    if body is None:
        handler.give(404, b"<!DOCTYPE html>Not here", Content_Type="text/html")
    elif handler.server.packs:
        handler.give(200, gzip.compress(body), Content_Encoding="gzip")
    else:
        handler.give(200, body)


def status(code: int, **headers: str) -> Behaviour:
    """Answer with a status and nothing else."""
    return lambda handler: handler.give(code, b"", **headers)


def body(data: bytes, **headers: str) -> Behaviour:
    """Give other bytes in place of the file."""
    return lambda handler: handler.give(200, data, **headers)


def cut_off(handler: Handler) -> None:
    """Announce more than comes, and hang up."""
    data = handler.body() or b""
    handler.give(200, data[: len(data) // 2], Content_Length=str(len(data)))
    handler.close_connection = True


def longer_than_announced(handler: Handler) -> None:
    """Give the file, and on the same line bytes that no request asked for."""
    data = handler.body() or b""
    handler.give(200, data + b"and more", Content_Length=str(len(data)))


def reset(handler: Handler) -> None:
    """Break the connection off without an answer."""
    linger = struct.pack("ii", 1, 0)
    handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    handler.close_connection = True
    handler.connection.close()


def hang_up_after(handler: Handler) -> None:
    """Give the file and close the line without having said so."""
    honest(handler)
    handler.close_connection = True


def no_web_server(handler: Handler) -> None:
    """Answer in another protocol."""
    handler.wfile.write(b"220 mail.ruritania.example ESMTP\r\n")
    handler.close_connection = True


def in_pieces(handler: Handler) -> None:
    """Give the file in chunks, without announcing a length."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    for byte in handler.body() or b"":
        handler.wfile.write(b"1\r\n%c\r\n" % byte)
    handler.wfile.write(b"0\r\n\r\n")


def in_pieces_cut_off(handler: Handler) -> None:
    """Begin as `in_pieces`, and hang up in the middle of a chunk."""
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    handler.wfile.write(b"40\r\nnot all of it")
    handler.close_connection = True


def without_length(handler: Handler) -> None:
    """Give the file as HTTP/1.0 did: until the line is closed."""
    handler.close_connection = True
    handler.give(200, handler.body() or b"", Content_Length="", Connection="close")


def met_by_others(handler: Handler) -> None:
    """Give the file once as many others are being asked for as the server's barrier waits for."""
    if handler.server.meet is not None:
        handler.server.meet.wait(20)
    honest(handler)


def trickle(of_headers: bytes) -> Behaviour:
    """Send one byte after the other, without end, after these first ones."""

    def behave(handler: Handler) -> None:
        handler.close_connection = True
        handler.wfile.write(of_headers)
        while not handler.server.ended.wait(0.001):
            handler.wfile.write(b"x")

    return behave


@contextmanager
def serving(folder: Path, tls: ssl.SSLContext | None = None) -> Iterator[Server]:
    """Serve a folder until the block ends."""
    with Server(folder, tls) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.ended.set()
            server.shutdown()
            thread.join()


class Issuer:
    """A certificate authority that lives as long as a test."""

    def __init__(self, folder: Path) -> None:
        self._authority = trustme.CA()
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.file))

    def context(self, *names: str, **validity: object) -> ssl.SSLContext:
        """Return what a server of these names needs; `validity` as trustme takes it."""
        certificate = self._authority.issue_cert(*names, **validity)  # type: ignore[arg-type]
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(made)
        return made

    def files(self, folder: Path, name: str) -> None:
        """Write what a web server of that name reads: fullchain.pem and privkey.pem."""
        certificate = self._authority.issue_cert(name)
        (folder / "fullchain.pem").write_bytes(
            b"".join(each.bytes() for each in certificate.cert_chain_pems)
        )
        certificate.private_key_pem.write_to_path(str(folder / "privkey.pem"))


class Proxy:
    """A proxy that leads every CONNECT to one server, whatever the name; or refuses.

    Attributes:
        asked: the request lines and authorisations it was sent.
    """

    def __init__(self, port: int, *, refuses: bool = False) -> None:
        self._to = port
        self._refuses = refuses
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.asked: list[str] = []
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()

    def _run(self) -> None:
        while True:
            try:
                made, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._lead, args=(made,), daemon=True).start()

    def _lead(self, made: socket.socket) -> None:
        with made:
            head = b""
            while b"\r\n\r\n" not in head:
                head += made.recv(4096)
            self.asked.append(head.decode())
            if self._refuses:
                made.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                return
            made.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            with socket.create_connection(("127.0.0.1", self._to)) as onward:
                back = threading.Thread(target=_pump, args=(onward, made), daemon=True)
                back.start()
                _pump(made, onward)
                back.join()


def _pump(source: socket.socket, target: socket.socket) -> None:
    try:
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


class Time:
    """Seconds that pass only by waiting."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []

    def clock(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds


def site_of(server: Server, time: Time, **limits: int) -> WebSite:
    """Return a server's files, read one after the other where nothing else is said."""
    return WebSite(
        Address(server.address),
        copy=True,
        limits=Limits(**{"at_once": 1, **limits}),
        clock=time.clock,
        wait=time.wait,
    )
