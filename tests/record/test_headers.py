"""The types of published files, which no machine's own table may change."""

from pathlib import PurePosixPath

import pytest

from undersigned.record.headers import content_type


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("checkpoint", "text/plain; charset=utf-8"),
        ("tile/0/000", "application/octet-stream"),
        ("tile/entries/000.p/7", "application/octet-stream"),
        ("token-keys/1.der", "application/octet-stream"),
        ("check/undersigned-verify.pyz", "application/octet-stream"),
        ("editions/1.en.md", "text/markdown; charset=utf-8"),
        ("index.html", "text/html; charset=utf-8"),
        ("count.json", "application/json"),
        ("assets/fonts/text.woff2", "font/woff2"),
        ("assets/icon.svg", "image/svg+xml"),
        ("assets/script.js", "text/javascript; charset=utf-8"),
        ("downloads/signatories.csv", "text/csv; charset=utf-8"),
    ],
)
def test_a_file_is_of_its_type(path: str, kind: str) -> None:
    whole = PurePosixPath(path)
    assert content_type(PurePosixPath(whole.name), whole.parts) == kind
