"""A mail server on loopback that keeps what it takes, and does to its clients what a test says."""

import asyncio
import email
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

TAKEN = "250 2.0.0 taken"


@dataclass
class MailServer:
    """What it took, and what it answers; each hook may raise nothing and answers a line."""

    taken: list[Envelope] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    on_recipient: Callable[[str], str] = lambda _: "250 2.1.5 fine"
    before_taking: Callable[[Envelope], str] = lambda _: TAKEN
    after_taking: Callable[[Envelope], None] = lambda _: None

    @property
    def url(self) -> str:
        """For the setting `mail`."""
        return f"smtp://127.0.0.1:{self.port}"

    def messages(self) -> list[EmailMessage]:
        """What it took, read."""
        return [
            email.message_from_bytes(each.original_content or b"", policy=default)
            for each in self.taken
        ]

    async def handle_EHLO(  # noqa: N802 (the library's names)
        self, _server: SMTP, session: Session, _envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        """Count connections."""
        self.connections += 1
        session.host_name = name
        return answers

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        """Take or refuse a recipient."""
        answer = self.on_recipient(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take or refuse a mail."""
        answer = self.before_taking(envelope)
        if answer.startswith("2"):
            self.taken.append(envelope)
            self.after_taking(envelope)
        return answer


@contextmanager
def mail_server(port: int = 0, **how: Any) -> Iterator[MailServer]:
    """Serve on loopback, in a thread, until the block ends.

    Args:
        port: where; if 0, the system chooses.
        how: for SMTP of aiosmtpd, such as `tls_context` and `authenticator`.
    """
    made = MailServer()
    loop = asyncio.new_event_loop()
    connections: list[SMTP] = []

    def connection() -> SMTP:
        connections.append(SMTP(made, loop=loop, hostname="mx.ruritania.example", **how))
        return connections[-1]

    with socket.create_server(("127.0.0.1", port)) as listening:
        made.port = listening.getsockname()[1]
        server = loop.run_until_complete(loop.create_server(connection, sock=listening))
        thread = threading.Thread(target=loop.run_forever)
        thread.start()
        try:
            yield made
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join()
            server.close()
            loop.run_until_complete(_ended(server, connections))
            loop.close()


async def _ended(server: asyncio.Server, connections: list[SMTP]) -> None:
    """Close what a sender that was killed, or is still there, left open, and wait for all."""
    await server.wait_closed()
    for _ in range(3):  # one that was accepted a moment ago has its transport two rounds later
        await asyncio.sleep(0)
    for each in connections:
        if each.transport is not None:
            each.transport.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    await asyncio.gather(*others, return_exceptions=True)
