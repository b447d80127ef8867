"""The table of what each role may do, and the page that shows it."""

import re
from pathlib import Path

import pytest

from undersigned.organisers.roles import (
    ALLOWED,
    ROLE_IN_WORDS,
    Permission,
    Role,
    may,
    permissions_of,
    table,
)

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "roles.md"


def test_every_permission_has_its_roles_and_an_owner() -> None:
    assert set(ALLOWED) == set(Permission)
    assert all(Role.OWNER in roles for roles in ALLOWED.values())
    assert set(ROLE_IN_WORDS) == set(Role)


def test_an_observer_only_looks() -> None:
    assert [each for each in Permission if may("observer", each)] == [Permission.READ]


@pytest.mark.parametrize("role", ["", "king", "Owner"])
def test_what_is_no_role_may_nothing(role: str) -> None:
    assert not any(permissions_of(role).values())


def test_templates_ask_by_name() -> None:
    assert permissions_of("editor")["write"] is True
    assert permissions_of("editor")["publish"] is False


def test_the_reference_shows_this_table() -> None:
    rows = re.findall(r"^\| ([A-Z].+?) \| (.*) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    shown = [(words, [cell.strip() == "yes" for cell in cells.split("|")]) for words, cells in rows]
    assert shown == table()
    text = PAGE.read_text(encoding="utf-8")
    for role, words in ROLE_IN_WORDS.items():
        assert f"- **{role.value}**: {words}." in text
