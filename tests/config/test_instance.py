import os
from pathlib import Path
from typing import Any

import pytest

from undersigned.config.instance import (
    Instance,
    change_setting,
    instance_of_environment,
    open_instance,
)
from undersigned.config.settings_file import InstanceRefused, Settings


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def refused(folder: Path) -> str:
    with pytest.raises(InstanceRefused) as caught:
        open_instance(folder)
    return str(caught.value)


def test_a_folder_that_does_not_exist_becomes_an_instance(tmp_path: Path) -> None:
    instance = open_instance(tmp_path / "a" / "b", Settings(host="letters.example.org"))
    assert instance.settings == Settings(host="letters.example.org")
    assert instance.folder == (tmp_path / "a" / "b").resolve()
    assert open_instance(instance.folder) == instance


def test_an_empty_folder_becomes_an_instance(tmp_path: Path) -> None:
    assert open_instance(tmp_path).settings == Settings()


def test_others_pass_through_to_what_is_published_and_read_nothing_private(tmp_path: Path) -> None:
    instance = open_instance(tmp_path / "site")
    assert instance.secret
    assert mode(instance.folder) == 0o711
    assert mode(instance.folder / "undersigned.toml") == 0o600
    assert mode(instance.folder / "secret") == 0o600


def test_a_first_opening_that_was_cut_short_is_done_again(tmp_path: Path) -> None:
    (tmp_path / ".undersigned.toml.writing").write_text("# The sett")
    assert open_instance(tmp_path).settings == Settings()


def test_a_folder_of_something_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_bytes(b"x")
    words = refused(tmp_path)
    assert "holds other things" in words
    assert "--home" in words
    assert [each.name for each in tmp_path.iterdir()] == ["thesis.odt"]


def test_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "is a file" in refused(tmp_path / "file")
    assert "can't be used" in refused(tmp_path / "file" / "site")


def test_a_place_where_nothing_can_be_written_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: Any, **__: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "mkdir", denied)
    words = refused(tmp_path / "site")
    assert "Permission denied" in words
    assert "--home" in words


def test_a_full_disk_is_refused_and_leaves_nothing_half(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert "No space left" in refused(tmp_path / "site")
    monkeypatch.undo()
    assert open_instance(tmp_path / "site").settings == Settings()


def test_the_secret_is_made_once_and_stays(tmp_path: Path) -> None:
    instance = open_instance(tmp_path / "site")
    assert len(instance.secret) == 64
    assert instance.secret == open_instance(tmp_path / "site").secret
    assert sorted(each.name for each in instance.folder.iterdir()) == ["secret", "undersigned.toml"]


def test_of_two_secrets_made_at_once_one_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = open_instance(tmp_path / "site")
    path = instance.folder / "secret"
    link = os.link

    def other_was_faster(source: Path, target: Path) -> None:
        path.write_text("a" * 64)
        link(source, target)

    monkeypatch.setattr(os, "link", other_was_faster)
    assert instance.secret == "a" * 64


def test_a_damaged_or_lost_secret_is_refused(tmp_path: Path) -> None:
    instance = open_instance(tmp_path / "site")
    path = instance.folder / "secret"
    path.write_text("12ab")
    with pytest.raises(InstanceRefused, match="damaged"):
        _ = instance.secret
    path.unlink()
    instance.database.write_bytes(b"SQLite format 3\x00")
    with pytest.raises(InstanceRefused, match="backup"):
        _ = instance.secret
    assert not path.exists()


def test_a_setting_is_changed_on_disk(tmp_path: Path) -> None:
    instance = open_instance(tmp_path / "site")
    changed = change_setting(instance, "host", "letters.example.org")
    assert changed.settings == Settings(host="letters.example.org")
    assert open_instance(instance.folder) == changed
    assert mode(instance.folder / "undersigned.toml") == 0o600


@pytest.mark.parametrize("value", ["Letters.Example.org", 'x"\nurl = "y', "x\\", ""])
def test_a_setting_that_can_not_be_used_is_not_written(tmp_path: Path, value: str) -> None:
    instance = open_instance(tmp_path / "site", Settings(host="letters.example.org"))
    before = (instance.folder / "undersigned.toml").read_bytes()
    if value:
        with pytest.raises(InstanceRefused):
            change_setting(instance, "host", value)
        assert (instance.folder / "undersigned.toml").read_bytes() == before
    else:
        assert change_setting(instance, "host", value).settings == Settings()


def test_the_environment_names_the_instance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UNDERSIGNED_HOME", str(tmp_path / "site"))
    assert isinstance(instance_of_environment(), Instance)
    monkeypatch.delenv("UNDERSIGNED_HOME")
    with pytest.raises(InstanceRefused, match="No instance is named"):
        instance_of_environment()


def test_of_two_that_begin_it_at_once_one_wins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "site"
    link = os.link

    def slow(source: Path, target: Path) -> None:
        """Let another process be first, at the last moment."""
        monkeypatch.setattr(os, "link", link)
        open_instance(folder, Settings(host="letters.example.org"))
        link(source, target)

    monkeypatch.setattr(os, "link", slow)
    instance = open_instance(folder, Settings(host="other.example.org"))
    assert instance.settings.host == "letters.example.org"
    assert [path.name for path in folder.iterdir()] == ["undersigned.toml"]
