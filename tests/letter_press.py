"""Prints a small letter into a folder, as a publisher would: for the tests of what reads letters.

Deterministic, and made from `undersigned.tlog` and `undersigned.evidence` alone. A test takes a
press, adds entries, writes, and then does to the folder what it wants the verifier to see.
"""

import datetime as dt
import hashlib
from dataclasses import replace
from html import escape
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from undersigned.evidence import entries as kinds
from undersigned.evidence.documents import addendum_path, digest, edition_path, rules_path
from undersigned.evidence.figures import Figures, encode_count
from undersigned.evidence.history import History
from undersigned.evidence.receipts import Receipt
from undersigned.evidence.records import Record, commitment, parse_record
from undersigned.evidence.records_file import encode_records, records_path
from undersigned.tlog.checkpoint import Checkpoint, cosigned_message
from undersigned.tlog.merkle import inclusion_proof, leaf_hash, tree_root
from undersigned.tlog.note import Note, NoteSignature, VerifierKey, cosignature_key, ed25519_key
from undersigned.tlog.tiles import TILE_WIDTH, Tile, encode_bundle, entries_path, tiles_of

ORIGIN = "letters.ruritania.example/fair-courts"
DAY = dt.date(2026, 3, 16)
NOW = dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)


def seeded(text: str) -> bytes:
    """Return 32 bytes that are always the same for a text."""
    return hashlib.sha256(text.encode()).digest()


class Press:
    """A letter with rules 1 and edition 1 in English, growing entry by entry."""

    def __init__(self, folder: Path, origin: str = ORIGIN) -> None:
        self.folder = folder
        self.origin = origin
        self.entries: list[bytes] = []
        self.records: dict[int, bytes] = {}
        self.documents: dict[str, bytes] = {}
        self.witnesses: list[tuple[str, Ed25519PrivateKey]] = []
        self.cosigning: set[str] = set()
        self.day = DAY
        self._signer = Ed25519PrivateKey.from_private_bytes(seeded("log"))
        self.key: VerifierKey = ed25519_key(origin, self._signer.public_key().public_bytes_raw())
        rules, text = b"# Rules\n", b"# A sentence is not a favour\n"
        self.documents[rules_path(1)] = rules
        self.add(kinds.Rules(origin, self.day, 1, digest(rules), None))
        self.documents[edition_path(1, "en")] = text
        self.add(kinds.Edition(origin, self.day, 1, (("en", digest(text)),)))

    @property
    def size(self) -> int:
        return len(self.entries)

    def add(self, entry: kinds.Entry) -> int:
        """Append an entry as it is, and return its index."""
        return self.add_bytes(entry.encode())

    def add_bytes(self, data: bytes) -> int:
        self.entries.append(data)
        return self.size - 1

    def record(self, name: str, **members: object) -> bytes:
        """Return a record's line, with a salt of its own for each size and name."""
        made = Record(
            seeded(f"{self.size} {name}"),
            self.origin,
            "person",
            name,
            edition=1,
            language="en",
            checks={"mail": self.day},
        )
        return replace(made, **members).encode()  # type: ignore[arg-type]  # any members

    def sign(self, name: str, **members: object) -> int:
        line = self.record(name, **members)
        record = parse_record(line)
        index = self.add(
            kinds.Signed(
                self.origin,
                self.day,
                record.edition or 1,
                record.language or "en",
                record.as_,
                commitment(line),
                tuple(sorted(record.checks or ())),
            )
        )
        self.records[index] = line
        return index

    def take_over(self, name: str) -> int:
        """Append an imported name."""
        line = self.record(name, edition=None, language=None, checks=None)
        source = seeded("source").hex()
        index = self.add(kinds.Imported(self.origin, self.day, source, "person", commitment(line)))
        self.records[index] = line
        return index

    def amend(self, index: int, name: str, **members: object) -> int:
        line = self.record(name, **members)
        self.records[index] = line
        return self.add(kinds.Amended(self.origin, self.day, index, commitment(line), ("mail",)))

    def withdraw(self, index: int) -> int:
        self.records.pop(index)
        return self.add(kinds.Withdrawn(self.origin, self.day, index))

    def note(self, text: bytes = b"# A fact\n") -> int:
        """Append an addendum."""
        number = 1 + sum(path.startswith("addenda/") for path in self.documents)
        self.documents[addendum_path(number)] = text
        return self.add(kinds.Addendum(self.origin, self.day, number, digest(text)))

    # What is written of them.

    def root(self, size: int | None = None) -> bytes:
        return tree_root([leaf_hash(entry) for entry in self.entries[:size]])

    def figures(self, size: int | None = None) -> Figures:
        history = History(self.origin)
        for entry in self.entries[:size]:
            history.apply(kinds.parse_entry(entry))
        return history.figures()

    def checkpoint(self, size: int | None = None, root: bytes | None = None) -> bytes:
        size = self.size if size is None else size
        text = Checkpoint(self.origin, size, root or self.root(size)).text()
        signatures = [NoteSignature(self.origin, self.key.key_id, self._signer.sign(text.encode()))]
        for name, signer in self.witnesses:
            if name in self.cosigning:
                key = cosignature_key(name, signer.public_key().public_bytes_raw())
                time = int(NOW.timestamp()) - 3600
                signed = signer.sign(cosigned_message(time, text))
                signatures.append(NoteSignature(name, key.key_id, time.to_bytes(8, "big") + signed))
        return Note(text, tuple(signatures)).encode()

    def add_witness(self, name: str, *, cosigns: bool = True) -> None:
        self.witnesses.append((name, Ed25519PrivateKey.from_private_bytes(seeded(name))))
        if cosigns:
            self.cosigning.add(name)

    def policy(self, quorum: str = "none", log: str = "") -> str:
        lines = [f"log {log or self.key.encode()}"]
        for place, (name, signer) in enumerate(self.witnesses):
            key = cosignature_key(name, signer.public_key().public_bytes_raw())
            lines.append(f"witness w{place} {key.encode()}")
        return "\n".join([*lines, f"quorum {quorum}", ""])

    def tile(self, tile: Tile) -> bytes:
        span = TILE_WIDTH**tile.level
        first = tile.number * TILE_WIDTH
        hashes = [leaf_hash(entry) for entry in self.entries]
        return b"".join(
            tree_root(hashes[place * span : (place + 1) * span])
            for place in range(first, first + tile.width)
        )

    def page(self, size: int | None = None, rows: str | None = None) -> str:
        size = self.size if size is None else size
        figures = self.figures(size)
        shown = " ".join(
            f'<data data-undersigned="{name}" value="{getattr(figures, name)}" '
            f'data-size="{size}">{getattr(figures, name):,}</data>'
            for name in ("total", "named", "imported", "withdrawn")
        )
        if rows is None:
            rows = "".join(self.row(index) for index in sorted(self.records))
        return f"<!doctype html><title>Letter</title><p>{shown}</p><ul>{rows}</ul>"

    def row(self, index: int) -> str:
        name = escape(parse_record(self.records[index]).name)
        return f'<li data-entry="{index}"><b data-field="name">{name}</b></li>\n'

    def count(self, size: int | None = None) -> bytes:
        size = self.size if size is None else size
        return encode_count(self.origin, size, self.root(size), self.figures(size))

    def put(self, path: str, data: bytes | str) -> None:
        """Write one file of the letter."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data.encode() if isinstance(data, str) else data)

    def write(self) -> Path:
        """Write the whole letter at its size, and return its folder."""
        for tile in tiles_of(self.size):
            self.put(tile.path, self.tile(tile))
            if tile.level == 0:
                first = tile.number * TILE_WIDTH
                bundle = self.entries[first : first + tile.width]
                self.put(entries_path(tile.number, tile.width), encode_bundle(bundle))
                lines = [self.records.get(index) for index in range(first, first + tile.width)]
                self.put(records_path(tile.number), encode_records(self.size, lines))
        for path, document in self.documents.items():
            self.put(path, document)
        self.put("witnesses", self.policy())
        self.put("checkpoint", self.checkpoint())
        self.put("count.json", self.count())
        self.put("index.html", self.page())
        return self.folder

    def receipt(self, index: int, record: bytes | None = None) -> bytes:
        """Return the receipt of an entry, for the tree as it is now."""
        hashes = [leaf_hash(entry) for entry in self.entries]

        def read(level: int, number: int) -> bytes:
            return tree_root(hashes[number << level : (number + 1) << level])

        return Receipt(
            self.entries[index],
            record or self.records.get(index),
            self.key.encode(),
            index,
            tuple(inclusion_proof(index, self.size, read)),
            self.checkpoint(),
        ).encode()


def small_letter(folder: Path) -> Press:
    """Return a written letter of eleven entries: signed, imported, amended, withdrawn, addendum."""
    press = Press(folder)
    press.sign("Anka de Rassendy")
    press.sign("Rudi <Gorlice> & Söhne", place="Strelsau", years=9, served=("First Regency",))
    press.sign("Archive Friends of Zenda", as_="organisation", by="Mirna Passau")
    press.take_over("Nikol Querlon")
    press.note()
    press.amend(2, "Anka de Rassendy-Novrin")
    press.sign("Hanno Istrova")
    press.withdraw(8)
    press.sign("Yrsa Passau")
    press.write()
    return press
