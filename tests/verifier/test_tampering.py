"""A short run of trials/tampering.py, and that it can fail."""

import random

import pytest

import tampering
from tampered.held import true_states
from tampered.meaning import excuses
from undersigned.verifier.verdict import Report


@pytest.fixture(scope="module")
def trial() -> tampering.Trial:
    return tampering.Trial(seed=20)


def test_nothing_passes_without_a_rule_that_says_why(trial: tampering.Trial) -> None:
    trial.run(250)
    assert trial.broken == []
    assert trial.found.total() == 250


def test_what_passes_without_a_rule_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    blind = Report()
    for step in blind.steps:
        step.done = True
    monkeypatch.setattr(tampering, "verify", lambda *_: blind)
    blinded = tampering.Trial(seed=3)
    blinded.run(20)
    assert len(blinded.broken) > 5


@pytest.mark.parametrize("path", ["index.html", "signatories/1/index.html"])
def test_the_rules_know_a_page_that_means_something_else(path: str) -> None:
    states = true_states()[-1:]
    sites = [states[0].site()]
    assert excuses(sites[0], states, sites) == set()
    before, after = (b">212<", b">213<") if path == "index.html" else (b"Anka", b"Vela")
    other = {**sites[0], path: sites[0][path].replace(before, after)}
    assert excuses(other, states, sites) is None
    free = {**sites[0], path: sites[0][path].replace(b"<title>", b"<title>Other ")}
    assert excuses(free, states, sites) == {"what pages say outside of their marks"}


def test_each_change_changes(trial: tampering.Trial) -> None:
    chance = random.Random(1)  # noqa: S311 - no secret
    text = b"one\ntwo\nthree\nfour\n" * 9
    for change in tampering.BYTES.values():
        assert any(change(chance, text) != text for _ in range(20))
    assert trial.receipts
