"""Whether a row shows what a record says, by the record's own bytes.

A row of this program's pages shows all that a record says, in the record's order. So what it shows
is written as a plain record would have it, and looked for in the line. What is not found so may
still be right: `listing.differences` says.
"""

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
    # Without a backslash each quotation mark begins or ends a string, so that this is the member.
    place = line.find(b',"name":"')
    if said is None or place < 0 or b"\\" in line:
        return False
    after = place + 1 + len(said)
    return line.startswith(said, place + 1) and line[after : after + 1] in {b",", b"}"}


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
