import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import (
    ALGORITHM_COSIGNATURE,
    ALGORITHM_ED25519,
    LARGEST_NOTE,
    Note,
    NoteSignature,
    VerifierKey,
    cosignature_key,
    ed25519_key,
)

# From the text of C2SP signed-note.
EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
EXAMPLE_NOTE = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXm"
    "RKuwHjG1Yu72IneyaQM=\n"
).encode()

names = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Z"], exclude_characters="+"),
    min_size=1,
    max_size=20,
).filter(lambda name: not any(character.isspace() for character in name))
signatures = st.builds(
    NoteSignature, names, st.integers(0, 2**32 - 1), st.binary(min_size=1, max_size=80)
)
lines = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), max_size=30)
notes = st.builds(
    Note,
    st.lists(lines, min_size=1, max_size=5).map(lambda rows: "\n".join(rows) + "\n"),
    st.lists(signatures, min_size=1, max_size=4).map(tuple),
)


def test_the_specification_s_example() -> None:
    key, note = VerifierKey.parse(EXAMPLE_KEY), Note.parse(EXAMPLE_NOTE)
    assert key.encode() == EXAMPLE_KEY
    assert key == ed25519_key("example.com/foo", key.public_key)
    assert (key.name, key.key_id, key.kind) == ("example.com/foo", 0x530D903A, ALGORITHM_ED25519)
    assert note.text == "This is an example message.\n"
    assert note.encode() == EXAMPLE_NOTE
    assert key.made(note.signatures[0])
    assert len(note.signatures[0].signature) == 64


@given(notes)
def test_a_note_reads_back(note: Note) -> None:
    assert Note.parse(note.encode()) == note


@given(notes, st.data())
def test_a_changed_byte_is_refused_or_means_something_else(note: Note, data: st.DataObject) -> None:
    changed = bytearray(note.encode())
    place = data.draw(st.integers(0, len(changed) - 1))
    changed[place] ^= 1 << data.draw(st.integers(0, 7))
    try:
        other = Note.parse(bytes(changed))
    except Malformed:
        return
    assert other != note
    assert other.encode() == changed


def test_the_text_ends_at_the_last_empty_line() -> None:
    note = Note.parse(b"one\n\ntwo\n\n" + EXAMPLE_NOTE.split(b"\n\n")[1])
    assert note.text == "one\n\ntwo\n"


LINE = EXAMPLE_NOTE.split(b"\n\n")[1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "an empty line"),
        (b"text\n\n", "an empty line|signature line"),
        (b"text\n" + LINE, "an empty line"),
        (b"text\n\n" + LINE[:-1], "final newline"),
        (b"text\n\n" + LINE.replace(b"\xe2\x80\x94", b"-"), "signature line"),
        (b"text\n\n" + LINE.replace(b" Uw2", b"  Uw2"), "base64"),
        (b"text\n\n" + LINE.replace(b"=\n", b"\n"), "base64"),
        (b"text\n\n" + LINE.replace(b"foo", b"f+o"), "key name"),
        (b"te\txt\n\n" + LINE, "no control character"),
        (b"te\rxt\n\n" + LINE, "no control character"),
        (b"te\xffxt\n\n" + LINE, "UTF-8"),
        (b"text\n\n" + "— example.com/foo AAAAAA==\n".encode(), "a key id and a signature"),
        (b"text\n\n" + LINE * 101, "at most 100 signatures"),
        (b"x" * LARGEST_NOTE + EXAMPLE_NOTE, "at most 1000000 bytes"),
    ],
)
def test_what_is_no_note_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Malformed, match=said):
        Note.parse(data)


def test_what_would_not_read_back_is_not_encoded() -> None:
    with pytest.raises(Malformed):
        Note("no newline at the end", Note.parse(EXAMPLE_NOTE).signatures).encode()
    with pytest.raises(Malformed):
        Note("text\n", ()).encode()


def test_two_lines_of_one_key_are_found() -> None:
    note = Note.parse(b"text\n\n" + LINE * 2)
    assert note.repeated() == (note.signatures[1],)
    assert Note.parse(EXAMPLE_NOTE).repeated() == ()


@given(names, st.binary(min_size=32, max_size=32))
def test_a_key_reads_back(name: str, public_key: bytes) -> None:
    for key in (ed25519_key(name, public_key), cosignature_key(name, public_key)):
        assert VerifierKey.parse(key.encode()) == key
        seed = name.encode() + b"\n" + bytes([key.kind]) + public_key
        assert key.key_id == int.from_bytes(hashlib.sha256(seed).digest()[:4], "big")


def test_the_same_key_has_another_id_as_a_witness() -> None:
    log, witness = ed25519_key("w.example", bytes(32)), cosignature_key("w.example", bytes(32))
    assert (log.kind, witness.kind) == (ALGORITHM_ED25519, ALGORITHM_COSIGNATURE)
    assert log.key_id != witness.key_id


def test_a_key_of_a_type_not_known_is_taken_as_it_stands() -> None:
    text = VerifierKey("w.example", 7, 6, bytes(1312)).encode()
    assert VerifierKey.parse(text).public_key == bytes(1312)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.com/foo",
        "example.com/foo+530d903a",
        EXAMPLE_KEY.replace("530d903a", "530D903A"),
        EXAMPLE_KEY.replace("530d903a", "530d903b"),
        EXAMPLE_KEY.replace("530d903a", "0530d903a"),
        EXAMPLE_KEY + "=",
        EXAMPLE_KEY[:-4],
        EXAMPLE_KEY.replace("foo", "fo o"),
        EXAMPLE_KEY.replace("example.com/foo", ""),
        EXAMPLE_KEY.replace("foo", "f\u00a0o"),
        "example.com/foo+530d903a+AQ==",
    ],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(Malformed, match="key"):
        VerifierKey.parse(text)


def test_no_key_is_made_of_another_length_or_an_odd_name() -> None:
    with pytest.raises(Malformed, match="32 bytes"):
        ed25519_key("example.com", bytes(31))
    with pytest.raises(Malformed, match="without spaces"):
        cosignature_key("example com", bytes(32))
