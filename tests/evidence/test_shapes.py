"""Runs of entries are taken at once exactly where each of them would be taken by itself."""

import contextlib
import datetime as dt
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

import invented_entries as invented
from letter_readers import Published
from undersigned.evidence.entries import Entry, parse_entry
from undersigned.evidence.shapes import Shapes
from undersigned.tlog.errors import Malformed
from undersigned.tlog.note import ed25519_key
from undersigned.verifier.replay import Replay
from undersigned.verifier.verdict import Step

TODAY = invented.DAY + dt.timedelta(days=3)
BEGINNING = [invented.rules().encode(), invented.edition().encode()]
NEXT = "letters.example.org/others"


def replay() -> tuple[Replay, Step]:
    """A replay of no letter in particular; nothing of it reads a file."""
    site = Published("", "")  # type: ignore[arg-type]  # never read
    log_key, step = ed25519_key(invented.LETTER, bytes(32)), Step(4, "entries")
    return Replay(invented.LETTER, site, {5, 9}, TODAY, log_key, step), step


def state(found: Replay, step: Step) -> object:
    """Everything that a replay knows, to be compared."""
    history = found.history
    return (
        *(found.size, found.changed, found.figures, found.broken),
        *(step.failures, step.gaps, step.more),
        *(history.figures(), history.day, history.open, dict(history.slots)),
        list(history.slots.openings()),
    )


def later(entry: Entry, days: int) -> Entry:
    return replace(entry, day=entry.day + dt.timedelta(days=days))


NAMED: st.SearchStrategy[Entry] = st.one_of(
    st.builds(
        invented.signed,
        st.sampled_from("abcdefghijklmnop"),
        st.sampled_from([1, 1, 1, 2]),
        st.sampled_from(["en", "en", "de", "fr"]),
        st.sampled_from(["person", "organisation"]),
    ),
    st.builds(invented.imported, st.sampled_from("qrstuvwx")),
)
OTHERS: st.SearchStrategy[Entry] = st.sampled_from(
    [
        *(invented.withdrawn(2), invented.removed(3), invented.amended(2, "y"), invented.CLOSED),
        *(invented.REOPENED, invented.edition(2), replace(invented.signed("z"), letter=NEXT)),
    ]
)


@st.composite
def bundles(draw: st.DrawFn) -> list[bytes]:
    """Entries most of which follow on each other, some with a byte that is another."""
    entries = draw(st.lists(st.one_of(NAMED, NAMED, NAMED, OTHERS), max_size=14))
    days = sorted(draw(st.lists(st.integers(0, 4), min_size=14, max_size=14)))
    if draw(st.integers(0, 9)) == 0:
        days.reverse()
    written = [later(each, day).encode() for each, day in zip(entries, days, strict=False)]
    if draw(st.booleans()) and written:
        number = draw(st.integers(0, len(written) - 1))
        place = draw(st.integers(0, len(written[number]) - 1))
        put = draw(st.sampled_from([b"", b"A", b"\n", b" ", b"0", b"\xff", b"\nrecord "]))
        end = place + draw(st.integers(0, 2))
        written[number] = written[number][:place] + put + written[number][end:]
    return written


@given(bundles())
@example([invented.signed("a").encode()] * 2)
@example([invented.signed("a").encode().replace(b"record ca", b"record CA")] * 2)
def test_a_bundle_taken_at_once_comes_out_as_one_taken_entry_by_entry(bundle: list[bytes]) -> None:
    (at_once, said), (one_by_one, said_of_each) = replay(), replay()
    at_once.take(0, [*BEGINNING, *bundle])
    at_once.take(2 + len(bundle), bundle)
    for index, entry in enumerate([*BEGINNING, *bundle, *bundle]):
        one_by_one._take_one(index, entry)  # noqa: SLF001 - what explains a refusal
    assert state(at_once, said) == state(one_by_one, said_of_each)


@given(bundles())
def test_what_is_in_a_run_reads_as_its_shape_and_its_commitment(bundle: list[bytes]) -> None:
    shapes = Shapes()
    for _ in range(2):
        run = shapes.run(bundle)
        for place, (shape, entry) in enumerate(zip(run.shapes, bundle, strict=False)):
            record = run.commitments[32 * place : 32 * place + 32].hex()
            assert parse_entry(entry) == replace(shape.entry, record=record)
        if run.shapes and len(run.shapes) < len(bundle):
            after = bundle[len(run.shapes)]
            with contextlib.suppress(Malformed):
                assert parse_entry(after).event not in {"signed", "imported"}


def test_capitals_and_spaces_among_the_digits_are_no_run() -> None:
    entry = invented.signed("a").encode()
    shapes = Shapes()
    assert len(shapes.run([entry]).shapes) == 1
    digest = invented.hashed("a").encode()
    for other in (digest.upper(), digest[:62] + b"  ", b" " + digest[1:], digest[:-1] + b"\xc3"):
        assert not shapes.run([entry.replace(digest, other)]).shapes
