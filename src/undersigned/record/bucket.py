"""Published files in a store that speaks S3: put, read, listed, and put on a condition."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import PurePosixPath

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import S3Store

from undersigned.record.bucket_address import BucketAddress, parse_bucket
from undersigned.record.errors import RecordRefused
from undersigned.record.headers import caching, content_type

PROBE = ".condition"
NO_TAG = f'"{"0" * 32}"'  # of no file that anybody has
DELETED_AT_ONCE = 1000


class ChangedMeanwhile(Exception):  # noqa: N818 (what happened, for whoever called)
    """A conditional put found something else than what was read before."""


class Bucket:
    """One bucket. Paths are those under the folder of published files: `<letter>/checkpoint`."""

    def __init__(self, address: BucketAddress) -> None:
        """Take its address; nothing is asked yet."""
        self.address = address
        self.store = S3Store(
            address.bucket,
            endpoint=address.endpoint,
            region=address.region,
            access_key_id=address.key,
            secret_access_key=address.secret,
            virtual_hosted_style_request=False,
            client_options={
                "allow_http": address.endpoint.startswith("http:"),
                "connect_timeout": "10s",
                "timeout": "120s",
            },
            retry_config={"max_retries": 3},
        )

    def put(self, path: str, data: bytes) -> None:
        """Put a file, whatever was there.

        Raises:
            OSError: when the store doesn't take it.
        """
        with self._speaking():
            obstore.put(self.store, self._key(path), data, attributes=attributes(path))

    def put_after(self, path: str, data: bytes, tag: str | None) -> None:
        """Put a file in the place of exactly what was read before.

        Args:
            path: Which.
            data: Its new bytes.
            tag: From `read`; None where nothing was there.

        Raises:
            ChangedMeanwhile: when something else is there; it was left.
            OSError: when the store doesn't take it.
        """
        with self._speaking():
            try:
                obstore.put(
                    self.store,
                    self._key(path),
                    data,
                    attributes=attributes(path),
                    mode={"e_tag": tag} if tag else "create",
                )
            except (AlreadyExistsError, PreconditionError) as error:
                raise ChangedMeanwhile(path) from error

    def read(self, path: str) -> tuple[bytes, str] | None:
        """A file and its tag; None where there is none.

        Raises:
            OSError: when the store doesn't answer.
        """
        with self._speaking():
            try:
                found = obstore.get(self.store, self._key(path))
            except FileNotFoundError:
                return None
            return bytes(found.bytes()), str(found.meta["e_tag"])

    def tags(self, folder: str) -> dict[str, str]:
        """The paths under a folder, each with its tag: for a plain file its MD5 in hex.

        Raises:
            OSError: when the store doesn't answer.
        """
        start = len(self.address.prefix)
        with self._speaking():
            return {
                each["path"][start:]: str(each["e_tag"]).strip('"')
                for batch in obstore.list(self.store, self._key(folder))
                for each in batch
            }

    def delete(self, paths: Iterable[str]) -> None:
        """Delete files; those that are not there are no matter.

        Raises:
            OSError: when the store doesn't answer.
        """
        keys = [self._key(path) for path in paths]
        with self._speaking():
            for start in range(0, len(keys), DELETED_AT_ONCE):
                obstore.delete(self.store, keys[start : start + DELETED_AT_ONCE])

    def keeps_conditions(self) -> bool:
        """Whether the store refuses a put on the condition that there is none, or another one.

        Raises:
            OSError: when the store doesn't answer.
        """
        self.put(PROBE, b"first")
        for tag in (None, NO_TAG):
            try:
                self.put_after(PROBE, b"second", tag)
            except ChangedMeanwhile:
                continue
            return False
        return True

    def _key(self, path: str) -> str:
        return f"{self.address.prefix}{path}"

    @contextmanager
    def _speaking(self) -> Iterator[None]:
        try:
            yield
        except (ChangedMeanwhile, FileNotFoundError):
            raise
        except (BaseError, OSError) as error:
            first = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise OSError(
                f"The store at {self.address.shown} can't be used: {first[:300]} Look at the "
                "setting storage. What is published here waits, and goes there by itself."
            ) from error


def attributes(path: str) -> dict[str, str]:
    """How the store sends a file: as `serve` does."""
    within = PurePosixPath(path).parts[1:]
    return {
        "Content-Type": content_type(PurePosixPath(path), within),
        "Cache-Control": caching(within),
    }


@lru_cache(maxsize=1)
def open_bucket(text: str) -> Bucket:
    """The bucket at an address, once it is sure that it keeps conditions.

    Raises:
        RecordRefused: when it does not: two hosts could then publish over each other.
        OSError: when the store doesn't answer.
    """
    bucket = Bucket(parse_bucket(text))
    if not bucket.keeps_conditions():
        raise RecordRefused(
            f"The store at {bucket.address.shown} takes a conditional put whatever is there, so a "
            "checkpoint could be put over a newer one. Take a store that keeps If-None-Match and "
            "If-Match."
        )
    return bucket
