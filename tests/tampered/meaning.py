"""What the record format lets change without being refused, judged by the rules of its text.

`excuses` says by which rules a changed letter still means what it meant; None where none do. It
reads pages with html5lib, as a browser would, and not with the verifier's own reader.
"""

import base64
import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

import html5lib

from letter_press import ORIGIN
from tampered.letter import FullPress
from undersigned.tlog.errors import Malformed
from undersigned.tlog.policy import parse_policy

UNSEEN = frozenset(
    "iframe noembed noframes noscript plaintext script select style template textarea title "  # noqa: SIM905
    "xmp".split()
)
Files = Mapping[str, bytes]
Excuses = set[str]


class Meant(Exception):  # noqa: N818 - "it was meant": the change has a meaning, and no excuse
    """A change that the text does not let pass."""


@dataclass(slots=True)
class Shown:
    """What a reader sees of a page: figures, rows by entry, and the next page."""

    figures: list[tuple[str, str, str, str]] = field(default_factory=list)
    rows: list[tuple[str, list[tuple[str, str]]]] = field(default_factory=list)
    following: set[str] = field(default_factory=set)
    characters: set[str] = field(default_factory=set)


def excuses(files: Files, states: Sequence[FullPress], sites: Sequence[Files]) -> Excuses | None:
    """Return by which rules the letter still is what it was at one of its true states."""
    for press, site in zip(states, sites, strict=True):
        try:
            return _excuses(files, press, site) | (
                {"a whole earlier state, to a verifier that remembers nothing"}
                if press is not states[-1]
                else set()
            )
        except (Meant, Malformed, ValueError, KeyError, UnicodeDecodeError, RecursionError):
            continue
    return None


def _excuses(files: Files, press: FullPress, site: Files) -> Excuses:
    found: Excuses = set()
    if "erased" in files:
        raise Meant
    for path, data in site.items():
        if files.get(path) == data or path.endswith(".html"):
            continue
        whole = path.partition(".p/")[0]
        if path != whole and path not in files and files[whole].startswith(data):
            found.add("a full tile or bundle in the place of a partial one")
            continue
        rule = _rule(path)
        found.add(rule(files[path], data, press, path))
    found |= _pages(files, press, site)
    if any(path not in site for path in files):
        found.add("a file that nothing leads to")
    return found


def _rule(path: str) -> Any:
    if path == "checkpoint":
        return _checkpoint
    if path == "witnesses":
        return _witnesses
    if path.startswith("records/"):
        return _records
    if path == "count.json":
        return _count
    raise Meant


def _checkpoint(data: bytes, true: bytes, _: FullPress, __: str) -> str:
    return checkpoint_excuse(data, true)


def checkpoint_excuse(data: bytes, true: bytes, *, witnesses: bool = True) -> str:
    """Return the rule by which a note's signature lines may differ; its text may not.

    `witnesses` says whether somebody lists them; the log's own line is always looked at.
    """
    (text, _, lines), (true_text, _, true_lines) = (
        data.rpartition(b"\n\n"),
        true.rpartition(b"\n\n"),
    )
    if text != true_text or not lines.endswith(b"\n"):
        raise Meant
    kept, whole = lines[:-1].split(b"\n"), true_lines[:-1].split(b"\n")
    known = whole if witnesses else whole[:1]
    names = {tuple(_claimed(line)) for line in known}
    claiming = [line for line in kept if tuple(_claimed(line)) in names]
    if whole[0] not in kept or len(set(claiming)) != len(claiming) or set(claiming) - set(known):
        raise Meant
    if len(claiming) < len(known):
        return "a cosignature less, and told so"
    return "signature lines of keys that nobody lists"


def _claimed(line: bytes) -> Iterator[bytes]:
    _, name, encoded = line.split(b" ")
    if not line.startswith("— ".encode()):
        raise Meant
    yield name
    yield base64.b64decode(encoded, validate=True)[:4]


def _witnesses(data: bytes, true: bytes, _: FullPress, __: str) -> str:
    if parse_policy(data.decode()).logs != parse_policy(true.decode()).logs:
        raise Meant
    return "the file witnesses, which nobody signed: whom it lists, and its quorum"


def _records(data: bytes, true: bytes, press: FullPress, path: str) -> str:
    (head, _, lines), (_, _, true_lines) = data.partition(b"\n"), true.partition(b"\n")
    size = re.fullmatch(rb"size ([1-9][0-9]*)", head)
    if size is None or lines != true_lines or int(size[1]) > press.size:
        raise Meant
    first = int(path[-3:]) * 256
    changed = min(first + 256, press.size)
    for index, entry in enumerate(press.entries):
        event = re.match(
            rb"undersigned/v1 (amended|withdrawn|removed)\n.*\n.*\nentry (\d+)\n", entry
        )
        if event and first <= int(event[2]) < first + 256 and b"\nsignature " not in entry:
            changed = max(changed, index + 1)
    if int(size[1]) < changed:
        raise Meant
    return "records named for an earlier size at which they were the same"


def _count(data: bytes, true: bytes, _: FullPress, __: str) -> str:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise Meant
        return dict(pairs)

    said = json.loads(data.decode(), object_pairs_hook=once)
    if said != json.loads(true) or b"true" in data or b"." in data.replace(ORIGIN.encode(), b""):
        raise Meant
    return "count.json, written otherwise with the same members"


def _pages(files: Files, press: FullPress, site: Files) -> Excuses:
    """Compare what a browser shows of the list with what it showed."""
    if all(files.get(path) == site[path] for path in site if path.endswith("index.html")):
        return set()
    now, then = list(_walk(files)), list(_walk(site))
    rows = [row for page in now for row in page.rows]
    true = {entry: fields for page in then for entry, fields in page.rows}
    if sorted(entry for entry, _ in rows) != sorted(true):
        raise Meant
    less = any(_compare_row(fields, true[entry]) for entry, fields in rows)
    if not now[0].figures or any(figure[2] != str(press.size) for figure in now[0].figures):
        raise Meant
    for figure in (each for page in now for each in page.figures):
        _check_figure(figure, press)
    if any(page.characters - {"utf-8", "utf8"} for page in now):
        raise Meant
    found = {"what pages say outside of their marks"}
    if less:
        found.add("a row that shows less than its record")
    if [entry for entry, _ in rows] != list(true):
        found.add("rows in another order")
    return found


def _check_figure(figure: tuple[str, str, str, str], press: FullPress) -> None:
    name, value, size, text = figure
    if not size.isdigit() or str(int(size)) != size or int(size) > press.size:
        raise Meant
    figures = press.figures(int(size))
    name, _, reason = name.partition(".")
    counted: Any = int(size) if name == "size" else getattr(figures, name, None)
    if name == "removed":
        counted = figures.removed.get(reason) if reason else sum(figures.removed.values())
    if counted is None or value != str(counted) or text != value:
        raise Meant


def _compare_row(shown: list[tuple[str, str]], true: list[tuple[str, str]]) -> bool:
    """Say whether a row shows less than it did; raise `Meant` where it shows something else."""
    names = {name for name, _ in shown}
    if "name" not in names:
        raise Meant
    for name in names:
        if name.startswith("post "):
            # Parts of a post may be left out, each by itself.
            if not {each for each in shown if each[0] == name} <= set(true):
                raise Meant
        elif [text for each, text in shown if each == name] != [
            text for each, text in true if each.split(" ")[-1] == name
        ] and (name != "name" or len({text for each, text in shown if each == name}) != 1):
            raise Meant
    texts = dict(true)
    if any(text != texts["name"] for name, text in shown if name == "name"):
        raise Meant
    return len(shown) < len(true)


def _walk(files: Files) -> Iterator[Shown]:
    path, walked = "index.html", set[str]()
    while path:
        if path in walked:
            raise Meant
        walked.add(path)
        page = read_page(files[path].decode("utf-8-sig"))
        yield page
        if len(page.following) > 1:
            raise Meant
        path = next((_target(path, href) for href in page.following), "")


def _target(path: str, href: str) -> str:
    prefix = f"https://{ORIGIN}/"
    target = urljoin(prefix + path, href)
    if urlsplit(href).query or not target.startswith(prefix):
        raise Meant
    found = urlsplit(target)._replace(fragment="").geturl()[len(prefix) :]
    return found + "index.html" if not found or found.endswith("/") else found


def read_page(text: str) -> Shown:
    """Return what a browser shows of a page's marks."""
    shown = Shown()
    _read(html5lib.parse(text, treebuilder="etree", namespaceHTMLElements=False), shown, None, "")
    return shown


def _read(element: Any, shown: Shown, row: list[tuple[str, str]] | None, post: str) -> None:
    if not isinstance(element.tag, str) or element.tag in UNSEEN or "hidden" in element.attrib:
        return
    marks = element.attrib
    _read_head(element, shown)
    if "data-undersigned" in marks:
        shown.figures.append(_figure(element))
    if "data-entry" in marks:
        row = []
        shown.rows.append((marks["data-entry"], row))
    name = marks.get("data-field")
    if name is not None and any(each.get("data-field") == name for each in _inside(element)):
        # A browser opens a formatting element again in each row after one that was left open.
        name = None
    if name == "post" and row is not None:
        post = f"post {sum(each == 'post' for each, _ in row)} "
        row.append(("post", ""))
    elif name is not None:
        if row is None:
            raise Meant
        row.append((post + name, " ".join(re.split(r"[ \t\n\f\r]+", _text(element).strip()))))
    for child in element:
        _read(child, shown, row, post)


def _read_head(element: Any, shown: Shown) -> None:
    marks = element.attrib
    if element.tag == "base" and "href" in marks:
        raise Meant
    if element.tag == "meta" and "charset" in marks:
        shown.characters.add(marks["charset"].strip().lower())
    if element.tag in {"link", "a"} and "next" in marks.get("rel", "").lower().split():
        shown.following.add(marks.get("href", ""))


def _figure(element: Any) -> tuple[str, str, str, str]:
    marks = element.attrib
    digits = "".join(
        str(unicodedata.decimal(each, each))
        for each in _text(element)
        if unicodedata.category(each) in {"Nd", "No", "Nl"}
    )
    return marks["data-undersigned"], marks.get("value", ""), marks.get("data-size", ""), digits


def _inside(element: Any) -> Iterator[Any]:
    return (each for each in element.iter() if each is not element)


def _text(element: Any) -> str:
    if not isinstance(element.tag, str) or element.tag in UNSEEN or "hidden" in element.attrib:
        return ""
    inside = (each for child in element for each in (_text(child), child.tail or ""))
    return (element.text or "") + "".join(inside)
