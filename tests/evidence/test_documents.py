from undersigned.evidence import documents


def test_each_document_has_its_path() -> None:
    assert documents.rules_path(2) == "rules/2.md"
    assert documents.edition_path(2, "pt-br") == "editions/2.pt-br.md"
    assert documents.addendum_path(1) == "addenda/1.md"
    assert documents.delivery_path(1) == "deliveries/1.md"
    assert documents.token_key_path(1) == "token-keys/1.der"


def test_a_document_is_hashed_byte_for_byte() -> None:
    # The example of FIPS 180-2.
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert documents.digest(b"abc") == expected
