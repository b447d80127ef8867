import json
import unicodedata

from hypothesis import example, given, settings
from hypothesis import strategies as some

from letter_example import FOLDER
from undersigned.letters import letter_keys
from undersigned.letters.front_matter_writing import (
    Value,
    body_of,
    file_text,
    values_of,
    with_body,
    with_values,
    without_empty,
    written,
)
from undersigned.letters.reading import parse_manuscript
from undersigned.letters.template import new_letter_file

SAMPLE = (FOLDER / "fair-courts.en.md").read_text(encoding="utf-8")
WORDS = some.text(
    some.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029\x85\ufeff"),
    min_size=1,
    max_size=200,
) | some.sampled_from([
    "no", "~", "2026-03-09", "a: b", "a #b", "- x", "“x”: y", "'", '"', "{{ x }}", "x\ny", "%",
    "a:", "key: |", "one\n\ntwo\n  three", "? x", "!x", "*x", "&x", "[a", "a" * 200, "word " * 60,
])  # fmt: skip


def same(text: str) -> str:
    """As the reader takes it: NFC, without outer blanks."""
    return unicodedata.normalize("NFC", text).strip()


@given(some.lists(WORDS, min_size=1, max_size=4))
@example(["word  with   blanks " * 8])
@example(["first\n\tsecond"])
def test_what_is_written_reads_back(words: list[str]) -> None:
    items: list[Value] = [{"title": word, "sources": [{"title": word}]} for word in words]
    values: dict[str, Value] = {
        "title": words[0],
        "addressee": {"name": words[-1]},
        "facts": items,
        "addresses": list(words),
    }
    read = values_of(file_text(written(without_empty(values)), "Text."))  # type: ignore[arg-type]
    assert read == _normal(without_empty(values))


def _normal(value: Value) -> Value:
    if isinstance(value, str):
        return same(value)
    if isinstance(value, list):
        return [_normal(item) for item in value]
    return {key: _normal(item) for key, item in value.items()}


@given(some.text(min_size=1, max_size=100))
@example("\ufffd" * 100)
@example("\U000e0001" * 100)
def test_a_key_reads_back_whatever_it_is(key: str) -> None:
    read = values_of(f"---\n{json.dumps(key)}: a\n---\n\nText.\n")
    if read is not None:
        assert values_of(file_text(written(read), "Text.")) == read


def test_a_key_as_long_as_a_text_is_refused() -> None:
    assert values_of(f"---\n{'a' * 100}: b\n---\n") == {"a" * 100: "b"}
    assert values_of(f"---\n{'a' * 101}: b\n---\n") is None


def test_what_stays_the_same_keeps_its_bytes() -> None:
    values = values_of(SAMPLE)
    assert values is not None
    assert with_values(SAMPLE, values, letter_keys.LETTER) == SAMPLE
    assert with_body(SAMPLE, body_of(SAMPLE)) == SAMPLE


def test_one_changed_key_changes_its_own_lines_alone() -> None:
    changed = with_values(SAMPLE, {"place": "Zenda"}, letter_keys.LETTER)
    assert changed == SAMPLE.replace("place: Strelsau", "place: Zenda")


def test_comments_around_a_changed_key_stay() -> None:
    text = new_letter_file("A bridge", "en")
    changed = with_values(text, {"title": "A ferry", "eligibility": "Anyone."}, letter_keys.LETTER)
    assert "title: A ferry" in changed
    assert "# Who may sign, in words." in changed
    assert "# What you keep of signers that is not public" in changed


def test_a_new_key_stands_in_its_place_and_an_empty_one_goes() -> None:
    changed = with_values(SAMPLE, {"place": "", "keeping": ""}, letter_keys.LETTER)
    assert "place:" not in changed
    back = with_values(changed, {"place": "Strelsau"}, letter_keys.LETTER)
    read = values_of(back)
    assert read is not None
    assert list(read).index("place") == list(read).index("addressee") + 1


def test_braces_around_everything_are_written_anew() -> None:
    text = "---\n{title: A bridge, from: people}\n---\n\nText.\n"
    assert values_of(with_values(text, {"title": "A ferry"}, letter_keys.LETTER)) == {
        "title": "A ferry",
        "from": "people",
    }


def test_the_sample_written_anew_says_the_same() -> None:
    values = values_of(SAMPLE)
    assert values is not None
    again = file_text(written(values), body_of(SAMPLE))
    assert parse_manuscript(again.encode(), "fair-courts.en.md") == parse_manuscript(
        SAMPLE.encode(), "fair-courts.en.md"
    )


def test_a_text_without_front_matter_has_no_values() -> None:
    assert values_of("No fence here.") is None
    assert values_of("---\ntitle: [\n---\n") is None
    assert body_of("No fence here.") == "No fence here."


FACTS = values_of(SAMPLE)["facts"]  # type: ignore[index]


@settings(max_examples=30)
@given(some.permutations(range(len(FACTS))), some.integers(0, len(FACTS)), WORDS)
def test_items_that_stay_keep_their_lines(order: list[int], kept: int, word: str) -> None:
    facts: list[Value] = [FACTS[each] for each in order[:kept]]  # type: ignore[index]
    new: Value = {"day": "2026-03-01", "who": "Somebody", "what": word, "sources": [{"title": "x"}]}
    changed = with_values(SAMPLE, {"facts": [*facts, new, *facts[:1]]}, letter_keys.LETTER)
    wanted = [*facts, _normal(without_empty(new)), *facts[:1]]
    assert values_of(changed) == {**values_of(SAMPLE), "facts": wanted}  # type: ignore[dict-item]


def test_a_changed_item_changes_its_own_lines_alone() -> None:
    text = SAMPLE.replace("  - day: 2025-11-21", "  # The verdict.\n  - day: 2025-11-21")
    values = values_of(text)
    assert values is not None
    facts = values["facts"]
    assert isinstance(facts, list)
    facts[3]["who"] = "Nobody"  # type: ignore[index, call-overload]
    changed = with_values(text, {"facts": facts}, letter_keys.LETTER)
    assert changed.startswith(text[: text.index("  - day: 2026-02-09\n    who: Marit")])
    assert changed.endswith(text[text.index("  - day: 2026-02-09\n    who: The Minister") :])
    assert "who: Nobody" in changed
    assert changed.count("\n\n") == text.count("\n\n")


def test_lists_in_one_line_and_keys_that_come_twice_are_written_anew() -> None:
    for text in (
        "---\ntitle: A\nfacts: [{day: 1}, {day: 2}]\n---\n",
        "---\ntitle: A\ntitle: B\nfacts:\n  - day: 1\n  - day: 2\n---\n",
    ):
        changed = with_values(text, {"facts": [{"day": "2"}, {"day": "3"}]}, letter_keys.LETTER)
        assert values_of(changed) == {"title": "A", "facts": [{"day": "2"}, {"day": "3"}]}
