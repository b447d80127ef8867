"""The codes that an app on a phone shows."""

import base64
import hmac
import struct
import time

from command_line import wait_until

PERIOD = 30


def code_now(secret: str, spent: str = "") -> str:
    """The six digits that an app shows (RFC 6238), with some seconds of them left.

    Args:
        secret: Which the app was set up with.
        spent: A code that was taken before; the one after it is waited for.
    """
    wait_until(
        lambda: time.time() % PERIOD < PERIOD - 5 and _code(secret) != spent, "a new code begins"
    )
    return _code(secret)


def _code(secret: str) -> str:
    counter = struct.pack(">Q", int(time.time()) // PERIOD)
    digest = hmac.digest(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1")
    place = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
