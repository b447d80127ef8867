"""One life with a clock that is set back and forward, by the code of trials/clock.py."""

from pathlib import Path

import clock as trial
from clock import Result
from mail_server import mail_server


def test_no_clock_that_is_wrong_revives_or_loses_anything(tmp_path: Path) -> None:
    with mail_server() as mails:
        result = trial.trial(tmp_path, 1, 3, mails)
    assert result == Result(people=result.people, settings=5, seconds=result.seconds, broken=[])
    assert result.people == 12
