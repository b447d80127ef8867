"""Names withheld: every token and signature is checked; source: record format, section 5."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from letter_press import ORIGIN, Press, seeded
from letter_readers import World, failed, unchecked
from undersigned.evidence import entries as kinds
from undersigned.evidence import tokens
from undersigned.evidence.documents import digest, rules_path, token_key_path
from undersigned.tlog.tiles import encode_bundle, entries_path


@pytest.fixture(scope="module")
def secret() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 3072)


class Withholding:
    """Issues tokens and redeems them; an unblinded token is an ordinary signature."""

    def __init__(self, press: Press, secret: rsa.RSAPrivateKey) -> None:
        self.press = press
        self._secret = secret
        self.owners: dict[int, Ed25519PrivateKey] = {}
        key = secret.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        press.documents[rules_path(2)] = b"# Rules with tokens\n"
        press.documents[token_key_path(2)] = key
        text = digest(press.documents[rules_path(2)])
        press.add(kinds.Rules(ORIGIN, press.day, 2, text, digest(key)))

    def issue(self, count: int) -> None:
        for _ in range(count):
            blinded = hashlib.sha256(b"blinded %d" % self.press.size).hexdigest()
            self.press.add(kinds.Issued(ORIGIN, self.press.day, blinded))

    def entry(self, edition: int = 1) -> tuple[kinds.Withheld, Ed25519PrivateKey]:
        nonce = seeded(f"nonce {self.press.size}").hex()
        owner = Ed25519PrivateKey.from_private_bytes(seeded(f"owner {self.press.size}"))
        key = owner.public_key().public_bytes_raw().hex()
        prefix = seeded(f"prefix {self.press.size}")
        pss = padding.PSS(padding.MGF1(hashes.SHA384()), 48)
        message = prefix + tokens.token_message(ORIGIN, nonce, key)
        signature = owner.sign(tokens.withheld_message(ORIGIN, edition, "en", nonce))
        made = kinds.Withheld(
            ORIGIN,
            self.press.day,
            edition,
            "en",
            prefix.hex(),
            nonce,
            key,
            self._secret.sign(message, pss, hashes.SHA384()),
            signature,
        )
        return made, owner

    def withhold(self) -> int:
        made, owner = self.entry()
        index = self.press.add(made)
        self.owners[index] = owner
        return index


@pytest.fixture
def withholding(tmp_path: Path, secret: rsa.RSAPrivateKey) -> Withholding:
    made = Withholding(Press(tmp_path / "letter"), secret)
    made.issue(10)
    for _ in range(10):
        made.withhold()
    return made


def test_withheld_names_hold_and_are_counted(withholding: Withholding, world: World) -> None:
    report = world.verify(withholding.press.write())
    assert report.status == 0, report.as_json()
    assert report.figures["withheld"] == report.figures["total"] == 10
    assert "batch" not in report.step(4).detail


def test_a_small_batch_is_noted_and_no_failure(
    tmp_path: Path, secret: rsa.RSAPrivateKey, world: World
) -> None:
    made = Withholding(Press(tmp_path / "letter"), secret)
    made.issue(3)
    made.withhold()
    report = world.verify(made.press.write())
    assert report.status == 0
    assert "a batch of 1 names withheld on 2026-03-16, fewer than 10" in report.step(4).detail


def test_more_tokens_redeemed_than_issued_are_refused(
    withholding: Withholding, world: World
) -> None:
    press = withholding.press
    before = press.count(), press.page()
    withholding.withhold()
    assert_refused(withholding, world, before)


def assert_refused(withholding: Withholding, world: World, before: tuple[bytes, str]) -> None:
    """Write all but what can't be counted, and see step 4 refuse the last entry."""
    press = withholding.press
    last = press.entries.pop()
    press.write()
    press.entries.append(last)
    press.put("count.json", before[0])
    press.put("index.html", before[1])
    press.put("checkpoint", press.checkpoint())
    press.put(entries_path(0, press.size), encode_bundle(press.entries))
    report = world.verify(press.folder)
    assert 4 in failed(report)
    assert f"Entry {press.size - 1} (" in report.step(4).failures[0]


@pytest.mark.parametrize("flaw", ["token", "signature", "prefix", "nonce"])
def test_a_withheld_name_with_one_byte_changed_is_refused(
    withholding: Withholding, world: World, flaw: str
) -> None:
    press = withholding.press
    withholding.issue(1)
    before = press.count(), press.page()
    made, _ = withholding.entry()
    value = getattr(made, flaw)
    if isinstance(value, bytes):
        changed: object = bytes([value[0] ^ 1]) + value[1:]
    else:
        changed = ("1" if value[0] != "1" else "2") + value[1:]
    press.add(replace(made, **{flaw: changed}))  # type: ignore[arg-type]  # one of four fields
    assert_refused(withholding, world, before)


def test_only_its_owner_withdraws_a_withheld_name(withholding: Withholding, world: World) -> None:
    press = withholding.press
    before = press.count(), press.page()
    index, owner = next(iter(withholding.owners.items()))
    entry = kinds.parse_entry(press.entries[index])
    assert isinstance(entry, kinds.Withheld)
    words = tokens.withdrawn_message(ORIGIN, entry.nonce)
    stranger = withholding.owners[index + 1]
    press.add(kinds.Withdrawn(ORIGIN, press.day, index, stranger.sign(words)))
    assert_refused(withholding, world, before)
    press.entries[-1] = kinds.Withdrawn(ORIGIN, press.day, index, owner.sign(words)).encode()
    assert world.verify(press.write()).status == 0


def test_a_missing_token_key_leaves_tokens_unchecked_and_the_rest_checked(
    withholding: Withholding, world: World
) -> None:
    folder = withholding.press.write()
    (folder / token_key_path(2)).unlink()
    report = world.verify(folder)
    assert (report.status, unchecked(report)) == (2, [4, 5])
    assert report.figures["withheld"] == 10


def test_a_token_key_that_is_none_is_refused(
    tmp_path: Path, secret: rsa.RSAPrivateKey, world: World
) -> None:
    press = Press(tmp_path / "letter")
    Withholding(press, secret)
    press.documents[token_key_path(2)] = b"no key"
    text = digest(press.documents[rules_path(2)])
    press.entries[-1] = kinds.Rules(ORIGIN, press.day, 2, text, digest(b"no key")).encode()
    report = world.verify(press.write())
    assert failed(report) == [4, 5]
    assert "rules 2 name a token key of another form" in report.step(4).detail
