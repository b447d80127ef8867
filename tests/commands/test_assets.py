"""The style and fonts of the pages, where they are served from."""

from pathlib import Path

from pytest_django import Settings

from undersigned.commands.running import collect_assets


def test_an_asset_that_a_power_cut_left_empty_is_there_again(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path
    collect_assets()
    style = tmp_path / "look" / "undersigned.css"
    whole = style.read_bytes()
    style.write_bytes(b"")
    collect_assets()
    assert style.read_bytes() == whole
