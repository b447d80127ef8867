"""Reading a folder in which each file is a signatory, or some files are lists."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final

from undersigned.lists.blocks import Builder
from undersigned.lists.data import parse_front_matter, split_front_matter
from undersigned.lists.decoding import Source, decode
from undersigned.lists.fields import Fields, fields_of
from undersigned.lists.gathering import Gathering
from undersigned.lists.layout import columns_of_keys
from undersigned.lists.model import Found, Line, ListRefused, Repair
from undersigned.lists.rows import read_records
from undersigned.lists.tables import Row
from undersigned.lists.trees import Tree, Unreadable, parse_json, parse_toml, parse_yaml

_PAGES: Final = frozenset(
    {".md", ".markdown", ".mdown", ".mdx", ".txt", ".text", "", ".html", ".htm"}
)
_DATA: Final = frozenset({".yml", ".yaml", ".json", ".toml"})
_LISTS: Final = frozenset({".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".docx", ".jsonl", ".ndjson"})
_SYSTEM: Final = re.compile(
    r"(?:^|/)(?:__MACOSX/|\.git/|\.github/|node_modules/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._|\.gitkeep$|\.gitignore$)"
)
_ABOUT: Final = re.compile(
    r"(?:^|/)_?(?:readme|contributing|licen[sc]e|copying|code_of_conduct|changelog|index|security|template|example)"
    r"(?:[._-][^/]*)?$",
    re.IGNORECASE,
)
_EXAMPLE: Final = re.compile(r"(?:^|/)_?(?:template|example)(?:[._-][^/]*)?$", re.IGNORECASE)
_LISTING: Final = re.compile(r"(?:^|/)_?(?:readme|index)(?:[._-][^/]*)?$", re.IGNORECASE)
_LONGEST_CARD: Final = 4  # lines of a text that is a signatory by itself: name, post, office, place
_MOSTLY: Final = 0.6
_HEADING_MARK: Final = re.compile(r"^#{1,6}\s+")

Reader = Callable[[bytes, str], Found]


@dataclass(slots=True)
class _File:
    """A file of the folder while it is being read."""

    path: str
    number: int
    text: str
    fields: Fields = field(default_factory=dict)
    mend: str = ""
    has_body: bool = False


def read_files(files: Mapping[str, bytes], read: Reader) -> Found:
    """Reads a folder; every file of it gives one outcome, or those of the list that it holds.

    Args:
        files: The files by their paths.
        read: How a file is read that is a list itself.
    """
    return _FolderReading(files, read).found()


class _FolderReading:
    """Sorts the files: records, lists, texts that may be either, and what is neither."""

    def __init__(self, files: Mapping[str, bytes], read: Reader) -> None:
        self._files = files
        self._read = read
        self._records: list[_File] = []
        self._texts: list[tuple[str, Source]] = []
        self._lists: list[str] = []
        self._refused: dict[str, tuple[str, str]] = {}

    def found(self) -> Found:
        for path in sorted(self._files):
            self._sort(path, self._files[path])
        if not self._records:
            self._take_cards()
        gathering = Gathering()
        self._read_records(gathering)
        for path in self._lists:
            self._read_list(gathering, path)
        found = any(isinstance(outcome, Line) for outcome in gathering.outcomes)
        for path, source in self._texts:
            if not found or _says_who_signed(path, source):
                self._read_list(gathering, path)
            else:
                why = "Signatories stand in other files, and nothing in this one says who signed."
                gathering.refuse(_shown(source.lines), why, path)
        for path, (text, why) in self._refused.items():
            gathering.refuse(text, why, path)
        return gathering.found("folder")

    def _sort(self, path: str, data: bytes) -> None:
        ending = PurePosixPath(path).suffix.lower()
        if _SYSTEM.search(path):
            self._refused[path] = (path, "It is a file of the system, and no signatory.")
        elif ending in _LISTS:
            self._lists.append(path)
        elif ending not in _PAGES | _DATA:
            self._refused[path] = (path, f"Files that end with “{ending}” are not read.")
        else:
            try:
                source = decode(data, path)
            except ListRefused as refused:
                self._refused[path] = (path, refused.what)
                return
            self._sort_text(path, source, ending)

    def _sort_text(self, path: str, source: Source, ending: str) -> None:
        text = "\n".join(source.lines)
        try:
            if ending == ".json":
                self._sort_tree(path, parse_json(text), text)
            elif ending == ".toml":
                self._sort_tree(path, parse_toml(text), text)
            elif ending in _DATA:
                self._sort_tree(path, parse_yaml(text), text)
            else:
                self._sort_page(path, source)
        except Unreadable as error:
            where = f"Line {error.line} of it" if error.line else "It"
            what = {".json": "JSON", ".toml": "TOML"}.get(ending, "YAML")
            self._refused[path] = (_shown(source.lines), f"{where} is no {what}: {error.why}.")

    def _sort_page(self, path: str, source: Source) -> None:
        fence = split_front_matter(source.lines)
        if fence is None:
            self._texts.append((path, source))
            return
        tree, mend = parse_front_matter(source.lines, *fence)
        body = any(line.strip() for line in source.lines[fence[1] + 1 :])
        self._sort_tree(path, tree, "\n".join(source.lines[fence[0] : fence[1]]), mend, body=body)

    def _sort_tree(
        self, path: str, tree: Tree, text: str, mend: str = "", *, body: bool = False
    ) -> None:
        if tree.kind == "list" and len(tree.items) == 1 and tree.items[0].kind == "object":
            tree = tree.items[0]
        fields = fields_of(tree) if tree.kind == "object" else {}
        if fields and _EXAMPLE.search(path):
            self._refused[path] = (text.strip(), "It is an example for those who sign.")
        elif fields and _is_flat(tree) and _may_name(fields):
            self._records.append(_File(path, 0, text.strip(), fields, mend, body))
        elif PurePosixPath(path).suffix.lower() in _DATA:
            self._lists.append(path)
        else:
            self._refused[path] = (text.strip() or path, "Its front matter names nobody.")

    def _take_cards(self) -> None:
        """Where no file has front matter, short texts may be signatories: name, then the rest."""
        texts = [(path, source) for path, source in self._texts if not _ABOUT.search(path)]
        short = [(path, source) for path, source in texts if _is_card(source)]
        if len(short) < 2 or len(short) < _MOSTLY * len(texts):  # noqa: PLR2004 - one is a list
            return
        for path, source in short:
            lines = [line.strip() for line in source.lines if line.strip()]
            fields = {"name": _HEADING_MARK.sub("", lines[0]), "affiliation": ", ".join(lines[1:])}
            self._records.append(_File(path, 0, "\n".join(lines), fields))
        self._texts = [pair for pair in self._texts if pair not in short]

    def _read_records(self, gathering: Gathering) -> None:
        keys = list(dict.fromkeys(key for file in self._records for key in file.fields))
        rows = []
        for number, file in enumerate(self._records, start=1):
            file.number = number
            cells = tuple(file.fields.get(key, "") for key in keys)
            rows.append(Row(number, number, cells, file.text))
        if not rows:
            return
        found = read_records(keys, rows)
        mends = [
            Repair(file.number, "file", file.text, file.text, file.mend)
            for file in self._records
            if file.mend
        ]
        bodies = sum(file.has_body for file in self._records)
        remarks = list(found.remarks)
        if bodies:
            files = "1 file has" if bodies == 1 else f"{bodies:,} files have"
            remarks.append(f"{files} text below the front matter, which was not read.")
        places = {file.number: file.path for file in self._records}
        gathering.add(
            Found(
                found.read,
                found.outcomes,
                (*found.repairs, *mends),
                "folder",
                remarks=tuple(remarks),
                places=places,
            )
        )

    def _read_list(self, gathering: Gathering, path: str) -> None:
        try:
            found = self._read(self._files[path], path)
        except ListRefused as refused:
            gathering.refuse(path, f"{refused.what} {refused.mend}", path)
            return
        gathering.add(found, path, path)


def _is_flat(tree: Tree) -> bool:
    return not any(
        member.kind == "list" and any(item.kind == "object" for item in member.items)
        for _, member in tree.members
    )


def _may_name(fields: Fields) -> bool:
    keys = list(fields)
    return bool(columns_of_keys(keys, [[fields[key] for key in keys]]))


def _is_card(source: Source) -> bool:
    lines = [line for line in source.lines if line.strip()]
    return len(lines) <= _LONGEST_CARD and all(len(line) <= 200 for line in lines)  # noqa: PLR2004


def _says_who_signed(path: str, source: Source) -> bool:
    """Whether a text beside files of signatories has a list under a heading of its own."""
    if _ABOUT.search(path) and not _LISTING.search(path):
        return False
    return any(block.signed and block.shape != "other" for block in Builder(source.lines).blocks())


def _shown(lines: tuple[str, ...]) -> str:
    return "\n".join(lines).strip()
