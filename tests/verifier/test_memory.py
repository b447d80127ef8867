from pathlib import Path

import pytest

from letter_press import ORIGIN, Press
from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import encode_base64
from undersigned.verifier.memory import NOTHING, Memory, Seen, memory_folder


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "memory")


def seen(size: int, tmp_path: Path) -> Seen:
    press = Press(tmp_path / "letter")
    return Seen(press.key.encode(), size, encode_base64(bytes([size]) * 32))


def test_nothing_is_remembered_at_first(memory: Memory) -> None:
    assert memory.recall(ORIGIN) == NOTHING


def test_what_was_kept_is_recalled(memory: Memory, tmp_path: Path) -> None:
    kept = seen(5, tmp_path)
    memory.keep(ORIGIN, kept, place=None, own=False)
    remembered = memory.recall(ORIGIN)
    assert remembered.origin == kept
    assert kept.root_bytes == b"\x05" * 32
    assert not remembered.copies


def test_memory_moves_forward_only(memory: Memory, tmp_path: Path) -> None:
    for size in (5, 9, 7):
        memory.keep(ORIGIN, seen(size, tmp_path), place=None, own=False)
    assert memory.recall(ORIGIN).origin == seen(9, tmp_path)


def test_a_copy_judged_by_its_own_key_leaves_the_letters_memory_alone(
    memory: Memory, tmp_path: Path
) -> None:
    memory.keep(ORIGIN, seen(5, tmp_path), place=None, own=False)
    memory.keep(ORIGIN, seen(9, tmp_path), place="/archive", own=True)
    remembered = memory.recall(ORIGIN)
    assert remembered.origin == seen(5, tmp_path)
    assert remembered.copies == {"/archive": seen(9, tmp_path)}


def test_the_copy_seen_longest_ago_is_forgotten_first(memory: Memory, tmp_path: Path) -> None:
    for number in range(70):
        memory.keep(ORIGIN, seen(5, tmp_path), place=f"/{number}", own=True)
    memory.keep(ORIGIN, seen(5, tmp_path), place="/10", own=True)
    copies = list(memory.recall(ORIGIN).copies)
    assert len(copies) == 64
    assert copies[0] == "/6"
    assert copies[-1] == "/10"


def test_writing_leaves_no_other_file(memory: Memory, tmp_path: Path) -> None:
    memory.keep(ORIGIN, seen(5, tmp_path), place=None, own=False)
    assert list((tmp_path / "memory").iterdir()) == [memory.path(ORIGIN)]


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'{"copies": []}',
        b'{"key": "x", "size": 1, "root": "", "policy": "", "copies": {}}',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_damaged_memory_is_refused_and_not_forgotten(memory: Memory, damage: bytes) -> None:
    memory.path(ORIGIN).parent.mkdir()
    memory.path(ORIGIN).write_bytes(damage)
    with pytest.raises(Malformed, match="memory"):
        memory.recall(ORIGIN)


@pytest.mark.parametrize(
    ("member", "value"),
    [("size", '"5"'), ("size", "-5"), ("size", "5.0"), ("root", '"AAAA"'), ("policy", "1")],
)
def test_a_memory_with_a_member_of_another_kind_is_refused(
    memory: Memory, tmp_path: Path, member: str, value: str
) -> None:
    memory.keep(ORIGIN, seen(5, tmp_path), place=None, own=False)
    lines = memory.path(ORIGIN).read_text().split("\n")
    changed = [
        f'"{member}": {value},' if line.strip().startswith(f'"{member}"') else line
        for line in lines
    ]
    memory.path(ORIGIN).write_text("\n".join(changed))
    with pytest.raises(Malformed, match="memory"):
        memory.recall(ORIGIN)


def test_the_folder_is_named_by_the_environment() -> None:
    assert memory_folder({"UNDERSIGNED_MEMORY": "/m"}) == Path("/m")
    assert memory_folder({"XDG_STATE_HOME": "/s"}) == Path("/s/undersigned")
    home = Path.home() / ".local" / "state" / "undersigned"
    assert memory_folder({}) == home
    assert memory_folder({"XDG_STATE_HOME": "relative"}) == home
