"""Backups and restoring, by the command line, over instances of their own."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pyrage
import pytest

from command_line import HOST, running, undersigned
from letter_files import LETTER
from undersigned.config.backup.container import reading, writing


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an instance `site` that has published one letter, and a backup of it."""
    folder = tmp_path_factory.mktemp("backups")
    (folder / "bridge.md").write_text(LETTER, encoding="utf-8")
    publish = ("letter", "publish", folder / "bridge.md", "--host", HOST)
    assert undersigned("--home", folder / "site", *publish).returncode == 0
    assert undersigned("--home", folder / "site", "tick").returncode == 0
    said = undersigned("--home", folder / "site", "backup", "--to", folder / "kept")
    assert said.returncode == 0, said.stderr
    return folder


def backup_in(folder: Path) -> Path:
    (path,) = folder.glob("*Z.undersigned*")
    return path


def test_a_backup_comes_back_and_verifies(made: Path, tmp_path: Path) -> None:
    home = tmp_path / "again"
    published = made / "site" / "published"
    said = undersigned(
        "--home", home, "restore", backup_in(made / "kept"), "--published", published
    )
    assert said.returncode == 0, said.stdout + said.stderr
    assert "All of it holds." in said.stdout
    for name in ("checkpoint", "count.json", "tile/entries/000.p/2", "index.html"):
        assert (home / "published/bridge" / name).read_bytes() == (
            published / "bridge" / name
        ).read_bytes()
    for private in ("secret", "keys/bridge.pem", "undersigned.toml"):
        assert (home / private).read_bytes() == (made / "site" / private).read_bytes()
        assert (home / private).stat().st_mode & 0o777 == 0o600
    assert undersigned("--home", home, "tick").returncode == 0


def test_while_it_is_served_and_encrypted(made: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(made / "site", tmp_path / "site"))
    pair = pyrage.x25519.Identity.generate()
    key = tmp_path / "key.txt"
    key.write_text(f"{pair}\n")
    with running("--home", home, "serve"):
        to = ("--to", tmp_path / "kept", "--age", pair.to_public())
        said = undersigned("--home", home, "backup", *to)
    assert (said.returncode, said.stderr) == (0, "")
    path = backup_in(tmp_path / "kept")
    restore = ("restore", path, "--newest")
    assert "is encrypted" in undersigned("--home", tmp_path / "a", *restore).stderr
    said = undersigned("--home", tmp_path / "a", *restore, "--identity", key)
    assert said.returncode == 0, said.stderr
    assert "All of it holds." in said.stdout


def test_older_than_what_the_world_has_seen_it_does_not_go_on(made: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(made / "site", tmp_path / "site"))
    close = ("letter", "close", "bridge", "--reason", "Handed over")
    assert undersigned("--home", home, *close).returncode == 0
    assert undersigned("--home", home, "tick").returncode == 0
    restore = ("restore", backup_in(made / "kept"), "--published", home / "published")
    said = undersigned("--home", tmp_path / "again", *restore)
    assert (said.returncode, said.stdout) == (1, "")
    assert "bridge: the world has seen 3 entries, and this backup holds 2." in said.stderr
    assert "Restore a newer backup." in said.stderr


def test_somebody_has_to_say_what_the_world_has_seen(made: Path, tmp_path: Path) -> None:
    restore = ("--home", tmp_path / "again", "restore", backup_in(made / "kept"))
    for more in ((), ("--newest", "--published", made / "site" / "published")):
        said = undersigned(*restore, *more)
        assert said.returncode == 1
        assert said.stderr.startswith("Say where the letters were published last")
    assert not (tmp_path / "again").exists()
    said = undersigned(*restore, "--published", tmp_path)
    assert "has no bridge/checkpoint" in said.stderr


def test_a_stopped_restoring_begins_again(made: Path, tmp_path: Path) -> None:
    home = tmp_path / "again"
    home.mkdir()
    for name in ("backup-is-being-restored", "undersigned.sqlite3", "secret"):
        (home / name).write_text("half")
    said = undersigned("--home", home, "restore", backup_in(made / "kept"), "--newest")
    assert said.returncode == 0, said.stderr
    assert "it begins again" in said.stderr


def test_what_is_half_restored_is_not_used(made: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(made / "site", tmp_path / "site"))
    (home / "backup-is-being-restored").touch()
    for words in (("serve",), ("tick",), ("backup",)):
        said = undersigned("--home", home, *words)
        assert said.returncode == 1
        assert "was not restored to the end" in said.stderr


def test_a_lost_database_is_not_begun_anew(made: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(made / "site", tmp_path / "site"))
    for path in home.glob("undersigned.sqlite3*"):
        path.unlink()
    said = undersigned("--home", home, "tick")
    assert said.returncode == 1
    assert "undersigned.sqlite3 is missing, although bridge has a key here" in said.stderr
    assert not (home / "undersigned.sqlite3").exists()


def test_a_folder_is_for_one_instance(made: Path, tmp_path: Path) -> None:
    (tmp_path / "erasures.jsonl").touch()
    (tmp_path / "instance").write_text("0" * 32)
    path = Path(shutil.copy(backup_in(made / "kept"), tmp_path))
    for words in (
        ("--home", made / "site", "backup", "--to", tmp_path, "--keep", "1"),
        ("--home", tmp_path / "again", "restore", path, "--newest"),
    ):
        said = undersigned(*words)
        assert said.returncode == 1
        assert "is for the backups of another instance" in said.stderr
    assert path.exists()


def test_newest_is_not_believed_where_the_site_shows_more(made: Path, tmp_path: Path) -> None:
    home = Path(shutil.copytree(made / "site", tmp_path / "site"))
    with shown(home / "published") as url:
        with (home / "undersigned.toml").open("a", encoding="utf-8") as settings:
            settings.write(f'\nurl = "{url}"\n')
        to = ("--to", tmp_path / "kept")
        assert undersigned("--home", home, "backup", *to).returncode == 0
        restore = ("restore", backup_in(tmp_path / "kept"), "--newest")
        assert undersigned("--home", tmp_path / "good", *restore).returncode == 0
        close = ("letter", "close", "bridge", "--reason", "Handed over")
        assert undersigned("--home", home, *close).returncode == 0
        assert undersigned("--home", home, "tick").returncode == 0
        said = undersigned("--home", tmp_path / "again", *restore)
    assert said.returncode == 1
    assert "the world has seen 3 entries, and this backup holds 2." in said.stderr


@contextmanager
def shown(folder: Path) -> Iterator[str]:
    """A folder as any web server shows it."""
    handler = partial(Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


class Quiet(SimpleHTTPRequestHandler):
    """Says nothing of what it was asked for."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_folder_with_something_in_it_is_left_alone(made: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    said = undersigned("--home", tmp_path, "restore", backup_in(made / "kept"), "--newest")
    assert said.returncode == 1
    assert "holds something" in said.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_rows_that_were_changed_and_files_of_elsewhere_are_refused(
    made: Path, tmp_path: Path
) -> None:
    with reading(backup_in(made / "kept"), None) as parts:
        content = list(parts)
    for name, data, why in (
        ("files/../outside", b"x", "is none of an instance's"),
        ("tables/letters_letter/000002.jsonl", b"[1, 2]\n", "is no row of it"),
        ("tables/elsewhere/000001.jsonl", b"[1]\n", "that this version does not know"),
    ):
        path = tmp_path / "changed.undersigned"
        place = 1 if name.startswith("files") else len(content)
        with writing(path, []) as written:
            for one, bytes_of_one in (*content[:place], (name, data), *content[place:]):
                written.add(one, bytes_of_one)
        said = undersigned("--home", tmp_path / "again", "restore", path, "--newest")
        assert said.returncode == 1
        assert why in said.stderr
    assert not (tmp_path / "outside").exists()


def test_a_backup_of_a_newer_version_is_refused(made: Path, tmp_path: Path) -> None:
    with reading(backup_in(made / "kept"), None) as parts:
        content = dict(parts)
    manifest = json.loads(content.pop("manifest.json"))
    manifest["migrations"].append("letters 0999_of_tomorrow")
    path = tmp_path / "newer.undersigned"
    with writing(path, []) as written:
        written.add("manifest.json", json.dumps(manifest).encode())
        for name, data in content.items():
            written.add(name, data)
    said = undersigned("--home", tmp_path / "again", "restore", path, "--newest")
    assert said.returncode == 1
    assert "written by a newer version of Undersigned (letters 0999_of_tomorrow)" in said.stderr


def test_only_the_newest_are_kept(made: Path, tmp_path: Path) -> None:
    for _ in range(3):
        to = ("--to", tmp_path, "--keep", "2")
        assert undersigned("--home", made / "site", "backup", *to).returncode == 0
    assert len(list(tmp_path.glob("*Z.undersigned"))) == 2


def test_nothing_private_is_put_where_the_world_reads(made: Path) -> None:
    folder = made / "site" / "published" / "kept"
    said = undersigned("--home", made / "site", "backup", "--to", folder)
    assert said.returncode == 1
    assert "is published to the world" in said.stderr
    assert not folder.exists()
