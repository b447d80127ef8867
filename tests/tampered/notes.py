"""Attacks on the signed note: step 1."""

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from letter_press import ORIGIN, seeded
from tampered.attack import Attack, Change, Work, closed_letter, dropped, edited
from tampered.letter import OTHER
from undersigned.tlog.merkle import EMPTY_ROOT
from undersigned.tlog.note import (
    Note,
    NoteSignature,
    ed25519_key,
)
from undersigned.tlog.wire import encode_base64

CHECKPOINT = "letter/checkpoint"
LOG = Ed25519PrivateKey.from_private_bytes(seeded("log"))
KEY = ed25519_key(ORIGIN, LOG.public_key().public_bytes_raw())


def signed_text(text: str) -> bytes:
    """Return a note whose text the log has signed, whatever it says."""
    line = NoteSignature(ORIGIN, KEY.key_id, LOG.sign(text.encode())).encode()
    return f"{text}\n{line}".encode()


def _text(change: Callable[[str, str, str], str]) -> Change:
    """Have the log sign another text, made of origin, size and root."""

    def do(work: Work) -> None:
        text = Note.parse(work.files[CHECKPOINT]).text
        origin, size, root = text.splitlines()
        work.files[CHECKPOINT] = signed_text(change(origin, size, root))

    return do


def changed_lines(change: Callable[[list[NoteSignature]], list[NoteSignature]]) -> Change:
    """Change the signature lines alone."""

    def do(work: Work) -> None:
        note = Note.parse(work.files[CHECKPOINT])
        lines = "".join(line.encode() for line in change(list(note.signatures)))
        work.files[CHECKPOINT] = f"{note.text}\n{lines}".encode()

    return do


def flipped(line: NoteSignature) -> NoteSignature:
    blob = bytearray(line.signature)
    blob[-40] ^= 1
    return NoteSignature(line.name, line.key_id, bytes(blob))


def _with_another_key(work: Work) -> None:
    press = closed_letter()
    press._signer = Ed25519PrivateKey.from_private_bytes(seeded("another log"))  # noqa: SLF001 - the tests' own press
    press.key = ed25519_key(ORIGIN, press._signer.public_key().public_bytes_raw())  # noqa: SLF001 - as above
    work.reprint(press)


def _with_spare_bits(root: str) -> str:
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    last = root[-2]
    return f"{root[:-2]}{alphabet[alphabet.index(last) | 1]}="


NOTES = (
    Attack(
        "note-signature-flipped",
        "one bit of the log's signature is another",
        1,
        changed_lines(lambda lines: [flipped(lines[0]), *lines[1:]]),
    ),
    Attack(
        "note-root-edited",
        "the root is another, and nobody signed that",
        1,
        lambda work: work.put(
            CHECKPOINT,
            work.files[CHECKPOINT].replace(
                encode_base64(closed_letter().root()).encode(),
                encode_base64(seeded("root")).encode(),
            ),
        ),
    ),
    Attack(
        "note-size-lowered",
        "the size is one less, and the log signed it",
        1,
        _text(lambda origin, size, root: f"{origin}\n{int(size) - 1}\n{root}\n"),
    ),
    Attack(
        "note-root-of-another-tree",
        "the log signed another root than its entries have",
        1,
        _text(lambda o, s, _: f"{o}\n{s}\n{encode_base64(seeded('another tree'))}\n"),
    ),
    Attack(
        "note-origin-of-another-letter",
        "the log signed with another letter's origin",
        1,
        _text(lambda _, s, r: f"{OTHER}\n{s}\n{r}\n"),
    ),
    Attack(
        "note-origin-in-capitals",
        "the origin is written in capitals",
        1,
        _text(lambda o, s, r: f"{o.upper()}\n{s}\n{r}\n"),
    ),
    Attack(
        "note-origin-empty",
        "the origin is left empty",
        1,
        _text(lambda _, s, r: f"\n{s}\n{r}\n"),
    ),
    Attack(
        "note-extension-line",
        "a fourth line is signed with the three",
        1,
        _text(lambda o, s, r: f"{o}\n{s}\n{r}\nmore\n"),
    ),
    Attack(
        "note-two-lines-alone",
        "the root is left out",
        1,
        _text(lambda o, s, _: f"{o}\n{s}\n"),
    ),
    Attack(
        "note-empty-line-in-the-text",
        "an empty line divides the text",
        1,
        _text(lambda o, s, r: f"{o}\n{s}\n\n{r}\n"),
    ),
    Attack(
        "note-split-at-the-last-empty-line",
        "an empty line stands between two signatures",
        1,
        lambda work: work.edit(CHECKPOINT, "\n— witness".encode(), "\n\n— witness".encode()),
    ),
    Attack(
        "note-size-with-a-leading-zero",
        "the size is written 0265",
        1,
        _text(lambda o, s, r: f"{o}\n0{s}\n{r}\n"),
    ),
    Attack(
        "note-size-with-a-sign",
        "the size is written +265",
        1,
        _text(lambda o, s, r: f"{o}\n+{s}\n{r}\n"),
    ),
    Attack(
        "note-size-past-63-bits",
        "the size is 2^63",
        1,
        _text(lambda o, _, r: f"{o}\n{2**63}\n{r}\n"),
    ),
    Attack(
        "note-root-not-padded",
        "the root's base64 lacks its padding",
        1,
        _text(lambda o, s, r: f"{o}\n{s}\n{r.rstrip('=')}\n"),
    ),
    Attack(
        "note-root-with-spare-bits",
        "the root's base64 sets bits that belong to no byte",
        1,
        _text(lambda o, s, r: f"{o}\n{s}\n{_with_spare_bits(r)}\n"),
    ),
    Attack(
        "note-root-too-short",
        "the root has 31 bytes",
        1,
        _text(lambda o, s, _: f"{o}\n{s}\n{encode_base64(bytes(31))}\n"),
    ),
    Attack(
        "note-empty-tree-with-a-root",
        "size 0 with the root of some tree",
        1,
        _text(lambda o, _, r: f"{o}\n0\n{r}\n"),
    ),
    Attack(
        "note-of-the-empty-tree",
        "the log signed a tree without entries",
        1,
        _text(lambda o, _, __: f"{o}\n0\n{encode_base64(EMPTY_ROOT)}\n"),
    ),
    Attack(
        "note-without-the-log",
        "only the witness has signed",
        1,
        changed_lines(lambda lines: lines[1:]),
    ),
    Attack(
        "note-two-lines-of-the-log",
        "a second line has the log's name and key id: a collision",
        1,
        changed_lines(lambda lines: [flipped(lines[0]), *lines]),
    ),
    Attack(
        "note-two-lines-of-a-witness",
        "the witness has two lines",
        1,
        changed_lines(lambda lines: [*lines, lines[1]]),
    ),
    Attack(
        "note-no-empty-line",
        "no empty line parts text and signatures",
        1,
        edited(CHECKPOINT, b"\n\n", b"\n"),
    ),
    Attack(
        "note-cut-off",
        "the last line has no end",
        1,
        lambda work: work.put(CHECKPOINT, work.files[CHECKPOINT][:-1]),
    ),
    Attack(
        "note-with-carriage-returns",
        "lines end as on another system",
        1,
        lambda work: work.put(CHECKPOINT, work.files[CHECKPOINT].replace(b"\n", b"\r\n")),
    ),
    Attack(
        "note-not-utf-8",
        "a byte of the note is no text",
        1,
        edited(CHECKPOINT, b"letters", b"letter\xff"),
    ),
    Attack(
        "note-101-signatures",
        "more lines than a note is read with",
        1,
        changed_lines(lambda lines: lines + [NoteSignature("x", 1, b"x")] * 99),
    ),
    Attack(
        "note-signature-without-bytes",
        "a line holds a key id and nothing else",
        1,
        lambda work: work.put(CHECKPOINT, work.files[CHECKPOINT] + "— x AAAAAQ==\n".encode()),
    ),
    Attack(
        "note-signature-base64-junk",
        "a signature's base64 has a line of other characters in it",
        1,
        lambda work: work.put(CHECKPOINT, work.files[CHECKPOINT] + "— x AAAA*AAA\n".encode()),
    ),
    Attack(
        "note-signature-with-a-hyphen",
        "a line begins with a hyphen in place of a dash",
        1,
        lambda work: work.edit(CHECKPOINT, "— witness".encode(), b"- witness"),
    ),
    Attack(
        "note-too-large",
        "the checkpoint has more bytes than one can have",
        2,
        lambda work: work.fill(CHECKPOINT, 10, 1_000_001),
    ),
    Attack("note-missing", "there is no checkpoint", 2, dropped(CHECKPOINT)),
    Attack(
        "note-of-another-letter-than-asked",
        "the letter is not the one that was asked for",
        1,
        lambda _: None,
        arguments=("--origin", OTHER),
    ),
    Attack(
        "key-swapped",
        "all is signed anew by a key other than the remembered one",
        1,
        _with_another_key,
        before=True,
    ),
    Attack(
        "holds-a-line-of-a-stranger",
        "a signature by a key that nobody listed",
        0,
        changed_lines(lambda lines: [*lines, NoteSignature("stranger.example", 7, bytes(64))]),
    ),
)
