"""What we publish, read by code that is not ours; and what others publish, read by ours."""

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NoReturn

import pytest

from counterpart import find_python
from letter_press import Press, seeded
from log_example import DAY, ORIGIN, ask_signed, begin
from undersigned.audit.actors import COMMAND
from undersigned.record.actions import open_log
from undersigned.record.keeping import keep
from undersigned.record.keys import sign
from undersigned.record.places import key_path, published_folder
from undersigned.tlog.checkpoint import Checkpoint
from undersigned.tlog.merkle import leaf_hash, tree_root
from undersigned.tlog.note import Note, NoteSignature, VerifierKey
from undersigned.tlog.tiles import TILE_WIDTH, encode_bundle, entries_path, tiles_of
from undersigned.verifier.command import main as verify

HERE = Path(__file__).resolve().parent
GO_LIBRARY = Path("/usr/share/gocode")  # where Debian keeps Go's packages
COUNTERPART = HERE.parents[1] / ".venv" / "counterpart" / "bin" / "python"
TESSERA_KEY = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
SIZES = (3, 255, 256, 257, 600)

Reader = Callable[..., subprocess.CompletedProcess[str]]
Capture = pytest.CaptureFixture[str]


def missing(what: str) -> NoReturn:
    """Fail in CI, where all of it has to be; skip elsewhere, saying what to install."""
    if os.environ.get("UNDERSIGNED_CI") == "1":
        pytest.fail(f"{what} is not here")
    pytest.skip(f"{what} is not here")


@pytest.fixture(scope="module")
def go_reader(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """The Go program, built from Debian's packages alone."""
    go = shutil.which("go")
    if go is None or not (GO_LIBRARY / "src/golang.org/x/mod/sumdb").is_dir():
        missing("Go with its module library (golang-go, golang-golang-x-mod-dev)")
    folder = tmp_path_factory.mktemp("go")
    program = folder / "read_log"
    subprocess.run(
        [str(go), "build", "-o", str(program), str(HERE / "read_log.go")],
        env={
            "PATH": os.environ["PATH"],
            "GO111MODULE": "off",
            "GOPATH": str(GO_LIBRARY),
            "GOCACHE": str(folder / "cache"),
        },
        check=True,
    )
    return (str(program),)


@pytest.fixture(scope="module")
def python_reader() -> tuple[str, ...]:
    """The Python program, where a Python that its library asks for is found; there it has to be.

    Skipped without one, in CI too: then Go's program is the one that reads.
    """
    if not COUNTERPART.exists():
        if find_python() is None:
            pytest.skip("No Python 3.12 or later is here, which aics-tlog asks for")
        missing(f"{COUNTERPART}, which tools/counterpart.py makes,")
    asked = subprocess.run(
        [str(COUNTERPART), "-c", "import aics_tlog"], capture_output=True, text=True, check=False
    )
    if asked.returncode != 0:
        pytest.fail(f"{COUNTERPART} is broken: {asked.stderr}")
    return (str(COUNTERPART), str(HERE / "read_log.py"))


@pytest.fixture(params=["go_reader", "python_reader"])
def read(request: pytest.FixtureRequest) -> Reader:
    """Each of both readers in turn."""
    return partial(run, request.getfixturevalue(request.param))


def run(command: tuple[str, ...], *words: object) -> subprocess.CompletedProcess[str]:
    """What a reader says of a folder, a key and the checkpoints of earlier sizes."""
    return subprocess.run([*command, *map(str, words)], capture_output=True, text=True, check=False)


@pytest.fixture
def published(db: None, home: Path, tmp_path: Path) -> tuple[Path, str, list[Path]]:  # noqa: ARG001 (a database and a folder have to be there)
    """A log published at several sizes, its key, and the checkpoint of each size."""
    log = open_log("fair-courts", ORIGIN, by=COMMAND)
    begin(log)
    keep(log, DAY)
    folder = published_folder(log.slug)
    checkpoints, asked = [], 2
    for size in SIZES:
        for _ in range(size - asked):
            ask_signed(log)
        asked = size
        keep(log, DAY)
        checkpoints.append(tmp_path / f"checkpoint-{size}")
        shutil.copy(folder / "checkpoint", checkpoints[-1])
    return folder, log.key, checkpoints


def test_others_read_our_log(published: tuple[Path, str, list[Path]], read: Reader) -> None:
    folder, key, checkpoints = published
    ran = read(folder, key, *checkpoints)
    assert ran.stderr == ""
    assert ran.stdout.startswith(f"size {SIZES[-1]}")
    assert f" {SIZES[-1]} entries proven, {len(SIZES)} checkpoints " in ran.stdout


@pytest.mark.parametrize(
    "path", ["checkpoint", "tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/001"]
)
def test_others_refuse_what_was_altered(
    published: tuple[Path, str, list[Path]], read: Reader, path: str
) -> None:
    folder, key, _ = published
    data = bytearray((folder / path).read_bytes())
    data[len(data) // 2] ^= 1
    (folder / path).write_bytes(data)
    ran = read(folder, key)
    assert ran.returncode != 0
    assert ran.stdout == ""


def test_others_refuse_a_tree_that_does_not_go_on(
    published: tuple[Path, str, list[Path]], read: Reader
) -> None:
    """A checkpoint signed by the log itself, over another tree of an earlier size."""
    folder, key, checkpoints = published
    forked = Checkpoint(ORIGIN, 256, seeded("another tree")).text()
    public = VerifierKey.parse(key)
    signature = sign(key_path("fair-courts"), public, forked.encode())
    lines = (NoteSignature(ORIGIN, public.key_id, signature),)
    checkpoints[1].write_bytes(Note(forked, lines).encode())
    ran = read(folder, key, checkpoints[1])
    assert ran.returncode != 0
    assert "256" in ran.stderr


def test_go_reads_a_log_of_three_levels(tmp_path: Path, go_reader: tuple[str, ...]) -> None:
    """256 tiles of 256 hashes are a tile above them, and one more entry begins another branch."""
    size = TILE_WIDTH**2 + 1
    entries = [b"%d" % number for number in range(size)]
    hashes = [leaf_hash(each) for each in entries]
    levels = [hashes]
    while len(levels[-1]) >= TILE_WIDTH:
        below = levels[-1]
        whole = range(0, len(below) - TILE_WIDTH + 1, TILE_WIDTH)
        levels.append([tree_root(below[first : first + TILE_WIDTH]) for first in whole])
    for tile in tiles_of(size):
        first = tile.number * TILE_WIDTH
        put(tmp_path / tile.path, b"".join(levels[tile.level][first : first + tile.width]))
        if tile.level == 0:
            bundle = encode_bundle(entries[first : first + tile.width])
            put(tmp_path / entries_path(tile.number, tile.width), bundle)
    press = Press(tmp_path)
    (tmp_path / "checkpoint").write_bytes(press.checkpoint(size, tree_root(hashes)))
    ran = run(go_reader, tmp_path, press.key.encode())
    assert ran.stderr == ""
    assert ran.stdout.startswith(f"size {size}")


def put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def test_the_verifier_reads_a_log_of_tessera(
    shared_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    """Its tiles, tree and signature hold; that its entries are no letter's is said."""
    monkeypatch.setenv("UNDERSIGNED_MEMORY", str(tmp_path / "memory"))
    log = shared_folder / "vectors/tessera-log/log"
    assert verify([str(log), "--key", TESSERA_KEY, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert (said["size"], said["root"]) == (15, "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=")
    steps = {each["name"]: each for each in said["steps"]}
    assert [steps[name]["ok"] for name in ("tiles", "tree")] == [True, True]
    assert "<host>[:port]/<letter>" in steps["note"]["detail"]
    assert steps["note"]["detail"].count("checkpoint:") == 1
    assert steps["entries"]["ok"] is False
    altered = tmp_path / "altered"
    shutil.copytree(log, altered)
    (altered / "tile/0/000.p/15").write_bytes(bytes(15 * 32))
    assert verify([str(altered), "--key", TESSERA_KEY, "--json"]) == 1
    said = json.loads(capsys.readouterr().out)
    assert next(each for each in said["steps"] if each["name"] == "tiles")["ok"] is False


def test_others_read_a_log_of_tessera(shared_folder: Path, read: Reader) -> None:
    """So that a reader that refuses ours, or takes it, is known to read others' rightly."""
    log = shared_folder / "vectors/tessera-log/log"
    earlier = [log / f"checkpoint.{size}" for size in range(1, 16)]
    ran = read(log, TESSERA_KEY, *earlier)
    assert ran.stderr == ""
    assert "15 entries proven, 15 checkpoints" in ran.stdout
