"""A whole letter read over the web, by servers good and bad, and while it grows.

What could not be read is never false and never true; source: record format, sections 7 and 9.
"""

import gzip
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import web_servers as web
from letter_press import ORIGIN, Press, small_letter
from letter_readers import World, failed, unchecked
from undersigned.tlog.tiles import TILE_WIDTH
from undersigned.verifier.command import main
from undersigned.verifier.stream import Stream
from undersigned.verifier.verdict import Report, Step
from web_servers import Server, Time, site_of

BUNDLE = "tile/entries/000.p/11"
TILE = "tile/0/000.p/11"


@pytest.fixture
def server(press: Press) -> Iterator[Server]:
    with web.serving(press.folder) as served:
        yield served


def long_letter(folder: Path, size: int = 3 * TILE_WIDTH - 20) -> Press:
    press = Press(folder)
    for number in range(size - press.size):
        press.sign(f"Signer {number}")
    press.write()
    return press


def test_a_letter_is_itself_at_its_own_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Over HTTPS, through a proxy, packed, under the very name that it has."""
    press = long_letter(tmp_path / "letter")
    issuer = web.Issuer(tmp_path)
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "memory"))
    for name in ("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with (
        web.serving(press.folder, issuer.context(ORIGIN.split("/")[0])) as server,
        web.Proxy(server.server_port) as proxy,
    ):
        server.packs = True
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.port}")
        # The letter is of a day that is past on any clock that runs.
        assert main([f"https://{ORIGIN}/", "--ca", str(issuer.file)]) == 0
    out = capsys.readouterr().out
    assert out.startswith(f"{ORIGIN}, {press.size} entries, root ")
    assert server.connections <= 9
    assert len(server.asked) == len(set(server.asked))


@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, 700, 65_536, 65_537, 131_072 + 300])
def test_what_is_announced_is_what_is_read(size: int) -> None:
    reader = Announced(size)
    stream = Stream(reader, size, (), Step(2, "tiles"))
    for _ in stream.bundles():
        pass
    assert stream.complete
    assert reader.read_paths == reader.announced


class Announced:
    """A log of empty entries, which writes down what is announced of it and what is read."""

    address = place = "nowhere"
    claims: str | None = None
    cache_seconds = 0.0

    def __init__(self, size: int) -> None:
        self._size = size
        self.announced: list[str] = []
        self.read_paths: list[str] = []

    def expect(self, wanted: Iterable[tuple[str, int]]) -> None:
        self.announced += [path for path, _ in wanted]

    def close(self) -> None:
        """Nothing is open."""

    def read(self, path: str, limit: int) -> bytes:
        assert limit
        self.read_paths.append(path)
        width = int(path.split(".p/")[1]) if ".p/" in path else TILE_WIDTH
        return bytes(2 * width) if "entries" in path else bytes(32 * width)


SPOILED: dict[str, web.Behaviour] = {
    "missing": web.status(404),
    "gone": web.status(410),
    "forbidden": web.status(403),
    "busy": web.status(503),
    "too many": web.status(429, Retry_After="3600"),
    "broken": web.status(500),
    "elsewhere": web.status(301, Location="https://elsewhere.example/"),
    "a web page": web.body(b"<!doctype html><h1>Log in</h1>", Content_Type="text/html"),
    "cut off": web.cut_off,
    "cut off in pieces": web.in_pieces_cut_off,
    "reset": web.reset,
    "no web server": web.no_web_server,
    "not gzip": web.body(b"no", Content_Encoding="gzip"),
    "a bomb": web.body(gzip.compress(bytes(40_000_000)), Content_Encoding="gzip"),
}


@pytest.mark.parametrize("path", [BUNDLE, TILE, "records/000", "rules/1.md", "count.json"])
@pytest.mark.parametrize("name", SPOILED)
def test_what_can_not_be_read_is_neither_false_nor_true(
    server: Server, world: World, time: Time, path: str, name: str
) -> None:
    server.always[path] = SPOILED[name]
    report = read(server, world, time)
    assert failed(report) == []
    assert report.status == 2
    step = {BUNDLE: 2, TILE: 2, "records/000": 6, "rules/1.md": 5, "count.json": 7}[path]
    assert step in unchecked(report)
    assert path in report.step(step).detail


@pytest.mark.parametrize("name", SPOILED)
def test_without_a_checkpoint_nothing_is_decided(
    server: Server, world: World, time: Time, name: str
) -> None:
    server.always["checkpoint"] = SPOILED[name]
    report = read(server, world, time)
    assert failed(report) == []
    assert unchecked(report) == list(range(1, 11))


def test_what_is_read_and_wrong_is_false_whatever_else_can_not_be_read(
    press: Press, server: Server, world: World, time: Time
) -> None:
    tile = bytearray((press.folder / TILE).read_bytes())
    tile[0] ^= 1
    press.put(TILE, bytes(tile))
    server.always["records/000"] = web.status(503)
    report = read(server, world, time)
    assert report.status == 1
    assert failed(report) == [2]


def test_a_server_that_stumbles_once_at_every_file_is_read_whole(
    press: Press, server: Server, world: World, time: Time
) -> None:
    stumbles = [web.status(503), web.cut_off, web.reset, web.hang_up_after]
    for place, file in enumerate(sorted(press.folder.rglob("*"))):
        path = file.relative_to(press.folder).as_posix()
        server.cues[path] = [stumbles[place % len(stumbles)]]
    assert read(server, world, time).status == 0


def read(server: Server, world: World, time: Time, at_once: int = 4) -> Report:
    return world.verify(site_of(server, time, at_once=at_once))


# A site that grows while it is read


def grows_at(path: str, press: Press, server: Server, more: int, then: Callable[[], None]) -> None:
    """Have the letter grow just before a file is given for the first time."""

    def grow(handler: web.Handler) -> None:
        for number in range(more):
            press.sign(f"Late {press.size} {number}")
        press.write()
        then()
        web.honest(handler)

    server.cues[path] = [grow]


@pytest.mark.parametrize("more", [1, 300])
@pytest.mark.parametrize("at_once", [1, 4])
@pytest.mark.parametrize("path", ["witnesses", "count.json", BUNDLE, TILE, "records/000"])
def test_a_letter_that_grows_while_it_is_read_holds(
    press: Press, server: Server, world: World, time: Time, path: str, at_once: int, more: int
) -> None:
    grows_at(path, press, server, more, lambda: None)
    report = read(server, world, time, at_once)
    assert failed(report) == []
    assert report.status == 0
    assert report.size in {11, 11 + more}


def test_a_partial_tile_that_went_with_the_growth_is_read_from_the_full_one(
    press: Press, server: Server, world: World, time: Time
) -> None:
    def drop_partials() -> None:
        for path in (BUNDLE, TILE):
            (press.folder / path).unlink()

    grows_at(BUNDLE, press, server, 300, drop_partials)
    report = read(server, world, time)
    assert report.status == 0


def test_a_letter_that_never_stands_still_is_not_called_false(
    press: Press, server: Server, world: World, time: Time
) -> None:
    """Records go out before their checkpoint, so that a reader may always find them ahead."""

    def grow(handler: web.Handler) -> None:
        old = {
            "checkpoint": press.checkpoint(),
            "count.json": press.count(),
            "index.html": press.page().encode(),
        }
        press.sign(f"Late {press.size}")
        press.write()
        for path, data in old.items():
            press.put(path, data)
        web.honest(handler)

    server.always["records/000"] = grow
    report = read(server, world, time)
    assert failed(report) == []
    assert unchecked(report) == [6, 8]  # rows of records that are not known can not be compared


def test_another_letter_put_in_its_place_while_it_is_read_is_found(
    press: Press, server: Server, world: World, time: Time, tmp_path: Path
) -> None:
    other = small_letter(tmp_path / "other")
    other.add_bytes(other.entries[-1].replace(b"2026-03-16", b"2026-03-17"))
    assert read(server, world, time).status == 0

    def swap(handler: web.Handler) -> None:
        press.put(
            BUNDLE, (other.folder / BUNDLE).read_bytes().replace(b"2026-03-16", b"2026-03-15")
        )
        web.honest(handler)

    server.cues[BUNDLE] = [swap]
    report = read(server, world, time)
    assert report.status == 1
    assert 3 in failed(report)


def test_what_all_files_may_have_together_has_an_end(
    server: Server, world: World, time: Time
) -> None:
    report = world.verify(site_of(server, time, total=2_000, at_once=4))
    assert report.status == 2
    assert failed(report) == []
