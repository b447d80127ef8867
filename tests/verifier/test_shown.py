"""Rows and records, by the records' own bytes; source: record format, sections 6 and 7."""

from undersigned.verifier.page import Row
from undersigned.verifier.shown import shows

CHECKS = b'"checks":{"mail":"2026-01-01","name":"2026-01-02"}}'


def row(name: str) -> Row:
    return Row(entry="2", line=1, fields=[("name", name)])


def test_a_row_shows_what_the_record_says() -> None:
    line = b'{"salt":"x","as":"person","name":"Greta Brezik",' + CHECKS
    assert shows(row("Greta Brezik"), line)
    assert not shows(row("Greta"), line)


def test_a_check_that_is_called_name_is_nobodys_name() -> None:
    """Only the spaces tell where the name is, as JSON allows them."""
    line = b'{"salt":"x","as":"person","name": "Greta Brezik",' + CHECKS
    assert not shows(row("2026-01-02"), line)
