"""Attacks with tokens and withdrawal keys of names withheld: step 4."""

from dataclasses import replace

from letter_press import seeded
from tampered.attack import Attack, Change, dropped, on_log, put
from tampered.entries import again, on_signature
from tampered.letter import FullPress
from tampered.tokens import token_key
from undersigned.evidence.documents import digest, token_key_path


def _withheld(press: FullPress, words: str, **changes: object) -> None:
    made = press.withheld(words, token_key("first"), edition=2)
    press.add(replace(made, **changes))  # type: ignore[arg-type]  # any fields


def _many_redeemed(press: FullPress) -> None:
    for number in range(3):
        press.withhold(f"new {number}", token_key("first"))


def _none_issued(press: FullPress) -> None:
    press.publish_rules(3, token_key("second"))
    press.withhold("new", token_key("second"))


def _issued_under_none(press: FullPress) -> None:
    press.publish_rules(3, None)
    press.issue("of no key")


def _bad_key(press: FullPress) -> None:
    text = press.publish_rules(3, None)
    key = press.documents[token_key_path(3)] = token_key("first").der[:-1]
    press.replace(text, b"token-key none", b"token-key " + digest(key).encode())


def _owned(do: str) -> Change:
    """Withdraw or reconfirm a name withheld by another owner's signature."""

    def change(press: FullPress) -> None:
        index = press.named["withheld 1"]
        press.owners[index] = press.owner("somebody else")
        if do == "withdrawn":
            press.withdraw(index)
        else:
            press.reconfirm(index, 2, "en")

    return on_log(change)


def _many_redeemed_two(press: FullPress) -> None:
    for number in range(2):
        press.withhold(f"new {number}", token_key("first"))


WITHHELD = (
    Attack("token-spent-twice", "one token stands for two names withheld", 1, on_log(again)),
    Attack(
        "token-of-another-letters-key",
        "a token under a key that these rules never named",
        1,
        on_log(lambda press: press.withhold("new", token_key("second"))),
    ),
    Attack(
        "token-more-than-issued",
        "more names withheld than tokens given out",
        1,
        on_log(_many_redeemed),
    ),
    Attack(
        "token-of-a-key-with-none-issued",
        "a token under a key that signed none",
        1,
        on_log(_none_issued),
    ),
    Attack(
        "token-issued-under-no-key",
        "a token issued while the rules name no key",
        1,
        on_log(_issued_under_none),
    ),
    Attack(
        "token-issued-twice",
        "the same blinded bytes signed twice",
        1,
        on_log(lambda press: press.issue("blinded 0")),
    ),
    Attack(
        "token-not-of-384-bytes",
        "a token of 381 bytes",
        1,
        on_log(
            lambda press: press.add_bytes(
                press.withheld("new", token_key("first"), 2)
                .encode()
                .replace(b"token ", b"token AAAA")
            )
        ),
    ),
    Attack(
        "withdrawal-key-twice",
        "two names withheld have one key",
        1,
        on_log(lambda press: again(press, seeded("fresh nonce").hex().encode())),
    ),
    Attack(
        "withheld-signature-bad",
        "the withdrawal key did not sign this edition",
        1,
        on_log(lambda press: _withheld(press, "new", signature=bytes(64))),
    ),
    Attack(
        "withheld-withdrawn-by-somebody-else",
        "a withdrawal that the owner did not sign",
        1,
        _owned("withdrawn"),
    ),
    Attack(
        "withheld-withdrawn-without-a-signature",
        "a withdrawal that nobody signed",
        1,
        on_signature("withheld 1", b"withdrawn\n"),
    ),
    Attack(
        "withheld-reconfirmed-by-somebody-else",
        "made to sign the later edition",
        1,
        _owned("reconfirmed"),
    ),
    Attack(
        "withheld-in-a-language-that-was-not-there",
        "a wording that the edition has not",
        1,
        on_log(
            lambda press: press.add_bytes(
                press.withheld("new", token_key("first"), 2)
                .encode()
                .replace(b"language en", b"language fr")
            )
        ),
    ),
    Attack(
        "token-key-of-another-form", "the rules name a key that is cut off", 1, on_log(_bad_key)
    ),
    Attack(
        "token-key-missing",
        "the key that tokens are checked with is not there",
        2,
        dropped("letter/token-keys/2.der"),
    ),
    Attack(
        "token-key-replaced",
        "another key lies in its place",
        1,
        put("letter/token-keys/2.der", token_key("second").der),
    ),
    Attack(
        "holds-small-batches",
        "two names withheld on one day: noted, and no failure",
        0,
        on_log(_many_redeemed_two),
    ),
)
