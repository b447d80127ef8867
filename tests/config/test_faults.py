import logging
from pathlib import Path

import pytest

from undersigned.config.faults import PlaceOfFault, fault_sentences, place_of
from undersigned.config.settings_file import changed_text

SECRET_WORDS = "Henrike Lommquist-Canary"


def fault() -> Exception:
    try:
        changed_text(None, "host", SECRET_WORDS)  # type: ignore[arg-type]
    except TypeError as error:
        return error
    raise AssertionError


def test_the_place_of_a_fault_is_in_this_package() -> None:
    assert place_of(fault()).startswith("config/settings_file.py, line ")
    assert place_of(KeyError()) == "outside this package"


def test_a_fault_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    first, second = fault_sentences(fault(), tmp_path)
    (path,) = tmp_path.iterdir()
    assert "not yours: TypeError in config/settings_file.py" in first
    assert str(path) in second
    assert path.stat().st_mode & 0o777 == 0o600
    assert "Traceback" in path.read_text()


def test_a_fault_that_can_not_be_written_is_told_all_the_same(tmp_path: Path) -> None:
    _, second = fault_sentences(fault(), tmp_path / "gone")
    assert "could not be written" in second


def test_of_a_failed_page_nothing_of_the_request_is_logged() -> None:
    error = fault()
    record = logging.LogRecord(
        "django.request", logging.ERROR, "", 0, "Internal Server Error: %s",
        (f"/fair-courts/confirm/{SECRET_WORDS}",), (type(error), error, error.__traceback__),
    )  # fmt: skip
    assert PlaceOfFault().filter(record)
    said = logging.Formatter("%(levelname)s %(message)s").format(record)
    assert said.startswith("ERROR a page failed: TypeError in config/settings_file.py, line ")
    assert SECRET_WORDS not in said


@pytest.mark.parametrize("path", ["/fair-courts/confirm/abc", "/nothing"])
def test_what_is_no_fault_is_not_logged_at_all(path: str) -> None:
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "Not Found: %s", (path,), None
    )
    assert not PlaceOfFault().filter(record)
