"""What a report says; source: record format, section 9."""

from pathlib import Path
from typing import Any

from letter_press import Press
from letter_readers import World


def test_a_report_has_exactly_the_members_of_section_9(press: Press, world: World) -> None:
    report = world.verify(press.folder).as_json()
    members = [
        "origin",
        "size",
        "root",
        "edition",
        "total",
        "named",
        "organisations",
        "withheld",
        "imported",
        "earlier",
        "withdrawn",
        "removed",
        "amended",
        "witnesses",
        "key",
        "steps",
    ]
    assert list(report) == members
    steps: Any = report["steps"]
    assert [sorted(step) for step in steps] == [["detail", "name", "ok"]] * 10


def test_a_step_names_twenty_flaws_and_the_number_of_the_rest(tmp_path: Path, world: World) -> None:
    press = Press(tmp_path / "letter")
    for number in range(50):
        press.sign(f"Signatory {number}")
    press.write()
    press.put("index.html", press.page(rows=""))
    report = world.verify(press.folder)
    assert len(report.step(8).failures) == 20
    assert "and 30 more like these" in report.step(8).detail
