import pickle

from undersigned.tlog.errors import Malformed


def test_the_message_says_what_was_expected_and_what_came() -> None:
    error = Malformed("checkpoint size", "a decimal number", "0x12\n")
    assert str(error) == r"checkpoint size: expected a decimal number, got '0x12\n'"


def test_a_long_value_is_cut_in_the_message_and_kept_in_the_error() -> None:
    error = Malformed("note", "less", "a" * 1000)
    assert "(1002 characters)" in str(error)
    assert len(str(error)) < 150
    assert error.got == "a" * 1000


def test_it_survives_the_way_to_another_process() -> None:
    error = Malformed("size", "a number", b"x")
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert str(again) == str(error)
    assert again.what == "size"
