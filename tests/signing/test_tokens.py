from undersigned.signing import tokens


def test_tokens_are_256_random_bits() -> None:
    made = {tokens.new_token() for _ in range(100)}
    assert len(made) == 100
    assert all(len(token) == 43 for token in made)


def test_codes_are_six_letters_that_nobody_mistakes() -> None:
    for _ in range(200):
        code = tokens.new_code()
        assert len(code) == 6
        assert not set(code) & set("AEIOULY0158")


def test_a_code_is_taken_as_people_type_it_and_bound_to_its_token() -> None:
    kept = tokens.code_digest("one", "BCDFGH")
    assert tokens.code_digest("one", " bcd-fgh ") == kept
    assert tokens.code_digest("two", "BCDFGH") != kept
    assert tokens.code_digest("one", "BCDFGJ") != kept


def test_nothing_is_not_the_same_as_nothing() -> None:
    assert not tokens.same("", "")
    assert tokens.same("ab", "ab")


def test_a_network_is_a_24_or_a_48_and_no_address() -> None:
    assert tokens.network_digest("192.0.2.1") == tokens.network_digest("192.0.2.200")
    assert tokens.network_digest("192.0.2.1") != tokens.network_digest("192.0.3.1")
    assert tokens.network_digest("2001:db8:1::1") == tokens.network_digest("2001:db8:1:2::3")
    assert tokens.network_digest("2001:db8:1::1") != tokens.network_digest("2001:db8:2::1")
    assert tokens.network_digest("") == tokens.network_digest("unix:") == ""


def test_digests_of_one_value_differ_by_purpose() -> None:
    assert tokens.keyed("code", "x") != tokens.keyed("address", "x")
