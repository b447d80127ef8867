import pytest

from undersigned.signing.states import ENDED, FOLLOWS, STANDING, NotPossible, State, require


def test_every_state_has_its_row() -> None:
    assert set(FOLLOWS) == set(State)


def test_what_has_ended_stays_so() -> None:
    assert all(not FOLLOWS[state] for state in ENDED)
    assert set(ENDED).isdisjoint(STANDING)


def test_nothing_is_accepted_that_its_owner_did_not_confirm() -> None:
    assert State.ACCEPTED not in FOLLOWS[State.WAITING]


def test_a_step_that_is_not_in_the_table_is_refused_in_words() -> None:
    require("confirmed", State.ACCEPTED)
    with pytest.raises(NotPossible, match="is withdrawn, and accepted does not follow"):
        require("withdrawn", State.ACCEPTED)
