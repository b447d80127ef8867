"""A signature's line as the record takes it."""

import datetime as dt
import secrets

from undersigned.evidence.records import Post, Record
from undersigned.signing.consents import SIGN
from undersigned.signing.models import ImportedName, Signature

SALT_BYTES = 32


def record_line(signature: Signature) -> bytes:
    """Write the record of a signature as it stands, with a fresh salt.

    Edition and language are those of its `signed` entry, also after its owner signed a later
    edition too (record-format.md, section 4).
    """
    edition, language = _first_signed(signature)
    return Record(
        salt=secrets.token_bytes(SALT_BYTES),
        letter=signature.letter.log.origin,
        as_=signature.kind,
        name=signature.name,
        edition=edition,
        language=language,
        by=signature.by,
        posts=posts_of(signature),
        years=signature.years,
        served=tuple(signature.served),
        place=signature.place,
        statement=signature.statement,
        checks={code: dt.date.fromisoformat(day) for code, day in signature.checks.items()},
    ).encode()


def _first_signed(signature: Signature) -> tuple[int, str]:
    signed = signature.consents.filter(kind=SIGN).order_by("edition")
    first = signed.values_list("edition", "language").first()
    return first or (signature.edition, signature.language)


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
