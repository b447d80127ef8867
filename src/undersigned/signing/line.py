"""A signature's line as the record takes it, and its posts as the list prints them."""

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


def post_in_words(post: dict[str, str]) -> str:
    """A post as the list prints it: ``Prosecutor, Public Prosecution Service, 2003 to 2009``.

    Where only one year is known, the word before it says which: ``from 2003``, ``until 2009``.
    """
    first, last = post.get("from", ""), post.get("to", "")
    years = f"{first} to {last}" if first and last else ""
    if not years and (first or last):
        years = f"from {first}" if first else f"until {last}"
    parts = (post.get("title", ""), post.get("office", ""), years)
    return ", ".join(part for part in parts if part)


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
