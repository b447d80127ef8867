"""A signature's line as the record takes it."""

import datetime as dt
import secrets

from undersigned.evidence.records import Post, Record
from undersigned.signing.models import ImportedName, Signature

SALT_BYTES = 32


def record_line(signature: Signature) -> bytes:
    """Write the record of a signature as it stands, with a fresh salt."""
    return Record(
        salt=secrets.token_bytes(SALT_BYTES),
        letter=signature.letter.log.origin,
        as_=signature.kind,
        name=signature.name,
        edition=signature.edition,
        language=signature.language,
        by=signature.by,
        posts=posts_of(signature),
        years=signature.years,
        served=tuple(signature.served),
        place=signature.place,
        statement=signature.statement,
        checks={code: dt.date.fromisoformat(day) for code, day in signature.checks.items()},
    ).encode()


def posts_of(row: Signature | ImportedName) -> tuple[Post, ...]:
    """The posts as a record has them."""
    return tuple(
        Post(
            title=post.get("title", ""),
            office=post.get("office", ""),
            from_=post.get("from", ""),
            to=post.get("to", ""),
        )
        for post in row.posts
    )
