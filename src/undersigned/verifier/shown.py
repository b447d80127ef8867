"""Whether rows show what records say, by the records' own bytes.

A row of this program's pages shows all that a record says, in the record's order. So what it shows
is written as a plain record would have it, and looked for in the line. What is not found so may
still be right: `listing.differences` says.
"""

from collections.abc import Sequence
from hashlib import sha256

from undersigned.verifier.page import Row

_MEMBERS = ("name", "by", "posts", "years", "served", "place", "statement")


def shows(row: Row, line: bytes) -> bool:
    """Say whether all that a row shows stands in a record just so, in the record's order.

    Then nothing of it differs; where this says no, `listing.differences` looks closer.

    Args:
        row: the row.
        line: a record that `records.parse_record` has taken.
    """
    said = _as_members(row)
    # Without a backslash each quotation mark begins or ends a string, so that these are members:
    # the record's name where it stands before its checks, of which one may be called name too.
    place = line.find(b',"name":"')
    if said is None or b"\\" in line or not 0 <= place < line.rfind(b',"checks":{'):
        return False
    after = place + 1 + len(said)
    return line.startswith(said, place + 1) and line[after : after + 1] in {b",", b"}"}


def digest_of(members: Sequence[str]) -> bytes:
    """Return the hash of what rows show, each as a record has it from ``"name"`` to its checks."""
    return sha256("\n".join(members).encode()).digest()


def digest_of_records(lines: Sequence[bytes]) -> bytes:
    """Return the hash of what rows have to show that show all of these records, and nothing else.

    Args:
        lines: records that `records.parse_record` has taken. No record has a newline in it, so that
            as many rows with this hash are equal one by one.
    """
    # A quotation mark inside of a text has a backslash before it, so that these are members.
    said = [line[line.find(b',"name":"') + 1 : line.rfind(b',"checks":{')] for line in lines]
    return sha256(b"\n".join(said)).digest()


def _as_members(row: Row) -> bytes | None:
    """Return what a row shows as a plain record would have it; None where none can."""
    texts = [text for _, text in row.fields] + [t for post in row.posts for t in post.values()]
    if any('"' in text or "\\" in text for text in texts):
        return None
    members: dict[str, str] = {}
    for field, text in row.fields:
        if field == "served":
            before = members.get("served", "[]")[:-1]
            members["served"] = f'{before}{"," if len(before) > 1 else ""}"{text}"]'
        elif field in members or field not in _MEMBERS:
            return None
        else:
            members[field] = text if field == "years" else f'"{text}"'
    if row.posts:
        posts = [
            ",".join([f'"{part}":"{text}"' for part, text in post.items()]) for post in row.posts
        ]
        members["posts"] = "[" + ",".join([f"{{{post}}}" for post in posts]) + "]"
    if len(members) == 1 and "name" in members:
        return f'"name":{members["name"]}'.encode()
    ordered = [f'"{each}":{members[each]}' for each in _MEMBERS if each in members]
    return ",".join(ordered).encode()
