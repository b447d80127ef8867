from collections.abc import Mapping

from letter_example import FOLDER
from undersigned.drafting.filled import Block, Control, Filling
from undersigned.drafting.sheet import LETTER, addendum_sheet
from undersigned.drafting.taken import Typed, taken
from undersigned.letters import letter_keys
from undersigned.letters.front_matter_writing import Value, values_of, with_values
from undersigned.letters.reading import draft_of

SAMPLE = (FOLDER / "fair-courts.en.md").read_text(encoding="utf-8")


def controls(parts: list[Control | Block]) -> list[Control]:
    found: list[Control] = []
    for part in parts:
        found += [part] if isinstance(part, Control) else controls(part.inner)
    return found


def filled_in(text: str) -> dict[str, str]:
    """Every field of the form with what stands in it, as a browser would send it untouched."""
    filling = Filling(values_of(text) or {}, ())
    return {
        control.name: control.value
        for section in filling.sections(LETTER)
        for control in controls(section.inner)
        if control.kind != "ticks"
    }


def sent(text: str, fields: Mapping[str, str], checks: tuple[str, ...] = ("desk", "mail")) -> str:
    now = values_of(text) or {}
    return with_values(
        text, taken(LETTER, Typed(fields, {"checks": checks}), now), letter_keys.LETTER
    )


def test_a_form_sent_untouched_changes_no_byte() -> None:
    for language in ("en", "de"):
        text = (FOLDER / f"fair-courts.{language}.md").read_text(encoding="utf-8")
        assert sent(text, filled_in(text)) == text


def test_one_field_changes_one_key() -> None:
    fields = filled_in(SAMPLE) | {"facts[2].day": "2025-11-22"}
    now, after = values_of(SAMPLE), values_of(sent(SAMPLE, fields))
    assert now is not None
    assert after is not None
    assert after["facts"] != now["facts"]
    assert {key for key in now if now[key] != after[key]} == {"facts"}


def test_an_item_is_added_taken_out_and_moved() -> None:
    text = "---\ntitle: A bridge\ndemands:\n  - text: One\n  - text: Two\n  - Three\n---\n\nText.\n"

    def demands(**fields: str) -> Value:
        said = values_of(sent(text, {**filled_in(text), **fields}))
        assert said is not None
        return said.get("demands", "")

    one, two = {"text": "One"}, {"text": "Two"}
    assert demands(**{"demands[4].text": "Four"}) == [one, two, "Three", {"text": "Four"}]
    assert demands(**{"demands[1]~out": "1"}) == [two, "Three"]
    assert demands(**{"demands[2]~place": "1"}) == [two, one, "Three"]
    assert demands(**{"demands[1]~place": "2"}) == [two, one, "Three"]
    assert demands(**{"demands[2].text": ""}) == [one, "Three"]


def test_what_the_form_does_not_know_stays() -> None:
    text = "---\ntitle: A bridge\nfoo: bar\nfacts:\n  - who: Somebody\n    foo: bar\n---\n\nText.\n"
    said = values_of(sent(text, filled_in(text) | {"facts[1].who": "Nobody"}))
    assert said == {"title": "A bridge", "foo": "bar", "facts": [{"foo": "bar", "who": "Nobody"}]}


def test_a_form_cut_short_takes_no_item_away() -> None:
    said = values_of(sent(SAMPLE, {"title": "Another title"}))
    now = values_of(SAMPLE)
    assert said is not None
    assert now is not None
    assert said["facts"] == now["facts"]
    assert said["demands"] == now["demands"]


def test_every_problem_of_a_field_is_shown_at_that_field() -> None:
    text = SAMPLE.replace("day: 2025-11-21", "day: someday").replace("title: The law", "titel: The")
    text = text.replace("    office: Inspector", "    ofice: Inspector")
    _, problems = draft_of(text.encode(), "fair-courts.en.md")
    filling = Filling(values_of(text) or {}, problems)
    at = {
        control.name: control.problems
        for section in filling.sections(LETTER)
        for control in controls(section.inner)
        if control.problems
    }
    assert "“someday” is not a day." in at["facts[2].day"][0].what
    assert "title" in at
    assert {each.field for each in problems} - filling.shown == {"titel"}


def test_an_addendum_has_the_fields_of_its_kind() -> None:
    names = {
        kind: {part.key for section in addendum_sheet(kind, ("One",)) for part in section.parts}
        for kind in ("note", "fact", "reply")
    }
    assert names["note"] == {"title", "day"}
    assert names["fact"] == {"title", "day", "facts"}
    assert names["reply"] == {"title", "day", "replies"}
