from undersigned.evidence import tokens

LETTER, NONCE, KEY = "a.example/b", "1" * 64, "2" * 64


def test_what_is_signed_for_a_name_withheld() -> None:
    assert tokens.token_message(LETTER, NONCE, KEY) == (
        b"undersigned/v1 token\nletter a.example/b\nnonce "
        + NONCE.encode()
        + b"\nwithdrawal-key "
        + KEY.encode()
        + b"\n"
    )
    rest = f"letter {LETTER}\nedition 2\nlanguage de\nnonce {NONCE}\n"
    withheld = tokens.withheld_message(LETTER, 2, "de", NONCE)
    assert withheld.decode() == f"undersigned/v1 withheld\n{rest}"
    reconfirmed = tokens.reconfirmed_message(LETTER, 2, "de", NONCE)
    assert reconfirmed.decode() == f"undersigned/v1 reconfirmed\n{rest}"
    withdrawn = tokens.withdrawn_message(LETTER, NONCE)
    assert withdrawn.decode() == f"undersigned/v1 withdrawn\nletter {LETTER}\nnonce {NONCE}\n"


def test_blinded_bytes_are_hashed() -> None:
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert tokens.blinded_hash(b"abc") == expected
