"""Short lives of a letter, always the same ones; trials/histories.py lives a thousand long ones."""

from itertools import count
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from letter_life import DEATHS, PEOPLE, VERBS, Life

NUMBERS = count()
STEPS = st.tuples(
    st.sampled_from(VERBS),
    st.integers(0, PEOPLE - 1),
    st.one_of(st.just(0), st.just(0), st.integers(1, DEATHS)),
)


@settings(
    max_examples=20,
    derandomize=True,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
@given(steps=st.lists(STEPS, min_size=10, max_size=30))
def test_figures_words_and_people_are_right_after_every_life(
    db: None,  # noqa: ARG001 (the database has to be there)
    home: Path,
    steps: list[tuple[str, int, int]],
) -> None:
    life = Life(f"life-{next(NUMBERS)}")
    for verb, person, death in steps:
        life.step(verb, person, death)
    life.end(home)
