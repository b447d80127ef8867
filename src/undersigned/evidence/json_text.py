"""JSON read strictly: no member twice, integers alone as numbers. Source: RFC 8259; I-JSON.

Python's own reader takes the last of two members of one name, and NaN, and 1e400; two readers of
one file could then see two things.
"""

import json
from typing import Any, NoReturn

from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import decode_text

_LARGEST_INTEGER = 2**53 - 1
"""The largest whole number that every reader of JSON can hold exactly."""


def read_object(data: bytes, what: str) -> dict[str, Any]:
    """Return the object that `data` is in JSON; `what` names it for a person.

    Raises:
        Malformed: not UTF-8, not JSON, not an object, a member twice in any object, a number that
            is no integer of at most 2^53 - 1, a lone surrogate, or nested beyond reason.
    """
    text = decode_text(data, what)

    def members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice = next(name for name in names if names.count(name) > 1)
            raise Malformed(what, "each member once", twice)
        return found

    def refuse(number: str) -> NoReturn:
        raise Malformed(what, "integers alone as numbers", number)

    def integer(number: str) -> int:
        # A short text first: converting a long one takes quadratic time.
        if len(number) > len(str(-_LARGEST_INTEGER)) or abs(int(number)) > _LARGEST_INTEGER:
            raise Malformed(what, "integers of at most 2^53 - 1", number)
        if str(int(number)) != number:
            raise Malformed(what, "integers without a sign on zero", number)
        return int(number)

    try:
        value = json.loads(
            text,
            object_pairs_hook=members,
            parse_float=refuse,
            parse_constant=refuse,
            parse_int=integer,
        )
    except json.JSONDecodeError as error:
        shown = text[error.pos : error.pos + 20]
        raise Malformed(what, f"JSON, also at character {error.pos}", shown) from None
    except RecursionError:
        raise Malformed(what, "JSON of a few levels", text) from None
    if not isinstance(value, dict):
        raise Malformed(what, "an object", text)
    return value
