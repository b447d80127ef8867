"""What the fuzzers call (trials/fuzz.py) is called here on its seeds and on mutations of them."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fuzzing.target import mutated, swollen
from fuzzing.targets import TARGETS

# Those that read letters and forms take milliseconds for each input.
COSTLY = frozenset({"letters", "addenda", "list-texts", "list-tables", "list-archives", "forms"})
ALL_SEEDS = {name: tuple(target.seeds()) for name, target in TARGETS.items()}


@pytest.mark.parametrize("name", TARGETS)
def test_every_seed_is_read_or_refused_as_promised(name: str) -> None:
    seeds = ALL_SEEDS[name]
    assert seeds
    for seed in seeds[: 40 if name in COSTLY else None]:
        TARGETS[name].read(seed)


@pytest.mark.parametrize("name", TARGETS)
def test_mutations_of_seeds_are_read_or_refused_as_promised(name: str) -> None:
    seeds = ALL_SEEDS[name]

    @settings(
        max_examples=8 if name in COSTLY else 30,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, len(seeds) - 1), st.integers(0, len(seeds) - 1), st.integers(0, 10**9))
    def check(seed: int, other: int, chance: int) -> None:
        changes = random.Random(chance)  # noqa: S311 (mutations, no secrets)
        for _ in range(10):
            TARGETS[name].read(mutated(seeds[seed], seeds[other], changes))

    check()


@pytest.mark.parametrize("name", sorted(set(TARGETS) - COSTLY))
def test_no_input_of_the_largest_size_takes_long(name: str) -> None:
    target = TARGETS[name]
    large = swollen(ALL_SEEDS[name], random.Random(1))  # noqa: S311 (as above)
    for _ in range(2):
        begun = time.process_time()
        target.read(next(large))
        assert time.process_time() - begun < 10 * target.seconds
