"""The four roles, and the one table of what each may do. Pure: it asks nobody and keeps nothing.

The door (`access.desk_required`), the pages that leave out what somebody may not press, the page
of the team and docs/reference/roles.md all read this table; none has an opinion of its own.
"""

from collections.abc import Mapping
from enum import Enum

from django.db.models.enums import TextChoices


class Role(TextChoices):
    """What somebody is for a letter."""

    OWNER = "owner", "owner"
    EDITOR = "editor", "editor"
    REVIEWER = "reviewer", "reviewer"
    OBSERVER = "observer", "observer"


class Permission(Enum):
    """One thing that may be done at a letter's desk; the value says it as the pages do."""

    READ = "See the desk: signatures, lists, drafts, the team, and the trail"
    SEE_ADDRESSES = "See addresses of signers, and what they sent to be checked by"
    DECIDE = "Accept, decline and correct signatures, and take them off"
    TAKE_LISTS = "Bring a list along, mend its lines, and leave lines out"
    SHOW_LISTS = "Show an imported list in public, and have its people invited to confirm"
    WRITE = "Write drafts of the letter, of editions and addenda"
    PUBLISH = "Publish the letter, editions, addenda, replies and rules"
    OPEN_AND_CLOSE = "Open and close signing, and hand the letter over"
    MANAGE_TEAM = "Invite people, change their roles, and take them off"


ROLE_IN_WORDS: Mapping[Role, str] = {
    Role.OWNER: "answers for the letter, and may do everything",
    Role.EDITOR: "writes the letter; an owner publishes",
    Role.REVIEWER: "checks who signed",
    Role.OBSERVER: "looks, and changes nothing",
}

ALLOWED: Mapping[Permission, frozenset[Role]] = {
    Permission.READ: frozenset(Role),
    Permission.SEE_ADDRESSES: frozenset({Role.OWNER, Role.REVIEWER}),
    Permission.DECIDE: frozenset({Role.OWNER, Role.REVIEWER}),
    Permission.TAKE_LISTS: frozenset({Role.OWNER, Role.REVIEWER}),
    Permission.SHOW_LISTS: frozenset({Role.OWNER}),
    Permission.WRITE: frozenset({Role.OWNER, Role.EDITOR}),
    Permission.PUBLISH: frozenset({Role.OWNER}),
    Permission.OPEN_AND_CLOSE: frozenset({Role.OWNER}),
    Permission.MANAGE_TEAM: frozenset({Role.OWNER}),
}


def may(role: str, permission: Permission) -> bool:
    """Whether this role may do this."""
    return role in ALLOWED[permission]


def permissions_of(role: str) -> Mapping[str, bool]:
    """Every permission by its name in lower case, for templates: `{% if may.publish %}`."""
    return {each.name.lower(): may(role, each) for each in Permission}


def table() -> list[tuple[str, list[bool]]]:
    """The whole table, for pages and docs: each permission in words, then a yes or no a role."""
    return [(each.value, [may(role, each) for role in Role]) for each in Permission]
