"""Programs that check mail confirm nobody: a short run of trials/mail_scanner.py."""

import pytest

from mail_scanner import run


@pytest.mark.sqlite
def test_scanners_that_open_script_and_press_confirm_nobody() -> None:
    found = run(people=12, in_chromium=2, seed=4)
    assert found.broken == []
    assert found.states == {"waiting": 12}
    assert found.asked["GET 200"] >= 12
    assert found.asked["in Chromium"] >= 2
    assert found.asked["pressed in Chromium"] == 1
