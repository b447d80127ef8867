"""The file of a backup: whole or refused, open or encrypted."""

from pathlib import Path

import pyrage
import pytest

from undersigned.config.backup.container import (
    BackupRefused,
    parse_manifest,
    reading,
    recipient,
    writing,
)

PARTS = {"manifest.json": b"{}", "tables/a/000001.jsonl": b"[1]\n" * 50_000, "files/secret": b"s"}


def write(path: Path, keys: list[str]) -> Path:
    with writing(path, keys) as parts:
        for name, data in PARTS.items():
            parts.add(name, data)
    return path


def read(path: Path, identity: Path | None = None) -> dict[str, bytes]:
    with reading(path, identity) as parts:
        return dict(parts)


@pytest.fixture
def key(tmp_path: Path) -> tuple[str, Path]:
    """A public key of age, and the file with the private one."""
    pair = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# created: today\n{pair}\n")
    return str(pair.to_public()), path


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = write(tmp_path / "one", [])
    assert read(path) == PARTS
    assert path.stat().st_mode & 0o777 == 0o600


def test_with_a_key_nothing_can_be_read_without_it(tmp_path: Path, key: tuple[str, Path]) -> None:
    public, private = key
    path = write(tmp_path / "one", [public])
    assert b"manifest" not in path.read_bytes()
    assert read(path, private) == PARTS
    with pytest.raises(BackupRefused, match="is encrypted"):
        read(path)


def test_another_key_opens_nothing(tmp_path: Path, key: tuple[str, Path]) -> None:
    path = write(tmp_path / "one", [key[0]])
    other = tmp_path / "other.txt"
    other.write_text(str(pyrage.x25519.Identity.generate()))
    with pytest.raises(BackupRefused, match="can't be decrypted with"):
        read(path, other)


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_backup_that_was_cut_off_is_refused(
    tmp_path: Path, key: tuple[str, Path], encrypted: bool
) -> None:
    path = write(tmp_path / "one", [key[0]] if encrypted else [])
    whole = path.read_bytes()
    for length in (len(whole) - 1, len(whole) // 2, 30):
        path.write_bytes(whole[:length])
        with pytest.raises(BackupRefused):
            read(path, key[1])


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_changed_byte_is_found(tmp_path: Path, key: tuple[str, Path], encrypted: bool) -> None:
    path = write(tmp_path / "one", [key[0]] if encrypted else [])
    whole = bytearray(path.read_bytes())
    for place in range(40, len(whole), len(whole) // 7):
        changed = bytearray(whole)
        changed[place] ^= 1
        path.write_bytes(changed)
        with pytest.raises(BackupRefused):
            read(path, key[1])


def test_a_writer_that_fails_leaves_nothing(tmp_path: Path, key: tuple[str, Path]) -> None:
    def fail() -> None:
        with writing(tmp_path / "one", [key[0]]) as parts:
            parts.add("a", b"1")
            raise KeyError("the database went away")

    with pytest.raises(KeyError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["key.txt"]


def test_other_files_and_keys_are_named(tmp_path: Path) -> None:
    path = tmp_path / "letter.md"
    path.write_text("# A letter\n")
    with pytest.raises(BackupRefused, match="is no backup of Undersigned"):
        read(path)
    with pytest.raises(BackupRefused, match="is no public key of age"):
        recipient("age1notakey")
    with pytest.raises(BackupRefused, match="holds no private key"):
        read(write_encrypted_head(tmp_path / "two"), path)


def write_encrypted_head(path: Path) -> Path:
    path.write_bytes(b"age-encryption.org/v1\n")
    return path


def test_a_format_of_tomorrow_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="is a backup of format 2, and this version knows 1"):
        parse_manifest(b'{"format": 2}', tmp_path / "one")
