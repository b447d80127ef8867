import pytest
from hypothesis import given
from hypothesis import strategies as st

from undersigned.eligibility.addresses import canonical_address, check_address


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        (" henrike@Lommquist.EXAMPLE ", "henrike@lommquist.example"),
        ("Henrike.L+letters@ruritania.example", "Henrike.L+letters@ruritania.example"),
        ("h@büro.example", "h@xn--bro-hoa.example"),
    ],
)
def test_addresses_pass(typed: str, address: str) -> None:
    assert check_address(typed) == (address, None)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the address"),
        ("henrike.lommquist.example", "This has no @."),
        ("@lommquist.example", "No mail can go"),
        ("henrike@", "No mail can go"),
        ("henrike@localhost", "No mail can go"),
        ("a@b.example, c@d.example", "No mail can go"),
        ("hénrike@lommquist.example", "No mail can go"),
        ("x" * 250 + "@b.example", "at most 254"),
        ("a@b.example\r\nBcc: c@d.example", "at most 254"),
        ('"a b"@c.example', "No mail can go"),
        ("a@[127.0.0.1]", "No mail can go"),
    ],
)
def test_addresses_are_refused_with_words(typed: str, said: str) -> None:
    address, problem = check_address(typed)
    assert address == ""
    assert problem
    assert said in problem.text


@pytest.mark.parametrize(
    "spelling",
    [
        "hlommquist@gmail.com",
        "H.Lommquist@gmail.com",
        "h.l.o.m.m.quist+letters@GoogleMail.com",
        "HLOMMQUIST+x+y@gmail.com",
    ],
)
def test_spellings_of_one_mailbox_are_one(spelling: str) -> None:
    assert canonical_address(spelling) == "hlommquist@gmail.com"


def test_a_plus_is_dropped_only_where_its_provider_drops_it() -> None:
    assert canonical_address("a+b@proton.me") == "a@proton.me"
    assert canonical_address("a+b@pm.me") == "a@proton.me"
    assert canonical_address("a+b@ruritania.example") == "a+b@ruritania.example"


def test_dots_are_dropped_at_one_provider_only() -> None:
    dotted = {canonical_address(f"{'a' * n}.b@ruritania.example") for n in range(1, 1001)}
    assert len(dotted) == 1000
    assert canonical_address("a.b@outlook.com") != canonical_address("ab@outlook.com")


def test_nothing_is_left_of_no_name() -> None:
    assert canonical_address("+tag@gmail.com") == "+tag@gmail.com"


@given(st.text(max_size=80))
def test_any_text_is_taken_or_refused_with_words(text: str) -> None:
    address, problem = check_address(text)
    assert bool(address) != bool(problem)
    if address:
        assert canonical_address(canonical_address(address)) == canonical_address(address)
        assert address.isascii()
