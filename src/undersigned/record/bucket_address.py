"""The setting `storage`: where a bucket is, and who writes to it."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

SCHEMES = {"s3": "https", "s3+http": "http"}
NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")  # of a bucket
PREFIX = re.compile(r"[A-Za-z0-9._/-]*")


@dataclass(frozen=True)
class BucketAddress:
    """Where a bucket is, and who writes to it.

    Attributes:
        endpoint: The service's address.
        bucket: The bucket's name.
        prefix: What stands before every path in it; empty, or ending with a slash.
        region: As the service calls it.
        key: The access key.
        secret: What it is used with.
    """

    endpoint: str
    bucket: str
    prefix: str
    region: str
    key: str
    secret: str

    @property
    def shown(self) -> str:
        """The address without key and secret."""
        return f"{self.endpoint}/{self.bucket}/{self.prefix}"


def parse_bucket(text: str) -> BucketAddress:
    """Read an address like `s3://KEY:SECRET@s3.example.org/bucket/prefix?region=eu-1`.

    `s3+http://` is for this machine alone, since what is sent could be changed on the way.

    Raises:
        ValueError: when it is none; the message says what is missing.
    """
    parts = urlsplit(text)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError("it begins with s3:// and the service's host")
    if parts.scheme == "s3+http" and not is_loopback(parts.hostname):
        raise ValueError("s3+http:// is for an address of this machine")
    if not parts.username or not parts.password:
        raise ValueError("KEY:SECRET@ stands before the host")
    bucket, _, prefix = parts.path.strip("/").partition("/")
    if not NAME.fullmatch(bucket) or not PREFIX.fullmatch(prefix):
        raise ValueError("the bucket's name stands behind the host")
    if prefix and {"", ".", ".."} & set(prefix.split("/")):
        raise ValueError("in what stands behind the bucket no part is empty, . or ..")
    query = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
    if set(query) - {"region"}:
        raise ValueError("behind the question mark only region= may stand")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return BucketAddress(
        endpoint=f"{SCHEMES[parts.scheme]}://{host}{port}",
        bucket=bucket,
        prefix=f"{prefix}/" if prefix else "",
        region=query.get("region", "us-east-1"),
        key=unquote(parts.username),
        secret=unquote(parts.password),
    )


def is_loopback(host: str) -> bool:
    """Whether a host is an address of this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
