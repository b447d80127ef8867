"""What an attack is, and the folder that it is made in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from tampered.letter import FullPress, letter_while_open, whole_letter
from undersigned.evidence.entries import parse_entry
from undersigned.evidence.receipts import Receipt
from undersigned.evidence.records import commitment

LETTER = "letter"
Change = Callable[["Work"], None]
OnLog = Callable[[FullPress], object]


@cache
def _open_letter() -> FullPress:
    return letter_while_open()


def open_letter() -> FullPress:
    """Return the letter before it closed, to do something to."""
    return _open_letter().clone()


@cache
def _whole() -> FullPress:
    return whole_letter()


def closed_letter() -> FullPress:
    """Return the whole letter, to do something to."""
    return _whole().clone()


@cache
def base_files() -> dict[str, bytes]:
    """Return the files that every attack begins from: the letter, receipts, an earlier state."""
    earlier, now = _open_letter(), _whole()
    files = {f"{LETTER}/{path}": data for path, data in now.site().items()}
    files["earlier/checkpoint"] = earlier.checkpoint()
    receipts = {
        "named": now.receipt(now.named["signed"]),
        "imported": _imported_receipt(earlier),
        "amended": now.receipt(_amending(now), now.records[now.named["amended"]]),
        "withheld": now.receipt(now.named["withheld 1"]),
        "closed": now.receipt(now.size - 3),
        "earlier": earlier.receipt(earlier.named["signed"]),
    }
    return files | {f"receipts/{name}.tlog-proof": data for name, data in receipts.items()}


def _imported_receipt(press: FullPress) -> bytes:
    """The receipt of an imported name as it was before its line was corrected."""
    then = press.clone()
    then.entries = press.entries[: press.named["imported"]]
    line = then.record("Nikol Querlon", edition=None, language=None, checks=None)
    assert commitment(line).encode() in press.entries[press.named["imported"]]
    return press.receipt(press.named["imported"], line)


def _amending(press: FullPress) -> int:
    line = commitment(press.records[press.named["amended"]]).encode()
    return next(index for index, entry in enumerate(press.entries) if line in entry)


@dataclass(slots=True)
class Work:
    """The folder of an attack.

    Attributes:
        files: path to bytes.
        links: path to where the link leads.
        fills: path to (byte, length): a file too large to be kept.
    """

    files: dict[str, bytes] = field(default_factory=lambda: dict(base_files()))
    links: dict[str, str] = field(default_factory=dict)
    fills: dict[str, tuple[int, int]] = field(default_factory=dict)

    def edit(self, path: str, before: bytes, after: bytes, *, last: bool = False) -> None:
        """Put other bytes in the place of some that have to stand there, once."""
        data = self.files[path]
        assert before in data, (path, before)
        parts = data.rsplit(before, 1) if last else data.split(before, 1)
        self.files[path] = after.join(parts)

    def flip(self, path: str, place: int) -> None:
        """Flip the lowest bit of one byte."""
        data = bytearray(self.files[path])
        data[place] ^= 1
        self.files[path] = bytes(data)

    def put(self, path: str, data: bytes) -> None:
        """Put a whole file there."""
        self.files[path] = data

    def fill(self, path: str, byte: int, length: int) -> None:
        """Put a file there that is too large to be kept."""
        self.files.pop(path, None)
        self.fills[path] = (byte, length)

    def link(self, path: str, target: str) -> None:
        """Put a link in the place of a file."""
        self.drop(path)
        self.links[path] = target

    def drop(self, path: str) -> None:
        """Take a file away."""
        del self.files[path]

    def reprint(self, press: FullPress) -> None:
        """Put another letter in the place of the one that is there."""
        self.files = {
            path: data for path, data in self.files.items() if not path.startswith(f"{LETTER}/")
        }
        self.files |= {f"{LETTER}/{path}": data for path, data in press.site().items()}

    def receipt(self, name: str) -> Receipt:
        """Return a receipt's parts."""
        return Receipt.parse(self.files[f"receipts/{name}.tlog-proof"])


@dataclass(frozen=True, slots=True)
class Attack:
    """One attack.

    Attributes:
        name: for its flaw.
        flaw: in words.
        status: the exit status that belongs to it.
        change: does it.
        target: what is verified.
        arguments: further ones of `undersigned-verify`; paths are within the folder.
        before: the verifier has seen the letter whole before, and remembers it.
        serve: what a server does for a path, see the README of the vectors.
    """

    name: str
    flaw: str
    status: int
    change: Change
    target: str = LETTER
    arguments: tuple[str, ...] = ()
    before: bool = False
    serve: tuple[str, str, str] | None = None


def on_log(do: OnLog) -> Change:
    """Do something to the log while it is open, and have it sign what came of it."""

    def change(work: Work) -> None:
        press = open_letter()
        do(press)
        work.reprint(press)

    return change


def on_closed_log(do: OnLog) -> Change:
    """Do something to the log at its end, and have it sign what came of it."""

    def change(work: Work) -> None:
        press = closed_letter()
        press.believed = press.figures()
        do(press)
        work.reprint(press)

    return change


def edited(path: str, before: bytes, after: bytes) -> Change:
    """Put other bytes into a file, and sign nothing."""
    return lambda work: work.edit(path, before, after)


def put(path: str, data: bytes) -> Change:
    """Put a whole file in the place of another."""
    return lambda work: work.put(path, data)


def dropped(path: str) -> Change:
    """Take a file away."""
    return lambda work: work.drop(path)


def relined(press: FullPress, index: int, line: bytes) -> None:
    """Put a line in the place of a record, and the entry's commitment with it."""
    entry = parse_entry(press.entries[index])
    press.replace(index, entry.record.encode(), commitment(line).encode())  # type: ignore[union-attr]  # the index is a signature's
    press.records[index] = line
