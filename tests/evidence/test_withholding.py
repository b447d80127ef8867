from collections.abc import Sequence
from dataclasses import replace

import pytest

import invented_entries as invented
from invented_entries import DAY, ISSUED, LETTER, reconfirmed, withdrawn
from undersigned.evidence.figures import Figures
from undersigned.evidence.history import History, Refused

OTHER_KEY = "8" * 64


class InventedProofs:
    """Takes a token as good under the key that the test says, and signatures of known words."""

    def __init__(self, good_under: str | None, *words: bytes) -> None:
        self.good_under = good_under
        self.words = words
        self.offered: Sequence[str] = ()

    def token_key(
        self, message: bytes, prefix: bytes, token: bytes, keys: Sequence[str]
    ) -> str | None:
        assert message.startswith(b"undersigned/v1 token\nletter ")
        assert (len(prefix), len(token)) == (32, 384)
        self.offered = keys
        return self.good_under

    def signed(self, withdrawal_key: bytes, message: bytes, signature: bytes) -> bool:
        assert (len(withdrawal_key), len(signature)) == (32, 64)
        return message in self.words


def words(event: str, nonce: str, rest: str = "edition 1\nlanguage en\n") -> bytes:
    value = invented.hashed(f"nonce {nonce}")
    return f"undersigned/v1 {event}\nletter {LETTER}\n{rest}nonce {value}\n".encode()


def test_tokens_are_counted_for_each_key() -> None:
    history = invented.letter_of(ISSUED[0], invented.rules(2, OTHER_KEY), *ISSUED[1:3])
    proofs = InventedProofs(invented.TOKEN_KEY, words("withheld", "a"), words("withheld", "b"))
    history.apply(invented.withheld("a"), proofs)
    assert proofs.offered == [invented.TOKEN_KEY, OTHER_KEY]
    with pytest.raises(Refused, match="1 tokens were issued, and this would be number 2"):
        history.apply(invented.withheld("b"), proofs)
    history.apply(invented.withheld("b"), InventedProofs(OTHER_KEY, words("withheld", "b")))
    assert history.withholding.redeemed == {invented.TOKEN_KEY: 1, OTHER_KEY: 1}
    assert history.withholding.issued == {invented.TOKEN_KEY: 1, OTHER_KEY: 2}


def test_a_token_good_under_no_key_is_refused() -> None:
    history = invented.letter_of(ISSUED[0])
    with pytest.raises(Refused, match="good under no key") as caught:
        history.apply(invented.withheld("a"), InventedProofs(None, words("withheld", "a")))
    assert caught.value.section == "5"


def test_the_withdrawal_key_signs_these_words_and_no_others() -> None:
    history = invented.letter_of(ISSUED[0])
    good = InventedProofs(invented.TOKEN_KEY, words("withheld", "a"))
    for bad in (
        InventedProofs(invented.TOKEN_KEY, words("withheld", "b")),
        InventedProofs(invented.TOKEN_KEY, words("withheld", "a", "edition 2\nlanguage en\n")),
        InventedProofs(invented.TOKEN_KEY, words("reconfirmed", "a")),
    ):
        with pytest.raises(Refused, match="isn't by the withdrawal key"):
            history.apply(invented.withheld("a"), bad)
    history.apply(invented.withheld("a"), good)
    history.apply(invented.edition(2))
    with pytest.raises(Refused, match="isn't by the withdrawal key"):
        history.apply(reconfirmed(3, signature=bytes(64)), good)
    again = InventedProofs(None, words("reconfirmed", "a", "edition 2\nlanguage en\n"))
    history.apply(reconfirmed(3, signature=bytes(64)), again)
    with pytest.raises(Refused, match="isn't by the withdrawal key"):
        history.apply(withdrawn(3, bytes(64)), again)
    history.apply(withdrawn(3, bytes(64)), InventedProofs(None, words("withdrawn", "a", "")))
    assert history.figures() == Figures(withdrawn=1, edition=2)


def test_batches_are_counted_by_day() -> None:
    history = invented.letter_of(*ISSUED[:3], invented.withheld("a"))
    assert history.withholding.issued_by_day == {DAY: 3}
    assert history.withholding.withheld_by_day == {DAY: 1}
    assert history.withholding.token_keys == {invented.TOKEN_KEY: 1}
    assert history.withholding.key_in_force == invented.TOKEN_KEY


def test_a_withdrawal_key_serves_once() -> None:
    history = invented.letter_of(*ISSUED[:2], invented.withheld("a"))
    other = replace(invented.withheld("b"), withdrawal_key=invented.withheld("a").withdrawal_key)
    with pytest.raises(Refused, match=r"withdrawal key \w+ stands in") as caught:
        history.apply(other)
    assert caught.value.section == "3"


def test_a_name_withheld_needs_a_key_that_some_rules_named() -> None:
    history = History(LETTER)
    history.apply(invented.rules(1, None))
    history.apply(invented.edition())
    with pytest.raises(Refused, match="A token key in some rules so far") as caught:
        history.apply(invented.withheld("a"))
    assert caught.value.section == "5"


def test_a_token_may_be_redeemed_after_its_key_was_replaced() -> None:
    history = invented.letter_of(ISSUED[0], invented.rules(2, None))
    history.apply(invented.withheld("a"))
    assert history.figures().withheld == 1
