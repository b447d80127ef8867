"""`serve`: one process that answers, and its child that works."""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from granian.constants import Interfaces
from granian.server.embed import Server

from undersigned.config.front import make_application

HIGHEST_PORT = 65535
PORTS_TRIED = 50


def free_port(address: str, wanted: int) -> int:
    """The wanted port, or the next one that nobody listens on.

    Raises:
        OSError: when none of the next fifty is free, or the address isn't this machine's.
    """
    for port in range(wanted, min(wanted + PORTS_TRIED, HIGHEST_PORT + 1)):
        with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((address, port))
            except OSError as error:
                if error.errno in {13, 98}:  # EACCES, EADDRINUSE
                    continue
                raise
            return port
    raise OSError(f"No port from {wanted} to {wanted + PORTS_TRIED - 1} is free at {address}.")


def start_worker(home: Path) -> subprocess.Popen[bytes]:
    """Start the child that works; it ends when this process does."""
    return subprocess.Popen(  # noqa: S603 (ourselves)
        [sys.executable, "-m", "undersigned.commands", "--home", str(home), "work", "--child"],
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C is for the parent; it then lets the child finish its turn
        env=os.environ.copy(),
    )


async def serve(
    home: Path, address: str, port: int, *, worker: bool, ready: Callable[[], None]
) -> None:
    """Serve until SIGINT or SIGTERM. Calls `ready` when requests are answered."""
    server = Server(
        make_application(),
        address=address,
        port=port,
        interface=Interfaces.ASGINL,
        log_enabled=False,
        log_access=False,
        websockets=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    answering = asyncio.create_task(server.serve())
    child_watch = asyncio.create_task(keep_worker(home)) if worker else None
    await until_answering(address, port, answering)
    ready()
    try:
        await answering
    finally:
        if child_watch:
            child_watch.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await child_watch


async def until_answering(address: str, port: int, answering: "asyncio.Task[None]") -> None:
    """Wait until the port takes connections, or the server ended."""
    while not answering.done():
        try:
            _, writer = await asyncio.open_connection(address, port)
        except OSError:
            await asyncio.sleep(0.02)
            continue
        writer.close()
        return


async def keep_worker(home: Path) -> None:
    """Keep one worker alive; when cancelled, let it finish its turn and end it."""
    pause = 1.0
    child = start_worker(home)
    try:
        while True:
            await asyncio.sleep(0.5)
            if child.poll() is not None:
                await asyncio.sleep(pause)
                pause = min(pause * 2, 30.0)
                child = start_worker(home)
    finally:
        if child.stdin:
            child.stdin.close()
        try:
            child.wait(timeout=20)
        except subprocess.TimeoutExpired:
            child.terminate()
