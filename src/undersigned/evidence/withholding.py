"""Names withheld: tokens issued and redeemed, nonces and withdrawal keys.

Source: record format, sections 3 and 5.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from undersigned.evidence.entries import Issued, Withheld
from undersigned.evidence.refusal import Refused
from undersigned.evidence.tokens import token_message, withheld_message

UNKNOWN_KEY = ""
"""Stands for the key of a token that nobody checked."""


class Proofs(Protocol):
    """What checks tokens and signatures of names withheld; a verifier brings it."""

    def token_key(
        self, message: bytes, prefix: bytes, token: bytes, keys: Sequence[str]
    ) -> str | None:
        """Return the one of `keys` that the token is good under, or None.

        Args:
            message: see `tokens.token_message`.
            prefix: 32 bytes.
            token: 384 bytes.
            keys: SHA-256, in hex, of each token key that the rules named so far, oldest first.
        """

    def signed(self, withdrawal_key: bytes, message: bytes, signature: bytes) -> bool:
        """Say whether the Ed25519 signature of 64 bytes over `message` is by this key."""


@dataclass(frozen=True, slots=True)
class Withholder:
    """What later entries need of a name withheld: its nonce, in hex, and its key, 32 bytes."""

    nonce: str
    withdrawal_key: bytes


class Withholding:
    """The tokens of one letter.

    Attributes:
        token_keys: the number of the rules that first named each key, by its SHA-256 in hex.
        key_in_force: the SHA-256 in hex that the newest rules name, or None.
        issued: tokens issued under each key.
        redeemed: tokens redeemed under each key; under `UNKNOWN_KEY` those that nobody checked.
        issued_by_day: the same entries by their day, for the size of batches.
        withheld_by_day: the names withheld by their day, for the size of batches.
    """

    __slots__ = (
        *("_blinded", "_holders", "_nonces", "_withdrawal_keys", "issued", "issued_by_day"),
        *("key_in_force", "redeemed", "token_keys", "withheld_by_day"),
    )

    def __init__(self) -> None:
        self.token_keys: dict[str, int] = {}
        self.key_in_force: str | None = None
        self.issued: Counter[str] = Counter()
        self.redeemed: Counter[str] = Counter()
        self.issued_by_day: Counter[dt.date] = Counter()
        self.withheld_by_day: Counter[dt.date] = Counter()
        self._blinded: set[bytes] = set()
        self._nonces: set[bytes] = set()
        self._withdrawal_keys: set[bytes] = set()
        self._holders: dict[int, Withholder] = {}

    def put_in_force(self, key: str | None, rules: int) -> None:
        """Have tokens issued under this key from now on, or under none."""
        self.key_in_force = key
        if key is not None:
            self.token_keys.setdefault(key, rules)

    def issue(self, entry: Issued) -> None:
        """Count a token as issued under the key in force.

        Raises:
            Refused: the rules name no key, or the same blinded bytes were issued before.
        """
        if self.key_in_force is None:
            raise Refused("A token key in the rules in force was expected; they name none.", "5")
        blinded = bytes.fromhex(entry.blinded)
        if blinded in self._blinded:
            raise Refused(f"The blinded hash {entry.blinded} stands in an earlier entry.", "3")
        self._blinded.add(blinded)
        self.issued[self.key_in_force] += 1
        self.issued_by_day[entry.day] += 1

    def redeem(self, entry: Withheld, index: int, proofs: Proofs | None) -> None:
        """Count a token as redeemed by the name withheld that begins at `index`.

        Raises:
            Refused: its nonce or withdrawal key stands in an earlier entry, the token is good under
                no key or the signature not by the withdrawal key, or more tokens would be redeemed
                than were issued.
        """
        nonce, key = bytes.fromhex(entry.nonce), bytes.fromhex(entry.withdrawal_key)
        if nonce in self._nonces:
            raise Refused(f"The nonce {entry.nonce} stands in an earlier entry.", "3")
        if key in self._withdrawal_keys:
            reason = f"The withdrawal key {entry.withdrawal_key} stands in an earlier entry."
            raise Refused(reason, "3")
        good_under = self._good_under(entry, key, proofs)
        self._check_supply(good_under)
        self._nonces.add(nonce)
        self._withdrawal_keys.add(key)
        self.redeemed[good_under] += 1
        self.withheld_by_day[entry.day] += 1
        self._holders[index] = Withholder(entry.nonce, key)

    def holder(self, index: int) -> Withholder:
        """Return what is known of the name withheld that began at `index`."""
        return self._holders[index]

    def _good_under(self, entry: Withheld, key: bytes, proofs: Proofs | None) -> str:
        if not self.token_keys:
            raise Refused("A token key in some rules so far was expected; they named none.", "5")
        if proofs is None:
            return UNKNOWN_KEY
        message = token_message(entry.letter, entry.nonce, entry.withdrawal_key)
        prefix = bytes.fromhex(entry.prefix)
        good_under = proofs.token_key(message, prefix, entry.token, list(self.token_keys))
        if good_under is None:
            raise Refused("The token is good under no key that the rules named so far.", "5")
        signed = withheld_message(entry.letter, entry.edition, entry.language, entry.nonce)
        if not proofs.signed(key, signed, entry.signature):
            raise Refused(
                "The signature isn't by the withdrawal key over this edition and language.", "5"
            )
        return good_under

    def _check_supply(self, key: str) -> None:
        if key != UNKNOWN_KEY and self.redeemed[key] >= self.issued[key]:
            raise Refused(
                f"Under the token key {key} {self.issued[key]} tokens were issued, and this would "
                f"be number {self.redeemed[key] + 1} redeemed.",
                "5",
            )
        issued, redeemed = self.issued.total(), self.redeemed.total()
        if redeemed >= issued:
            raise Refused(
                f"In all {issued} tokens were issued, and this would be number {redeemed + 1} "
                "redeemed.",
                "5",
            )
