"""Invented entries and records: strategies for Hypothesis, and a short letter to go on from."""

import datetime as dt
import hashlib
import unicodedata
from typing import Any

from hypothesis import strategies as st

from undersigned.evidence.characters import check_text
from undersigned.evidence.entries import (
    REMOVAL_REASONS,
    Addendum,
    Amended,
    Closed,
    Delivered,
    Edition,
    Entry,
    Imported,
    Issued,
    Reconfirmed,
    Removed,
    Reopened,
    Rules,
    Signed,
    Struck,
    Successor,
    Withdrawn,
    Withheld,
)
from undersigned.evidence.history import History
from undersigned.evidence.records import Post, Record
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import ed25519_key

LETTER = "letters.example.org/fair-courts"
DAY = dt.date(2026, 1, 29)
TOKEN_KEY = "7" * 64


def hashed(text: str) -> str:
    """Return some hash in hex, a different one for each text."""
    return hashlib.sha256(text.encode()).hexdigest()


def rules(number: int = 1, token_key: str | None = TOKEN_KEY) -> Rules:
    """Return rules that name a token key."""
    return Rules(LETTER, DAY, number, hashed(f"rules {number}"), token_key)


def edition(number: int = 1, *languages: str) -> Edition:
    """Return an edition in these languages, or in German and English."""
    texts = tuple((language, hashed(language)) for language in languages or ("de", "en"))
    return Edition(LETTER, DAY, number, texts)


def signed(record: str, edition: int = 1, language: str = "en", as_: str = "person") -> Signed:
    """Return a signature; `record` stands for its record."""
    return Signed(LETTER, DAY, edition, language, as_, hashed(record), ("mail", "roster"))


def imported(record: str, as_: str = "person") -> Imported:
    """Return an imported name; `record` stands for its record."""
    return Imported(LETTER, DAY, hashed("an earlier list"), as_, hashed(record))


def withheld(nonce: str, edition: int = 1, language: str = "en") -> Withheld:
    """Return a signature with its name withheld, and signatures that no key has made."""
    return Withheld(
        LETTER,
        DAY,
        edition,
        language,
        prefix=hashed(f"prefix {nonce}"),
        nonce=hashed(f"nonce {nonce}"),
        withdrawal_key=hashed(f"key {nonce}"),
        token=bytes(384),
        signature=bytes(64),
    )


def letter_of(*entries: Entry) -> History:
    """Return a letter that begins with rules 1 and edition 1 and goes on with these entries."""
    history = History(LETTER)
    for entry in (rules(), edition(), *entries):
        history.apply(entry)
    return history


CLOSED, REOPENED = Closed(LETTER, DAY), Reopened(LETTER, DAY)
ISSUED = [Issued(LETTER, DAY, hashed(f"blinded {number}")) for number in range(20)]


def amended(entry: int, record: str, checks: tuple[str, ...] | None = ("mail",)) -> Amended:
    """Return a correction; `record` stands for the new record."""
    return Amended(LETTER, DAY, entry, hashed(record), checks)


def reconfirmed(
    entry: int, edition: int = 2, language: str = "en", signature: bytes | None = None
) -> Reconfirmed:
    """Return the signing of a later edition."""
    return Reconfirmed(LETTER, DAY, entry, edition, language, signature)


def withdrawn(entry: int, signature: bytes | None = None) -> Withdrawn:
    """Return a withdrawal."""
    return Withdrawn(LETTER, DAY, entry, signature)


def removed(entry: int, reason: str = "asked") -> Removed:
    """Return a removal."""
    return Removed(LETTER, DAY, entry, reason)


hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
counts = st.integers(1, 999_999_999)
numbers = st.integers(0, 10**19 - 1)
kinds = st.sampled_from(("person", "organisation"))
languages = st.from_regex(r"[a-z]{2,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True)
codes = st.from_regex(r"[a-z][a-z0-9-]{0,31}", fullmatch=True)
checks = st.sets(codes, min_size=1, max_size=4).map(lambda found: tuple(sorted(found)))
origins = st.sampled_from((LETTER, "a/b", "localhost:8000/x", "xn--bcher-kva.example/brief"))
signatures = st.binary(min_size=64, max_size=64)
documents = st.one_of(
    counts.map(lambda number: f"rules/{number}.md"),
    counts.map(lambda number: f"deliveries/{number}.md"),
    st.builds(lambda number, language: f"editions/{number}.{language}.md", counts, languages),
)


def _events(made: Any, *fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Entry]:
    return st.builds(made, origins, st.dates(), *fields)


entries: st.SearchStrategy[Entry] = st.one_of(
    _events(Rules, counts, hashes, st.none() | hashes),
    _events(
        Edition,
        counts,
        st.dictionaries(languages, hashes, min_size=1, max_size=4).map(
            lambda texts: tuple(sorted(texts.items()))
        ),
    ),
    _events(Addendum, counts, hashes),
    _events(Delivered, counts, hashes),
    _events(Signed, counts, languages, kinds, hashes, checks),
    _events(Imported, hashes, kinds, hashes),
    _events(Amended, numbers, hashes, st.none() | checks),
    _events(Reconfirmed, numbers, counts, languages, st.none() | signatures),
    _events(Withdrawn, numbers, st.none() | signatures),
    _events(Removed, numbers, st.sampled_from(REMOVAL_REASONS)),
    _events(Struck, documents),
    _events(Closed),
    _events(Reopened),
    st.builds(
        lambda letter, day, origin, key: Successor(
            letter, day, origin, ed25519_key(origin, key).encode()
        ),
        origins,
        st.dates(),
        origins,
        st.binary(min_size=32, max_size=32),
    ),
    _events(Issued, hashes),
    _events(
        Withheld,
        *(counts, languages, hashes, hashes, hashes),
        *(st.binary(min_size=384, max_size=384), signatures),
    ),
)


def _allowed(text: str) -> bool:
    try:
        check_text("text", text)
    except Malformed:
        return False
    return True


texts = (
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(_allowed)
)
said = texts.filter(bool)
posts = st.builds(Post, texts, texts, texts, texts).filter(lambda post: post != Post())
_shared = {
    "salt": st.binary(min_size=32, max_size=32),
    "letter": origins,
    "name": said,
    "posts": st.lists(posts, max_size=2).map(tuple),
    "years": st.none() | st.integers(0, 99),
    "served": st.lists(said, max_size=2).map(tuple),
    "place": texts,
    "statement": texts,
}
_signed = {
    "edition": counts,
    "language": languages,
    "checks": st.dictionaries(codes, st.dates(), min_size=1, max_size=3),
}
records: st.SearchStrategy[Record] = st.one_of(
    st.builds(Record, as_=st.just("person"), **_shared),
    st.builds(Record, as_=st.just("organisation"), by=texts, **_shared),
    st.builds(Record, as_=st.just("person"), **_shared, **_signed),
    st.builds(Record, as_=st.just("organisation"), by=texts, **_shared, **_signed),
)
