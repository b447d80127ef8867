"""The options of `undersigned-verify`, and what they come to."""

import argparse
import re
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from undersigned.evidence.origins import check_origin
from undersigned.evidence.receipts import FILE_ENDING, LARGEST_RECEIPT
from undersigned.tlog.errors import Malformed
from undersigned.tlog.policy import Policy
from undersigned.verifier.address import Address
from undersigned.verifier.against import is_receipt
from undersigned.verifier.keys import parse_log_key
from undersigned.verifier.limits import GIGABYTE, Limits
from undersigned.verifier.request import Against, Request
from undersigned.verifier.site import KILOBYTE, MEGABYTE, Folder, Site
from undersigned.verifier.web import WebSite
from undersigned.verifier.witnesses import LARGEST_POLICY, read_policy

_DESCRIPTION = """\
Check a published letter, or a receipt, without trusting whoever publishes it.

TARGET is one of
  https://HOST/LETTER/         a letter where it is published
  http://127.0.0.1:PORT/PATH/  a copy that this machine serves
  FOLDER                       a copy of a letter's files
  FILE.tlog-proof              a receipt
"""
_EPILOG = """\
exit status:
  0  all of it holds
  1  something does not hold; each such thing is named
  2  something could not be checked: missing, unreachable, written for a newer verifier

What was seen of a letter when all of it held is remembered and compared the next time,
in the folder $UNDERSIGNED_MEMORY names, else in ~/.local/state/undersigned.

examples:
  undersigned-verify https://letters.example.org/fair-courts/
  undersigned-verify my-signature.tlog-proof
  undersigned-verify my-signature.tlog-proof --against https://letters.example.org/fair-courts/
"""
_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86_400}
_AGE = re.compile(r"([0-9]{1,9})([smhd]?)")
_MULTIPLES = {"": 1, "k": KILOBYTE, "M": MEGABYTE, "G": GIGABYTE}
_SIZE = re.compile(r"([0-9]{1,12})([kMG]?)")
_MOST_AT_ONCE = 32


class Unusable(Exception):  # noqa: N818 - what the arguments are
    """Arguments that nothing can be done with; the message says what and what to do."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be done: one of `site` and `receipt` is there.

    Attributes:
        site: the letter to check.
        receipt: the bytes of the receipt to check.
        request: whom to trust, and what to compare with.
    """

    site: Site | None
    receipt: bytes | None
    request: Request


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command's arguments."""
    made = argparse.ArgumentParser(
        prog="undersigned-verify",
        usage="undersigned-verify TARGET [options]",
        description=_DESCRIPTION,
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
        add_help=False,
    )
    made.add_argument("target", metavar="TARGET", help=argparse.SUPPRESS)
    trust = made.add_argument_group("whom to trust").add_argument
    trust("--key", metavar="VKEY", help="the log's key, as you had it from elsewhere")
    trust("--origin", metavar="ORIGIN", help="the letter that it has to be: HOST/LETTER")
    trust("--policy", metavar="FILE", help="the witnesses that must have cosigned")
    trust("--max-age", metavar="AGE", help="how old their newest time may be: 90m, 36h, 2d")
    compare = made.add_argument_group("what to compare with").add_argument
    compare(
        "--against",
        metavar="OTHER",
        action="append",
        default=[],
        help="a receipt or a checkpoint that has to be of the same history, "
        "or for a receipt the letter; may be given again",
    )
    _add_limits(made)
    output = made.add_argument_group("what to print").add_argument
    output("--list", action="store_true", help="the wording and the names too, from the record")
    output("--json", action="store_true", help="the verdict as one JSON object")
    output("--quiet", action="store_true", help="only what does not hold or was not checked")
    output("-h", "--help", action="help", help="this page")
    return made


def _add_limits(made: argparse.ArgumentParser) -> None:
    web = made.add_argument_group("reading from the web").add_argument
    web("--ca", metavar="FILE", help="whose certificates to believe, in place of the system's")
    web("--file-limit", metavar="SIZE", help="the most to read of one file; 32M if not given")
    web(
        "--total-limit",
        metavar="SIZE",
        help="the most to read of all files together; 4G if not given",
    )
    web("--time-limit", metavar="AGE", help="the longest to read for; 2h if not given")
    web(
        "--at-once",
        metavar="COUNT",
        help="how many files to fetch at the same time; 8 if not given",
    )


def task_of(options: argparse.Namespace) -> Task:
    """Return what the arguments ask for, with the files read that they name.

    Raises:
        Unusable: they contradict each other, or name something that can't be read.
        Malformed: one is not of its form.
    """
    if options.list and (options.json or options.quiet):
        raise Unusable("--list goes with neither --json nor --quiet.")
    request = Request(
        key=None if options.key is None else parse_log_key(options.key),
        origin=None if options.origin is None else check_origin(options.origin),
        policy=None if options.policy is None else _policy(options.policy),
        max_age=None if options.max_age is None else _age("--max-age", options.max_age),
    )
    names = [options.target, *options.against]
    if "" in names:
        raise Unusable("An empty name is no letter; a dot stands for the folder you are in.")
    sites = [name for name in names if _is_site(name)]
    files = [name for name in names if not _is_site(name)]
    if len(sites) > 1:
        raise Unusable("One letter is checked at a time; --against takes receipts and checkpoints.")
    if sites:
        # RECEIPT --against SITE asks the same as SITE --against RECEIPT.
        site = _site(sites[0], request, options)
        return Task(site, None, _against(request, files))
    data = _read(options.target, LARGEST_RECEIPT)
    # By its name a damaged receipt is still meant as one, and is told what is wrong with it.
    if not options.target.endswith(FILE_ENDING) and not is_receipt(data):
        raise Unusable(f"{options.target} is no receipt, and no folder or address of a letter.")
    return Task(None, data, _against(request, options.against))


def _against(request: Request, files: Sequence[str]) -> Request:
    given = tuple(Against(Path(name).name, _read(name, LARGEST_RECEIPT)) for name in files)
    return Request(request.key, request.origin, request.policy, request.max_age, given)


def _is_site(name: str) -> bool:
    return name.lower().startswith(("https://", "http://")) or Path(name).is_dir()


def _site(name: str, request: Request, options: argparse.Namespace) -> Site:
    limits = _limits(options)
    if Path(name).is_dir():
        return Folder(Path(name))
    address = Address(name)
    # With another origin named by the person, the address is a mirror's.
    mirror = request.origin not in {None, address.origin}
    ca = None if options.ca is None else Path(options.ca)
    try:
        return WebSite(address, copy=address.loopback or mirror, limits=limits, ca=ca)
    except ssl.SSLError:
        raise Unusable(f"{ca} holds no certificate in PEM form.") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unusable(f"The certificates in {ca} can't be used: {reason}.") from None


def _limits(options: argparse.Namespace) -> Limits:
    usual = Limits()
    at_once = options.at_once or str(usual.at_once)
    if not (at_once.isascii() and at_once.isdecimal() and 1 <= int(at_once[:9]) <= _MOST_AT_ONCE):
        raise Malformed("--at-once", f"a number from 1 to {_MOST_AT_ONCE}", at_once)
    return Limits(
        file=_size("--file-limit", options.file_limit, usual.file),
        total=_size("--total-limit", options.total_limit, usual.total),
        seconds=_age("--time-limit", options.time_limit) if options.time_limit else usual.seconds,
        at_once=int(at_once),
    )


def _policy(name: str) -> Policy:
    try:
        return read_policy(_read(name, LARGEST_POLICY))
    except Malformed as error:
        raise Unusable(f"The policy {name} can't be used: {error}") from None


def _age(option: str, text: str) -> int:
    found = _AGE.fullmatch(text)
    if found is None:
        raise Malformed(option, "a number of s, m, h or d, as in 36h", text)
    return int(found.group(1)) * _UNITS[found.group(2)]


def _size(option: str, text: str | None, usual: int) -> int:
    if text is None:
        return usual
    found = _SIZE.fullmatch(text)
    if found is None:
        raise Malformed(option, "a number of bytes, k, M or G, as in 32M", text)
    return int(found.group(1)) * _MULTIPLES[found.group(2)]


def _read(name: str, limit: int) -> bytes:
    """Return a file that the person named.

    Raises:
        Unusable: it isn't there, can't be read, or is larger than such a file can be.
    """
    try:
        with Path(name).open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise Unusable(f"{name} could not be read: {reason}.") from None
    if len(data) > limit:
        raise Unusable(f"{name} has more than {limit:,} bytes, the most that such a file can have.")
    return data
