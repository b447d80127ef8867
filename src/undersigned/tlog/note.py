"""Signed notes and verifier keys. Source: C2SP signed-note.

A note is a text, an empty line, and signature lines::

    letters.example.org/fair-courts
    22
    Jvl6DOmr1pM/Io/4aUr6YBGM2SqdjTXLfwJ/ByaCPU4=

    — letters.example.org/fair-courts O0B1B60javsH...

Nothing here verifies a signature: this is the form alone.
"""

import hashlib
import re
from dataclasses import dataclass

from undersigned.tlog.errors import Malformed
from undersigned.tlog.wire import decode_text, encode_base64, parse_base64

ALGORITHM_ED25519 = 1
"""Signature type of a log's own Ed25519 signature over the note's text."""
ALGORITHM_COSIGNATURE = 4
"""Signature type of a witness's timed Ed25519 cosignature (C2SP tlog-cosignature)."""

ED25519_KEY_LENGTH = 32
MOST_SIGNATURES = 100
"""Signature lines a note may have here; the specification asks for room for 16 at least."""
LARGEST_NOTE = 1_000_000
"""Bytes of the longest note that is read."""

_KEY_ID_LENGTH = 4
_KEY_ID = re.compile(r"[0-9a-f]{8}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_CONTROL_OR_NEWLINE = re.compile(r"[\x00-\x1f]")
_SIGNATURE_START = "— "


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key under a name, as its owner hands it out (a "vkey").

    Attributes:
        name: the key's name; a log's is its origin.
        key_id: the number that stands before its signatures, below 2^32.
        kind: the signature type, for example `ALGORITHM_ED25519`.
        public_key: the raw key, 32 bytes for the two types known here.
    """

    name: str
    key_id: int
    kind: int
    public_key: bytes

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        """Return the key written as ``<name>+<8 hex digits>+<base64 of type and key>``.

        A key of a type that is not known here is taken as it stands, for its owner may be told of
        by name; the id of a known one must be the one that its name and key give.

        Raises:
            Malformed: another form, a key of another length, or an id that isn't the key's.
        """
        parts = text.split("+", 2)
        if len(parts) != 3:  # noqa: PLR2004 - the three parts named in the docstring
            raise Malformed("verifier key", "<name>+<id>+<key>", text)
        name, digits, encoded = parts
        check_key_name(name)
        if not _KEY_ID.fullmatch(digits):
            raise Malformed("id of the verifier key", "8 lower-case hex digits", digits)
        material = parse_base64(encoded, "verifier key")
        if len(material) <= 1:
            raise Malformed("verifier key", "a type and a key", encoded)
        key = cls(name, int(digits, 16), material[0], material[1:])
        if key.kind in {ALGORITHM_ED25519, ALGORITHM_COSIGNATURE}:
            key._check_ed25519()
        return key

    def encode(self) -> str:
        """Return the key as `parse` reads it."""
        material = bytes([self.kind]) + self.public_key
        return f"{self.name}+{self.key_id:08x}+{encode_base64(material)}"

    def made(self, signature: "NoteSignature") -> bool:
        """Say whether the signature claims, by name and id, to be this key's."""
        return signature.name == self.name and signature.key_id == self.key_id

    def _check_ed25519(self) -> None:
        if len(self.public_key) != ED25519_KEY_LENGTH:
            raise Malformed("verifier key", "a key of 32 bytes", f"{len(self.public_key)} bytes")
        expected = _key_id(self.name, self.kind, self.public_key)
        if expected != self.key_id:
            raise Malformed("id of the verifier key", f"{expected:08x}", f"{self.key_id:08x}")


def ed25519_key(name: str, public_key: bytes) -> VerifierKey:
    """Return the verifier key of a log: `public_key` is the raw 32 bytes.

    Raises:
        Malformed: the name or the length is not one that a key may have.
    """
    return _named_key(name, ALGORITHM_ED25519, public_key)


def cosignature_key(name: str, public_key: bytes) -> VerifierKey:
    """Return the verifier key of a witness: `public_key` is the raw 32 bytes.

    Raises:
        Malformed: the name or the length is not one that a key may have.
    """
    return _named_key(name, ALGORITHM_COSIGNATURE, public_key)


@dataclass(frozen=True, slots=True)
class NoteSignature:
    """One signature line: who claims to have signed, the key's id, and the bytes after the id."""

    name: str
    key_id: int
    signature: bytes

    @classmethod
    def parse(cls, line: str) -> "NoteSignature":
        """Return the signature of one line, given without its newline.

        Raises:
            Malformed: not ``— <name> <base64>`` with at least one byte after the key's id.
        """
        name, space, encoded = line.removeprefix(_SIGNATURE_START).partition(" ")
        if not line.startswith(_SIGNATURE_START) or not space:
            raise Malformed("signature line", "— <key name> <base64>", line)
        check_key_name(name)
        blob = parse_base64(encoded, f"signature of {name}")
        if len(blob) <= _KEY_ID_LENGTH:
            raise Malformed(f"signature of {name}", "a key id and a signature", encoded)
        return cls(name, int.from_bytes(blob[:_KEY_ID_LENGTH], "big"), blob[_KEY_ID_LENGTH:])

    def encode(self) -> str:
        """Return the line with its newline."""
        blob = self.key_id.to_bytes(_KEY_ID_LENGTH, "big") + self.signature
        return f"{_SIGNATURE_START}{self.name} {encode_base64(blob)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures.

    Attributes:
        text: what is signed, with its final newline.
        signatures: one or more, in the order of the lines.
    """

    text: str
    signatures: tuple[NoteSignature, ...]

    @classmethod
    def parse(cls, data: bytes) -> "Note":
        """Return the note that these bytes are; `encode` gives the same bytes back.

        Raises:
            Malformed: not UTF-8, control characters, no signature, more than 100 of them, more
                than a million bytes, or a line that is no signature after the last empty line.
        """
        if len(data) > LARGEST_NOTE:
            raise Malformed("note", f"at most {LARGEST_NOTE} bytes", f"{len(data)} bytes")
        whole = decode_text(data, "note")
        check_plain(whole, "note")
        text, separator, lines = whole.rpartition("\n\n")
        if not separator:
            raise Malformed("note", "an empty line between text and signature lines", data)
        if not lines.endswith("\n"):
            raise Malformed("note", "signature lines with a final newline", lines[-20:])
        rows = lines[:-1].split("\n")
        if len(rows) > MOST_SIGNATURES:
            raise Malformed("note", f"at most {MOST_SIGNATURES} signatures", len(rows))
        return cls(text + "\n", tuple(NoteSignature.parse(row) for row in rows))

    def encode(self) -> bytes:
        """Return the note's bytes.

        Raises:
            Malformed: this is no note that `parse` would read.
        """
        lines = "".join(signature.encode() for signature in self.signatures)
        data = f"{self.text}\n{lines}".encode()
        if Note.parse(data) != self:
            raise Malformed("note", "a text with a final newline", self.text)
        return data

    def repeated(self) -> tuple[NoteSignature, ...]:
        """Return the signatures whose name and key id stand in an earlier line already.

        The specification leaves open what two lines of one key mean; a reader has to refuse them.
        """
        seen: set[tuple[str, int]] = set()
        again = []
        for signature in self.signatures:
            key = (signature.name, signature.key_id)
            if key in seen:
                again.append(signature)
            seen.add(key)
        return tuple(again)


def check_key_name(name: str) -> None:
    """Refuse a name that no key may have: empty, with a space of any script, or with a plus.

    Raises:
        Malformed: it is one of those, or holds a control character.
    """
    if not name or "+" in name or any(character.isspace() for character in name):
        raise Malformed("key name", "a name without spaces and plus signs", name)
    check_plain(name, "key name", newline=False)


def check_plain(text: str, what: str, *, newline: bool = True) -> None:
    """Refuse ASCII control characters (below U+0020), all but the newline where that is allowed.

    Raises:
        Malformed: there is one; `what` names the text.
    """
    found = (_CONTROL if newline else _CONTROL_OR_NEWLINE).search(text)
    if found is not None:
        place = found.start()
        raise Malformed(what, f"no control character, also at character {place}", found.group())


def _named_key(name: str, kind: int, public_key: bytes) -> VerifierKey:
    check_key_name(name)
    key = VerifierKey(name, _key_id(name, kind, public_key), kind, public_key)
    key._check_ed25519()  # noqa: SLF001 - this module's own class
    return key


def _key_id(name: str, kind: int, public_key: bytes) -> int:
    seed = name.encode() + b"\n" + bytes([kind]) + public_key
    return int.from_bytes(hashlib.sha256(seed).digest()[:_KEY_ID_LENGTH], "big")
