"""Attacks on who may cosign, and on what they signed: steps 1 and 10."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from letter_press import ORIGIN, seeded
from tampered.attack import Attack, Change, Work, dropped, edited, put
from tampered.letter import OTHER, WITNESS
from tampered.notes import CHECKPOINT, KEY, changed_lines, flipped
from undersigned.tlog.checkpoint import cosigned_message
from undersigned.tlog.note import (
    Note,
    NoteSignature,
    VerifierKey,
    cosignature_key,
    ed25519_key,
)
from undersigned.tlog.wire import encode_base64

WITNESSES = "letter/witnesses"
_LOW_ORDER = VerifierKey.encode(ed25519_key(ORIGIN, b"\1" + bytes(31)))
_AS_WITNESS = cosignature_key(ORIGIN, KEY.public_key).encode()
_SECOND = cosignature_key(
    "witness.newspaper.example/w1",
    Ed25519PrivateKey.from_private_bytes(seeded("newspaper")).public_key().public_bytes_raw(),
).encode()


def _cosigned_at(time: int) -> Change:
    def do(work: Work) -> None:
        note = Note.parse(work.files[CHECKPOINT])
        message = cosigned_message(min(time, 2**63 - 1), note.text)
        signer = Ed25519PrivateKey.from_private_bytes(seeded(WITNESS))
        old = note.signatures[1]
        line = NoteSignature(old.name, old.key_id, time.to_bytes(8, "big") + signer.sign(message))
        work.files[CHECKPOINT] = Note(note.text, (note.signatures[0], line)).encode()

    return do


def _log_line(key: str) -> Change:
    return edited(WITNESSES, f"log {KEY.encode()}\n".encode(), f"log {key}\n".encode())


def _unparsed_key(material: bytes) -> str:
    return f"{ORIGIN}+{KEY.key_id:08x}+{encode_base64(material)}"


def _policy(text: str) -> Change:
    return put("given/policy", text.encode())


COSIGNED = (
    Attack("witnesses-missing", "nothing names the log's key", 2, dropped(WITNESSES)),
    Attack(
        "witnesses-of-another-log",
        "the file names another log's key than the one used",
        1,
        _log_line(ed25519_key(ORIGIN, seeded("public")).encode()),
        arguments=("--key", KEY.encode()),
    ),
    Attack(
        "witnesses-of-two-logs",
        "the file names two logs",
        1,
        lambda work: work.put(
            WITNESSES,
            f"log {ed25519_key(OTHER, seeded('public')).encode()}\n".encode()
            + work.files[WITNESSES],
        ),
        arguments=("--key", KEY.encode()),
    ),
    Attack(
        "witnesses-key-id-another",
        "the log's key has an id that is not its own",
        1,
        _log_line(KEY.encode().replace(f"+{KEY.key_id:08x}+", "+00000000+")),
    ),
    Attack(
        "witnesses-log-key-of-a-witness",
        "the log's key is of the type of witnesses",
        1,
        _log_line(_AS_WITNESS),
    ),
    Attack(
        "witnesses-log-key-too-short",
        "the log's key has 31 bytes",
        1,
        _log_line(_unparsed_key(b"\1" + bytes(31))),
    ),
    Attack(
        "witnesses-log-key-of-low-order",
        "a key under which one signature fits many texts",
        1,
        _log_line(_LOW_ORDER),
    ),
    Attack(
        "witnesses-list-the-log-itself",
        "the log's own key is listed as a witness",
        1,
        edited(WITNESSES, b"quorum", f"witness self {_AS_WITNESS}\nquorum".encode()),
    ),
    Attack(
        "witnesses-list-one-twice",
        "one witness stands under two names",
        1,
        lambda work: work.edit(
            WITNESSES,
            b"quorum",
            work.files[WITNESSES].split(b"\n")[1].replace(b" w0 ", b" w1 ") + b"\nquorum",
        ),
    ),
    Attack(
        "witnesses-without-a-quorum",
        "the quorum line is left out",
        1,
        edited(WITNESSES, b"quorum w0\n", b""),
    ),
    Attack(
        "witnesses-group-of-too-many",
        "a group asks for two of one",
        1,
        edited(WITNESSES, b"quorum w0", b"group all 2 w0\nquorum all"),
    ),
    Attack(
        "witnesses-with-a-word-of-their-own",
        "a line is of no known form",
        1,
        edited(WITNESSES, b"quorum w0", b"trust everybody\nquorum w0"),
    ),
    Attack(
        "cosignature-flipped",
        "the listed witness's line does not fit this checkpoint",
        1,
        changed_lines(lambda lines: [lines[0], flipped(lines[1])]),
    ),
    Attack(
        "cosignature-too-short",
        "the listed witness's line has no time",
        1,
        changed_lines(
            lambda lines: [
                lines[0],
                NoteSignature(lines[1].name, lines[1].key_id, lines[1].signature[8:]),
            ]
        ),
    ),
    Attack(
        "cosignature-past-63-bits",
        "the listed witness's time is 2^63",
        1,
        _cosigned_at(2**63),
    ),
    Attack(
        "policy-not-met",
        "the witness that the given policy asks for has not cosigned",
        1,
        _policy(f"log {KEY.encode()}\nwitness n {_SECOND}\nquorum n\n"),
        arguments=("--policy", "given/policy"),
    ),
    Attack(
        "policy-of-another-log",
        "the given policy trusts another log",
        1,
        _policy(f"log {ed25519_key(OTHER, seeded('public')).encode()}\nquorum none\n"),
        arguments=("--policy", "given/policy"),
    ),
    Attack(
        "policy-no-policy",
        "the given policy can't be read as one",
        2,
        _policy("quorum everybody\n"),
        arguments=("--policy", "given/policy"),
    ),
    Attack(
        "cosignature-too-old",
        "the newest cosignature is older than is asked",
        1,
        lambda _: None,
        arguments=("--max-age", "1s"),
    ),
    Attack(
        "cosignature-absent-where-an-age-is-asked",
        "nobody listed says how old it is",
        1,
        changed_lines(lambda lines: lines[:1]),
        arguments=("--max-age", "2d"),
    ),
    Attack(
        "cosignature-of-a-time-to-come",
        "the witness's time is in the year 9999",
        1,
        _cosigned_at(253_370_764_800),
        arguments=("--max-age", "2d"),
    ),
    Attack(
        "holds-a-cosignature-less",
        "the witness's line was taken off: told as 0 of 1",
        0,
        changed_lines(lambda lines: lines[:1]),
    ),
)
