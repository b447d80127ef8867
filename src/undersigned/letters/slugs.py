"""The names of letters in addresses."""

import re

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST = 60
# What the site itself needs; a letter of that name would stand in the way.
RESERVED = frozenset({
    "accounts", "admin", "api", "assets", "desk", "favicon", "health", "mail", "mailbox",
    "metrics", "robots", "static", "verify", "well-known",
})  # fmt: skip

# What has an address of its own under a letter's. The page of a wording stands there too, under
# its language, and a tag of up to eight letters could be any of these.
RESERVED_IN_LETTER = frozenset({
    "addenda", "assets", "check", "checkpoint", "confirm", "deliveries", "downloads", "editions",
    "facts", "imported", "mine", "records", "report", "rules", "sign", "signatories", "take-off",
    "tile", "token-keys", "witnesses",
})  # fmt: skip


def check_slug(slug: str) -> str:
    """Return the slug.

    Raises:
        ValueError: saying what a slug looks like.
    """
    if not SLUG.fullmatch(slug) or len(slug) > LONGEST:
        raise ValueError(
            f"{slug!r} can't be a letter's name in addresses. Use at most {LONGEST} lower-case "
            "letters, digits and single hyphens, for example fair-courts."
        )
    if slug in RESERVED:
        raise ValueError(f"{slug!r} is needed by the site itself. Choose another name.")
    return slug
