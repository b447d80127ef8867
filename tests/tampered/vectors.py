"""The attacks as files: a letter that holds, and what each attack changes in it."""

import base64
import json
import shutil
from pathlib import Path
from typing import Any

from tampered.attack import Attack, Work, base_files
from tampered.counts import COUNTS
from tampered.documents import DOCUMENTS
from tampered.entries import ENTRIES
from tampered.histories import HISTORIES
from tampered.notes import NOTES
from tampered.proven import PROVEN
from tampered.receipts import RECEIPTS
from tampered.records import RECORDS
from tampered.served import SERVED
from tampered.shown import PAGES
from tampered.tiles import TILES
from tampered.withheld import WITHHELD
from tampered.witnesses import COSIGNED

FOLDER = Path(__file__).parent.parent / "vectors" / "attacks"
VERDICTS = Path(__file__).parent / "verdicts.json"
ATTACKS: tuple[Attack, ...] = (
    *(
        *NOTES,
        *COSIGNED,
        *TILES,
        *ENTRIES,
        *WITHHELD,
        *DOCUMENTS,
        *RECORDS,
        *COUNTS,
        *PAGES,
        *HISTORIES,
    ),
    *(*RECEIPTS, *PROVEN, *SERVED),
)


def vector_files() -> dict[str, bytes]:
    """Return every file of the vectors that is made, path to bytes."""
    verdicts = json.loads(VERDICTS.read_text(encoding="utf-8"))
    described = [_described(attack, verdicts[attack.name]) for attack in ATTACKS]
    lines = ",\n".join(json.dumps(each, ensure_ascii=True) for each in described)
    return {**base_files(), "attacks.json": f"[\n{lines}\n]\n".encode()}


def _described(attack: Attack, verdict: dict[str, Any]) -> dict[str, Any]:
    work = Work()
    attack.change(work)
    members: dict[str, Any] = {"name": attack.name, "flaw": attack.flaw, "target": attack.target}
    if attack.arguments:
        members["arguments"] = list(attack.arguments)
    if attack.before:
        members["before"] = True
    if attack.serve is not None:
        members["serve"] = dict(zip(("path", "as", "what"), attack.serve, strict=True))
    members["change"] = changes(work)
    return members | {"exit": attack.status, "steps": verdict["steps"], "words": verdict["words"]}


def changes(work: Work) -> list[dict[str, Any]]:
    """Return what makes the folder of an attack out of the one that holds."""
    before, made = base_files(), []
    there = {*work.files, *work.links, *work.fills}
    gone = [path for path in before if path not in there]
    for path in sorted(work.files):
        data = work.files[path]
        if before.get(path) != data:
            made.append(_written(path, data, before, gone))
    made += [{"path": path, "link": target} for path, target in work.links.items()]
    made += [
        {"path": path, "byte": byte, "length": length}
        for path, (byte, length) in work.fills.items()
    ]
    return made + [{"path": path, "gone": True} for path in gone]


def _written(path: str, data: bytes, before: dict[str, bytes], gone: list[str]) -> dict[str, Any]:
    """Say which bytes stand in the place of which, of this file or of one that is gone."""
    parent = path.rpartition("/")[0]
    alike = [each for each in gone if each.rpartition("/")[0] == parent]
    source = path if path in before else next(iter(alike), "")
    old = before.get(source, b"")
    start = _alike(old, data)
    rest = min(len(old), len(data)) - start
    end = _alike(old[::-1][:rest], data[::-1][:rest])
    put = data[start : len(data) - end]
    members: dict[str, Any] = {"path": path}
    if source:
        members |= {"from": source, "at": start, "cut": len(old) - end - start}
    if put.isascii() and put.decode("ascii").replace("\n", "").isprintable():
        return members | {"text": put.decode("ascii")}
    return members | {"base64": base64.b64encode(put).decode()}


def _alike(one: bytes, other: bytes) -> int:
    """Return how many bytes two files begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def make(folder: Path) -> None:
    """Write the vectors anew, and take away what is of them no longer."""
    for name in ("letter", "receipts", "earlier"):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path, data in vector_files().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)


def lay_out(folder: Path) -> None:
    """Copy what holds, for an attack to be made in."""
    for name in ("letter", "receipts", "earlier"):
        shutil.copytree(FOLDER / name, folder / name)


def attack_folder(folder: Path, change: list[dict[str, Any]]) -> None:
    """Make an attack in a copy of what holds, as the README of the vectors says."""
    before = {
        each["from"]: (folder / each["from"]).read_bytes() for each in change if "from" in each
    }
    for each in change:
        if each.get("gone") or "link" in each:
            (folder / each["path"]).unlink()
    for each in change:
        file = folder / each["path"]
        if each.get("gone"):
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        if "link" in each:
            file.symlink_to(each["link"])
        elif "length" in each:
            file.write_bytes(bytes([each["byte"]]) * each["length"])
        else:
            put = each["text"].encode() if "text" in each else base64.b64decode(each["base64"])
            old = before.get(each.get("from", ""), b"")
            at, cut = each.get("at", 0), each.get("cut", 0)
            file.write_bytes(old[:at] + put + old[at + cut :])
