"""Bodies packed with gzip, which servers of tiles may send without being asked (tlog-tiles)."""

import zlib

from undersigned.verifier.site import Unreadable, too_large

_GZIP = 16 + zlib.MAX_WBITS


class Unpacker:
    """Unpacks a body piece by piece, and stops where it grows past what is read of a file."""

    def __init__(self, path: str, limit: int) -> None:
        """Unpack the body of the file at `path`, which may have `limit` bytes."""
        self._path = path
        self._limit = limit
        self._data = bytearray()
        self._member = zlib.decompressobj(_GZIP)

    def take(self, piece: bytes) -> None:
        """Take the next piece of the body.

        Raises:
            Unreadable: it is not gzip, or comes to more than the limit.
        """
        while piece:
            if self._member.eof:
                # RFC 1952, 2.2: a file is one member after the other.
                self._member = zlib.decompressobj(_GZIP)
            room = self._limit + 1 - len(self._data)
            try:
                self._data += self._member.decompress(piece, room)
            except zlib.error as error:
                raise Unreadable(f"{self._path} could not be unpacked: {error}") from None
            if len(self._data) > self._limit:
                raise too_large(self._path, self._limit)
            piece = self._member.unused_data if self._member.eof else self._member.unconsumed_tail

    def end(self) -> bytes:
        """Return what came out of it.

        Raises:
            Unreadable: the body ends in the middle.
        """
        if not self._member.eof:
            raise Unreadable(f"{self._path} could not be unpacked: it is cut off")
        return bytes(self._data)
