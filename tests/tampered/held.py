"""A letter in memory, and true states of it, for the verifier to be called many times."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from letter_press import NOW
from tampered.letter import FullPress, whole_letter
from undersigned.tlog.wire import encode_base64
from undersigned.verifier.letter import verify_letter
from undersigned.verifier.memory import NOTHING, Remembered, Seen
from undersigned.verifier.request import Request, Surroundings
from undersigned.verifier.site import Missing, check_path, too_large
from undersigned.verifier.verdict import Report

SIZES = (9, 30, 100, 200, 255, 256, 257, 258, 260, 262)
"""Sizes of the earlier true states."""


@dataclass
class Held:
    """A letter's files, path to bytes; see `undersigned.verifier.site.Site`."""

    files: Mapping[str, bytes]
    address: str = "held"
    claims: str | None = None
    place: str = "held"
    cache_seconds: float = 0.0

    def expect(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Nothing is far away."""

    def close(self) -> None:
        """Nothing is open."""

    def read(self, path: str, limit: int) -> bytes:
        check_path(path)
        if path not in self.files:
            raise Missing(f"{path} is missing")
        if len(self.files[path]) > limit:
            raise too_large(path, limit)
        return self.files[path]


class Keeping(FullPress):
    """A letter that keeps what it was at some sizes, while nothing else is under way."""

    def __init__(self) -> None:
        super().__init__()
        self.kept: list[FullPress] = []

    def add_bytes(self, data: bytes) -> int:
        # A correction or an ending changes the records before its entry comes.
        quiet = data.startswith((b"undersigned/v1 signed", b"undersigned/v1 issued"))
        if self.size in SIZES and (quiet or data.startswith(b"undersigned/v1 closed")):
            self.kept.append(self.clone())
        return super().add_bytes(data)


def true_states() -> list[FullPress]:
    """Return the letter as it was at several sizes, the whole one last."""
    keeping = Keeping()
    whole = whole_letter(keeping)
    return [*keeping.kept, whole]


def surroundings(seen: FullPress | None) -> Surroundings:
    """Return a world that stands still, in which the letter was seen as it is there."""

    def recall(_: str) -> Remembered:
        if seen is None:
            return NOTHING
        return Remembered(Seen(seen.key.encode(), seen.size, encode_base64(seen.root())), {})

    return Surroundings(NOW, lambda _: None, recall)


def verify(files: Mapping[str, bytes], seen: FullPress | None) -> Report:
    """Verify a letter in memory."""
    checked = verify_letter(Held(files), Request(), surroundings(seen))
    checked.close()
    return checked.report
