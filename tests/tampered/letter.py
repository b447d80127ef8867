"""The letter that the attacks are made on: every kind of event, two bundles, three pages."""

import copy
import hashlib
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from letter_press import DAY, Press, seeded
from tampered.pages import first_page, list_page
from tampered.tokens import TokenKey, token_key
from undersigned.evidence import entries as kinds
from undersigned.evidence import tokens
from undersigned.evidence.documents import (
    addendum_path,
    delivery_path,
    digest,
    edition_path,
    rules_path,
    token_key_path,
)
from undersigned.evidence.entries import NewerVersion
from undersigned.evidence.figures import Figures
from undersigned.evidence.history import History, Refused
from undersigned.evidence.records import Post, commitment
from undersigned.evidence.records_file import records_path
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import ed25519_key
from undersigned.tlog.tiles import TILE_WIDTH, encode_bundle, entries_path, tiles_of

WITNESS = "witness.university.example/w1"
OTHER = "letters.strelsau.example/fair-courts"
_OPEN_SIZE = 262
_GIVEN = ("Anka", "Rudi", "Mirna", "Hanno", "Yrsa", "Zdenko", "Nikol", "Osip", "Vela", "Tibor")
_FAMILY = (
    *("Rassendy", "Gorlice", "Passau", "Istrova", "Querlon", "Novrin", "Hentzau", "Tarlen"),
    *("Sapt", "Strakencz", "Lauengram", "Bersonin", "Bauer", "Krafstein", "Holf", "Goldwin"),
    *("Anteville", "Burlesdon", "Bertrand", "Featherly", "Mauban", "Detchard", "Zenda", "Tarlo"),
    "Hofbau",
)


class FullPress(Press):
    """Prints a letter whole, whatever its entries say; a dishonest log would do the same.

    Attributes:
        named: the index of each signature that an attack refers to, by a word of its own.
        owners: the withdrawal key of each name withheld, by its index.
        believed: the figures shown where the entries can't be counted.
    """

    def __init__(self) -> None:
        super().__init__(Path())
        self.named: dict[str, int] = {}
        self.owners: dict[int, Ed25519PrivateKey] = {}
        self.believed: Figures | None = None
        self.quorum = "w0"

    def clone(self) -> "FullPress":
        """Return a letter to do something to, while this one stays."""
        other = copy.copy(self)
        for name in ("entries", "records", "documents", "witnesses", "named", "owners"):
            setattr(other, name, copy.copy(getattr(self, name)))
        other.cosigning = set(self.cosigning)
        return other

    # What happens to the letter.

    def publish_rules(self, number: int, key: TokenKey | None) -> int:
        text = self.documents[rules_path(number)] = b"# Rules %d\n" % number
        hashed = None
        if key is not None:
            self.documents[token_key_path(number)] = key.der
            hashed = digest(key.der)
        return self.add(kinds.Rules(self.origin, self.day, number, digest(text), hashed))

    def publish_edition(self, number: int, *languages: str) -> int:
        texts = []
        for language in languages:
            text = b"# Fair courts, %d, in %s\n" % (number, language.encode())
            self.documents[edition_path(number, language)] = text
            texts.append((language, digest(text)))
        return self.add(kinds.Edition(self.origin, self.day, number, tuple(texts)))

    def deliver(self, text: bytes = b"# Handed over\n") -> int:
        self.documents[delivery_path(1)] = text
        return self.add(kinds.Delivered(self.origin, self.day, 1, digest(text)))

    def issue(self, words: str) -> int:
        blinded = hashlib.sha256(words.encode()).hexdigest()
        return self.add(kinds.Issued(self.origin, self.day, blinded))

    def withheld(self, words: str, key: TokenKey, edition: int = 1) -> kinds.Withheld:
        """Return the entry of a name withheld; `words` stand for its owner's key and nonce."""
        nonce, prefix = seeded(f"nonce {words}").hex(), seeded(f"prefix {words}")
        owner = self.owner(words)
        public = owner.public_key().public_bytes_raw().hex()
        token = key.sign(prefix + tokens.token_message(self.origin, nonce, public))
        signature = owner.sign(tokens.withheld_message(self.origin, edition, "en", nonce))
        return kinds.Withheld(
            *(self.origin, self.day, edition, "en", prefix.hex(), nonce, public, token, signature)
        )

    def owner(self, words: str) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(seeded(f"owner {words}"))

    def withhold(self, words: str, key: TokenKey) -> int:
        index = self.add(self.withheld(words, key))
        self.owners[index] = self.owner(words)
        return index

    def nonce(self, index: int) -> str:
        entry = kinds.parse_entry(self.entries[index])
        assert isinstance(entry, kinds.Withheld)
        return entry.nonce

    def reconfirm(self, index: int, edition: int, language: str) -> int:
        signature = None
        if index in self.owners:
            words = tokens.reconfirmed_message(self.origin, edition, language, self.nonce(index))
            signature = self.owners[index].sign(words)
        return self.add(
            kinds.Reconfirmed(self.origin, self.day, index, edition, language, signature)
        )

    def withdraw(self, index: int) -> int:
        signature = None
        if index in self.owners:
            words = tokens.withdrawn_message(self.origin, self.nonce(index))
            signature = self.owners[index].sign(words)
        self.records.pop(index, None)
        return self.add(kinds.Withdrawn(self.origin, self.day, index, signature))

    def remove(self, index: int, reason: str) -> int:
        self.records.pop(index, None)
        return self.add(kinds.Removed(self.origin, self.day, index, reason))

    def amend_imported(self, index: int, name: str) -> int:
        line = self.record(name, edition=None, language=None, checks=None)
        self.records[index] = line
        return self.add(kinds.Amended(self.origin, self.day, index, commitment(line), None))

    def close(self) -> int:
        return self.add(kinds.Closed(self.origin, self.day))

    def reopen(self) -> int:
        return self.add(kinds.Reopened(self.origin, self.day))

    def strike(self, path: str) -> int:
        self.documents.pop(path, None)
        return self.add(kinds.Struck(self.origin, self.day, path))

    def succeed(self, origin: str = OTHER) -> int:
        public = Ed25519PrivateKey.from_private_bytes(seeded("next")).public_key()
        key = ed25519_key(origin, public.public_bytes_raw()).encode()
        return self.add(kinds.Successor(self.origin, self.day, origin, key))

    def replace(self, index: int, before: bytes, after: bytes) -> None:
        """Put other bytes into an entry, where the old ones have to stand."""
        assert before in self.entries[index], (before, self.entries[index])
        self.entries[index] = self.entries[index].replace(before, after, 1)

    # What is written of it.

    def figures(self, size: int | None = None) -> Figures:
        history = History(self.origin)
        try:
            for entry in self.entries[:size]:
                history.apply(kinds.parse_entry(entry))
        except (Refused, Malformed, NewerVersion):
            assert self.believed is not None
            return self.believed
        return history.figures()

    def site(self) -> dict[str, bytes]:
        """Return the whole letter, path to bytes."""
        files = {"checkpoint": self.checkpoint(), "count.json": self.count()}
        files["witnesses"] = self.policy(self.quorum).encode()
        pages = 0
        for tile in tiles_of(self.size):
            files[tile.path] = self.tile(tile)
            if tile.level == 0:
                pages += 1
                first = tile.number * TILE_WIDTH
                indices = range(first, first + tile.width)
                bundle = self.entries[first : first + tile.width]
                lines = [self.records.get(index) for index in indices]
                files[entries_path(tile.number, tile.width)] = encode_bundle(bundle)
                kept = b"".join((line or b"") + b"\n" for line in lines)
                files[records_path(tile.number)] = b"size %d\n" % self.size + kept
        files |= self.documents
        files["index.html"] = first_page(self.figures(), self.size, "en").encode()
        files["de/index.html"] = first_page(self.figures(), self.size, "de").encode()
        for number in range(1, pages + 1):
            bundle_of = range((number - 1) * TILE_WIDTH, number * TILE_WIDTH)
            rows = {index: self.records[index] for index in bundle_of if index in self.records}
            following = f"../{number + 1}/" if number < pages else ""
            page = list_page(rows, self.size, self.figures().total, following)
            files[f"signatories/{number}/index.html"] = page.encode()
        return files


def letter_while_open(press: FullPress | None = None) -> FullPress:
    """Return the letter before it closed: 262 entries."""
    press = press or FullPress()
    press.add_witness(WITNESS)
    press.named["reconfirmed"] = press.sign("Anka de Rassendy", place="Strelsau")
    press.named["amended"] = press.sign(
        "Rudi <Gorlice> & Söhne", years=9, served=("First Regency",)
    )
    press.named["organisation"] = press.sign(
        "Archive Friends of Zenda", as_="organisation", by="Mirna Passau"
    )
    press.named["imported"] = press.take_over("Nikol Querlon")
    press.named["superseded"] = press.take_over("Zdenko Rassendy")
    press.note(b"# A fact\n")
    press.note(b"# A fact that a court struck\n")
    press.day = DAY.replace(day=17)
    key = token_key("first")
    press.publish_rules(2, key)
    for number in range(12):
        press.issue(f"blinded {number}")
    press.day = DAY.replace(day=18)
    for number in range(10):
        press.named[f"withheld {number}"] = press.withhold(str(number), key)
    press.day = DAY.replace(day=19)
    press.publish_edition(2, "de", "en")
    press.reconfirm(press.named["reconfirmed"], 2, "de")
    press.reconfirm(press.named["withheld 0"], 2, "en")
    posts = (Post("Judge", "Court of Strelsau", "1998", "2011"), Post(title="Teacher"))
    press.named["signed"] = press.sign(
        "Hanno Istrova", edition=2, language="de", posts=posts, statement="Courts are for all."
    )
    press.named["reading room"] = press.sign(
        "Reading Room of Zenda", edition=2, as_="organisation", by="Vela Bauer"
    )
    press.named["superseding"] = press.sign("Zdenko Rassendy", edition=2)
    press.remove(press.named["superseded"], "superseded")
    _correct_and_end(press)
    press.day = DAY.replace(day=21)
    press.close()
    press.reopen()
    while press.size < _OPEN_SIZE:
        given, family = press.size % len(_GIVEN), press.size // len(_GIVEN) % len(_FAMILY)
        press.sign(f"{_GIVEN[given]} {_FAMILY[family]}", edition=2)
    press.believed = press.figures()
    return press


def _correct_and_end(press: FullPress) -> None:
    press.amend(press.named["amended"], "Rudi <Gorlice> & Söhne", place="Zenda")
    press.amend_imported(press.named["imported"], "Nikol Querlon-Passau")
    for name in ("withdrawn", "asked", "duplicate", "ineligible"):
        press.named[name] = press.sign(f"Somebody {name}", edition=2)
    press.day = DAY.replace(day=20)
    press.withdraw(press.named["withdrawn"])
    press.withdraw(press.named["withheld 9"])
    for reason in ("asked", "duplicate", "ineligible"):
        press.remove(press.named[reason], reason)
    press.strike(addendum_path(2))
    press.deliver()


def whole_letter(press: FullPress | None = None) -> FullPress:
    """Return the letter as it ends: closed, with a successor, and one withdrawal after."""
    press = letter_while_open(press)
    press.day = DAY.replace(day=23)
    press.close()
    press.succeed()
    press.withdraw(press.size - 3)
    return press
