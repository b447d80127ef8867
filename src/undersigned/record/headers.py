"""How published files are sent, whoever sends them (record-format.md section 1)."""

import mimetypes
from pathlib import PurePosixPath

# Python's own table and these; what a system knows besides differs from one to the next.
TYPES = mimetypes.MimeTypes()
for _type, _ending in (
    ("font/ttf", ".ttf"),
    ("font/woff2", ".woff2"),
    ("image/webp", ".webp"),
    ("text/javascript", ".js"),
    ("text/javascript", ".mjs"),
):
    TYPES.add_type(_type, _ending)
IMMUTABLE = "public, max-age=31536000, immutable"
SECONDS = "public, max-age=5"
HOURS = "public, max-age=3600"
# The first part of a path under the letter's prefix, and how long a cache may keep what is there.
CACHING = {
    "tile": IMMUTABLE,
    "rules": IMMUTABLE,
    "editions": IMMUTABLE,
    "addenda": IMMUTABLE,
    "deliveries": IMMUTABLE,
    "token-keys": IMMUTABLE,
    "witnesses": HOURS,
    "assets": HOURS,
}


def content_type(path: PurePosixPath, parts: tuple[str, ...]) -> str:
    """The type of a file.

    Args:
        path: Its name.
        parts: The parts of its path under the letter's prefix.
    """
    if "tile" in parts[:1] or path.suffix in {".der", ".pyz"}:
        return "application/octet-stream"
    if path.suffix == ".md":
        return "text/markdown; charset=utf-8"
    guessed = TYPES.guess_type(path.name)[0] if path.suffix else None
    if guessed is None:
        return "text/plain; charset=utf-8"
    return f"{guessed}; charset=utf-8" if guessed.startswith("text/") else guessed


def caching(parts: tuple[str, ...]) -> str:
    """The Cache-Control of a file.

    Args:
        parts: The parts of its path under the letter's prefix.
    """
    return CACHING.get(parts[0] if parts else "", SECONDS)
