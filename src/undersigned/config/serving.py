"""`serve`: one process that answers, and its child that works."""

import asyncio
import contextlib
import errno
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.server.embed import Server
from starlette.types import ASGIApp

HIGHEST_PORT = 65535
PORTS_TRIED = 50
BACKLOG = 1024
LONGEST_PAUSE = 30.0
LIVED_LONG = 60.0
PATIENCE_WITH_CHILD = 20.0


def listen(address: str, wanted: int) -> socket.socket:
    """Take the wanted port, or the next one that nobody listens on, and listen on it.

    The socket is made here and not by the server, whose own would share a port with another of the
    same user: half of the visitors would get somebody else's letters.

    Raises:
        OSError: when none of the next fifty is free, or the address isn't this machine's; the
            message is made for a person.
    """
    for port in range(wanted, min(wanted + PORTS_TRIED, HIGHEST_PORT + 1)):
        listening = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((address, port))
            listening.listen(BACKLOG)
        except OSError as error:
            listening.close()
            if error.errno == errno.EADDRINUSE:
                continue
            raise OSError(_why_not(error, address, port)) from error
        listening.setblocking(False)
        return listening
    last = min(wanted + PORTS_TRIED - 1, HIGHEST_PORT)
    raise OSError(
        f"No port from {wanted} to {last} is free at {address}. Name another one with --port."
    )


def _why_not(error: OSError, address: str, port: int) -> str:
    if error.errno == errno.EACCES:
        return (
            f"Port {port} is only for the administrator of this machine. Name one from 1024 on "
            "with --port, and let a web server in front pass requests on."
        )
    return (
        f"{address} is no address of this machine ({error.strerror}). Name one with --address: "
        "127.0.0.1 for this machine alone, 0.0.0.0 for every network it is in."
    )


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches what listens there."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


class HeldServer(Server):
    """Granian on a socket that is listening already."""

    def __init__(self, target: object, held: socket.socket) -> None:
        """Take what answers and the socket."""
        super().__init__(
            target,
            interface=Interfaces.ASGINL,
            log_enabled=False,
            log_access=False,
            websockets=False,
        )
        self.held = held

    def _init_shared_socket(self) -> None:
        # Granian hands such a holder to its own workers; its stub leaves the arguments out.
        # It closes what it was given, so it gets a handle of its own.
        holder = SocketHolder(os.dup(self.held.fileno()), False, BACKLOG)  # type: ignore[call-arg]
        self._shd = holder  # type: ignore[assignment]
        self._sfd = holder.get_fd()


def start_worker(home: Path, *options: str) -> subprocess.Popen[bytes]:
    """Start the child that works; it ends when this process does."""
    # -P: with -m alone, Python would first look for modules in whatever folder one stands in.
    program = [sys.executable, "-P", "-m", "undersigned.commands"]
    return subprocess.Popen(  # noqa: S603 (ourselves)
        [*program, "--home", str(home), "work", "--child", *options],
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the parent; it then lets the child finish its turn
        env=os.environ.copy(),
    )


async def serve(
    application: ASGIApp,
    home: Path,
    listening: socket.socket,
    *,
    worker: tuple[str, ...] | None,
    ready: Callable[[], None],
    tell: Callable[[str], None],
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        application: What answers.
        home: The instance, for the child.
        listening: From `listen`.
        worker: Options of the child that works; None where there is none.
        ready: Called when requests are answered.
        tell: Told in sentences what became of the child.
    """
    server = HeldServer(application, listening)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    answering = asyncio.create_task(server.serve())
    child_watch = None if worker is None else asyncio.create_task(keep_worker(home, tell, *worker))
    await asyncio.sleep(0)  # let both begin; until then requests wait in the socket
    ready()
    try:
        await answering
    finally:
        if child_watch:
            child_watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await child_watch


async def keep_worker(home: Path, tell: Callable[[str], None], *options: str) -> None:
    """Keep one worker alive; when cancelled, let it finish its turn and end it."""
    pause = 1.0
    child = start_worker(home, *options)
    began = time.monotonic()
    try:
        while True:
            await asyncio.sleep(0.5)
            if child.poll() is None:
                continue
            pause = 1.0 if time.monotonic() - began > LIVED_LONG else pause
            tell(f"The worker ended ({how_it_ended(child.returncode)}); another one is started.")
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)
            child = start_worker(home, *options)
            began = time.monotonic()
    finally:
        end_worker(child)


def how_it_ended(status: int) -> str:
    """An exit status in words."""
    if status >= 0:
        return f"status {status}"
    with contextlib.suppress(ValueError):
        return signal.Signals(-status).name
    return f"signal {-status}"


def end_worker(child: subprocess.Popen[bytes]) -> None:
    """Close the child's input, by which it knows, and wait for the end of its turn."""
    if child.stdin:
        child.stdin.close()
    for end in (child.terminate, child.kill):
        try:
            child.wait(timeout=PATIENCE_WITH_CHILD)
        except subprocess.TimeoutExpired:
            end()
    child.wait()
