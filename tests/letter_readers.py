"""What reads letters in tests: a world that stands still, and a web site with a cache in front."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from letter_press import NOW
from undersigned.verifier.letter import keep_in_memory, verify_letter
from undersigned.verifier.memory import Memory
from undersigned.verifier.request import Request, Surroundings
from undersigned.verifier.site import Folder, Site
from undersigned.verifier.verdict import Report


@dataclass
class World:
    """Verifies letters at a time that stands still; a wait ends at once, and is written down.

    Attributes:
        memory: where is remembered what held.
        waits: the seconds of each wait.
        meanwhile: is called at each wait, to change what is published.
    """

    memory: Memory
    waits: list[float] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None

    @property
    def surroundings(self) -> Surroundings:
        return Surroundings(NOW, self.wait, self.memory.recall)

    def wait(self, seconds: float) -> None:
        self.waits.append(seconds)
        if self.meanwhile is not None:
            self.meanwhile()

    def verify(self, site: Site | Path, request: Request | None = None) -> Report:
        """Verify and, as the command does, remember what held."""
        asked = request or Request()
        checked = verify_letter(
            Folder(site) if isinstance(site, Path) else site, asked, self.surroundings
        )
        checked.close()
        if checked.report.status == 0:
            keep_in_memory(checked, asked, self.memory)
        return checked.report


class Published:
    """A letter's folder as its own web site, by a cache that can hold old answers.

    Attributes:
        held: bytes that the cache still serves for some paths.
    """

    cache_seconds = 10.0

    def __init__(self, folder: Path, origin: str) -> None:
        self.claims: str | None = origin
        self.address = self.place = f"https://{origin}/"
        self.held: dict[str, bytes] = {}
        self.asked: list[str] = []
        self._folder = Folder(folder)

    def expect(self, wanted: Iterable[tuple[str, int]]) -> None:
        """Nothing is read ahead, so that what a test alters is seen in order."""

    def close(self) -> None:
        """Nothing is open."""

    def read(self, path: str, limit: int) -> bytes:
        self.asked.append(path)
        if path in self.held:
            return self.held[path]
        return self._folder.read(path, limit)


def failed(report: Report) -> list[int]:
    """Return the numbers of the steps that do not hold."""
    return [step.number for step in report.steps if step.ok is False]


def unchecked(report: Report) -> list[int]:
    """Return the numbers of the steps that were not checked."""
    return [step.number for step in report.steps if step.ok is None]


def replaced(folder: Path, path: str, before: bytes, after: bytes) -> None:
    """Put `after` in the place of `before` in a file, where it has to stand."""
    data = (folder / path).read_bytes()
    assert before in data
    (folder / path).write_bytes(data.replace(before, after))
