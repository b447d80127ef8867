"""Files of records, one for each bundle of entries. Source: record format, section 4.

The first line says the size at which the file is right; then comes one line for each entry of the
bundle below that size: the current record of the signature at that index, or nothing::

    size 22


    {"salt":"crMqTZjwgGdS2RvTCLR/vlVrMquMcZpvo3YYZJwaQpA=",...}
"""

from collections.abc import Sequence

from undersigned.evidence.records import LARGEST_RECORD
from undersigned.tlog.errors import Malformed
from undersigned.tlog.tiles import TILE_WIDTH, number_path
from undersigned.tlog.wire import decode_text, parse_decimal

_SIZE = b"size "


def records_path(number: int) -> str:
    """Return the path of the records of a bundle, for example ``records/x001/234``."""
    return f"records/{number_path(number)}"


def encode_records(size: int, lines: Sequence[bytes | None]) -> bytes:
    """Return the file of one bundle's records; each line comes without its end.

    Args:
        size: the log's size that the file is right at.
        lines: one for each entry of the bundle below `size`; None where there is no record.

    Raises:
        Malformed: the lines aren't as many as a bundle has at that size, or one holds a line's end.
    """
    data = b"".join([b"size %d\n" % size, *((line or b"") + b"\n" for line in lines)])
    if parse_records(data) != (size, list(lines)):
        raise Malformed("records", "lines that read back as they are", f"{len(lines)} lines")
    return data


def records_size(data: bytes) -> int:
    """Return the size that a file of records is right at, whatever its lines are.

    Raises:
        Malformed: the first line is not ``size <number>``.
    """
    head, newline, _ = data.partition(b"\n")
    if not newline or not head.startswith(_SIZE):
        raise Malformed("first line of the records", "size <number>", head)
    text = decode_text(head[len(_SIZE) :], "size of the records")
    return parse_decimal(text, "size of the records")


def parse_records(data: bytes, number: int | None = None) -> tuple[int, list[bytes | None]]:
    """Return the size that a file of records is right at, and its lines without their ends.

    A line's bytes are the record's own, to be hashed as they are; see `records.parse_record`.

    Args:
        data: the file.
        number: the bundle's, where known: the lines must then be as many as it has at that size.

    Raises:
        Malformed: another form, a line too long, or lines too few or too many.
    """
    size = records_size(data)
    body = data.partition(b"\n")[2]
    if body and not body.endswith(b"\n"):
        raise Malformed("records", "a newline at the end of each line", body[-20:])
    # Only LF ends a line here: a record may hold U+2028, and bytes.splitlines knows more ends.
    lines = body[:-1].split(b"\n") if body else []
    longest = max(map(len, lines), default=0)
    if longest > LARGEST_RECORD:
        place = next(place for place, line in enumerate(lines) if len(line) > LARGEST_RECORD)
        expected = f"at most {LARGEST_RECORD} bytes"
        raise Malformed(f"line {place + 2} of the records", expected, f"{len(lines[place])} bytes")
    _check_count(size, len(lines), number)
    return size, [line or None for line in lines]


def _check_count(size: int, count: int, number: int | None) -> None:
    if number is not None:
        expected = min(TILE_WIDTH, size - number * TILE_WIDTH)
        fits = count == expected and count > 0
        wanted = f"one for each entry of bundle {number} below size {size}, {max(expected, 0)}"
    else:
        last = size % TILE_WIDTH
        fits = 0 < count <= size and count in {TILE_WIDTH, last}
        wanted = f"{TILE_WIDTH} or, for the last bundle of size {size}, {last}"
    if not fits:
        raise Malformed("lines of the records", wanted, count)
