"""A clean Debian as a machine of its own: its own network, names, mail provider and certificates.

The network is a namespace of this thread's: what is started while it holds sees only that, so that
nginx has the ports 80 and 443 and nobody else meets them. The Debian is a folder; its commands run
in it by chroot, and systemctl is the stand-in beside this module, since no systemd runs there.
"""

import ctypes
import fcntl
import http.client
import os
import pty
import select
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import dns.flags
import dns.message
import dns.rdatatype
import dns.rrset

from command_line import DEADLINE, wait_until
from console_page import Said
from web_servers import Issuer

HERE = Path(__file__).resolve().parent
CLONE_NEWNET = 0x40000000  # linux/sched.h
SIOCGIFFLAGS, SIOCSIFFLAGS, IFF_UP = 0x8913, 0x8914, 1  # linux/sockios.h, linux/if.h
OURS = "/usr/local/share/ca-certificates/of-the-test.crt"
STATE = "run/stand-in/undersigned.service.pid"
# What a person has in a terminal, and nothing of what the tests run under.
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LANG": "C.UTF-8",
    "TERM": "dumb",
    "DEBIAN_FRONTEND": "noninteractive",
}


@contextmanager
def network_of_its_own() -> Iterator[None]:
    """Let this thread, and what it starts, see a network that holds loopback alone."""
    library = ctypes.CDLL(None, use_errno=True)
    with Path("/proc/thread-self/ns/net").open("rb") as ours:
        assert library.unshare(CLONE_NEWNET) == 0, os.strerror(ctypes.get_errno())
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
                asked = struct.pack("16sh14x", b"lo", 0)
                flags = struct.unpack("16sh14x", fcntl.ioctl(any_socket, SIOCGIFFLAGS, asked))[1]
                fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | IFF_UP))
            yield
        finally:
            assert library.setns(ours.fileno(), CLONE_NEWNET) == 0


@contextmanager
def name_server(records: dict[tuple[str, str], str]) -> Iterator[None]:
    """Answer for these names and types at port 53, and that there is nothing for all others."""

    def answer(listening: socket.socket) -> None:
        while True:
            data, whom = listening.recvfrom(4096)
            if not data:
                return
            answered = dns.message.make_response(dns.message.from_wire(data))
            answered.flags |= dns.flags.RA
            asked = answered.question[0]
            key = (asked.name.to_text(), dns.rdatatype.to_text(asked.rdtype))
            if key in records:
                answered.answer.append(dns.rrset.from_text(key[0], 60, "IN", key[1], records[key]))
            listening.sendto(answered.to_wire(), whom)

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 53))
        thread = threading.Thread(target=answer, args=(listening,))
        thread.start()
        try:
            yield
        finally:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ending:
                ending.sendto(b"", ("127.0.0.1", 53))
            thread.join(DEADLINE)


@dataclass
class Machine:
    """A Debian in a folder, in the network of whoever uses it.

    Attributes:
        root: The folder.
        said: What each command said, the newest last.
    """

    root: Path
    said: list[str] = field(default_factory=list)
    _folder: str = "/root"

    def prepare(self, issuer: Issuer, *names: str) -> None:
        """Give it names, a name server, who is believed, and systemctl; start what runs there."""
        hosts = "".join(f"127.0.0.1 {name}\n" for name in ("localhost", *names))
        (self.root / "etc/hosts").write_text(hosts, encoding="ascii")
        (self.root / "etc/resolv.conf").write_text("nameserver 127.0.0.1\n", encoding="ascii")
        shutil.copy(issuer.file, self.root / OURS.lstrip("/"))
        stand_in = self.root / "usr/bin/systemctl"
        program = (HERE / "stand_in_systemctl.py").read_text(encoding="utf-8")
        stand_in.write_text(f"#!/usr/bin/python3\n{program}", encoding="utf-8")
        stand_in.chmod(0o755)
        # By this folder the package's scripts know that systemd runs.
        (self.root / "run/systemd/system").mkdir(parents=True, exist_ok=True)
        for command in ("update-ca-certificates", "systemctl start nginx"):
            ran = self.run(command)
            assert ran.code == 0, ran

    def run(self, command: str) -> Said:
        """Run one command as root in a shell, in the folder where the last one ended."""
        kept = f"cd {self._folder}\n{command}\ncode=$?\npwd >/run/folder\nexit $code"
        ran = subprocess.run(
            ["chroot", str(self.root), "eatmydata", "/bin/bash", "-c", kept],
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=2 * DEADLINE,
            check=False,
        )
        with suppress(FileNotFoundError):
            self._folder = (self.root / "run/folder").read_text(encoding="utf-8").strip()
        self.said.append(ran.stdout)
        self.wait_as_a_person()
        return Said(ran.returncode, ran.stdout, ran.stderr)

    def wait_as_a_person(self) -> None:
        """Where the service was started, whoever types the next command is slower than it."""
        if (self.root / STATE).exists():
            wait_until(self.answers, "an answer of the service")

    def answers(self) -> bool:
        """Whether the service says of itself that all is well."""
        line = http.client.HTTPConnection("127.0.0.1", 8000, timeout=DEADLINE)
        with closing(line), suppress(OSError, http.client.HTTPException):
            line.request("GET", "/health")
            return line.getresponse().status == 200
        return False

    def type(self, command: str, answers: list[str]) -> str:
        """Run a command in a terminal, and answer each line that asks; returns all that is seen."""
        words = ["chroot", str(self.root), "/bin/bash", "-c", command]
        ours, theirs = pty.openpty()
        with os.fdopen(ours, "r+b", buffering=0) as terminal:
            process = subprocess.Popen(
                words, env=ENVIRONMENT, stdin=theirs, stdout=theirs, stderr=theirs
            )
            os.close(theirs)
            seen = ""
            left = iter(answers)
            with suppress(OSError):  # so a terminal says that its other end is closed
                while process.poll() is None or select.select([terminal], [], [], 0)[0]:
                    seen += terminal.read(4096).decode()
                    if seen.endswith(": "):
                        terminal.write(f"{next(left)}\n".encode())
            assert process.wait(DEADLINE) == 0, seen
        return seen.replace("\r\n", "\n")

    def stop(self) -> None:
        """End what was started in it."""
        for name in ("undersigned", "nginx"):
            self.run(f"systemctl stop {name}")
