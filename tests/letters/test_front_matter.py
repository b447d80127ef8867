import pytest

from letter_files import LETTER, changed, only_problem, problems_of
from undersigned.letters.front_matter import (
    DEEPEST,
    LONGEST_FRONT_MATTER,
    Mapping,
    Scalar,
    read_front_matter,
)
from undersigned.letters.problems import Problems


def test_every_value_knows_its_line() -> None:
    mapping = read_front_matter("# note\ntitle: A\nfacts:\n  - day: x\n", Problems("x"))
    assert mapping is not None
    (_, title), (_, facts) = mapping.entries
    assert title == Scalar("A", 3)
    assert not isinstance(facts, Scalar | Mapping)
    assert facts.items == [Mapping(5, [(Scalar("day", 5), Scalar("x", 5))])]


def test_values_are_composed_and_trimmed() -> None:
    mapping = read_front_matter('a: "  e\\u0301 "', Problems("x"))
    assert mapping is not None
    assert mapping.entries[0][1] == Scalar("é", 2)


@pytest.mark.parametrize("front", ["", "# only a note", "- a\n- b", "just words"])
def test_front_matter_without_keys_is_refused(front: str) -> None:
    problems = Problems("x")
    assert read_front_matter(front, problems) is None
    assert "no keys" in problems.listed()[0].what


def test_a_file_begins_with_its_fence() -> None:
    problem = only_problem(LETTER.removeprefix("---\n"))
    assert (problem.line, problem.field) == (1, "")
    assert "three hyphens" in problem.what


def test_the_fence_is_closed() -> None:
    problem = only_problem("---\ntitle: A\n\nText.\n")
    assert problem.line == 1
    assert "does not end" in problem.what


BROKEN = {
    "colon": ("title: A bridge: long", "colon"),
    "open quotes": ('title: "A bridge', "quotes that open here"),
    "words after quotes": ('title: "A" bridge', "does not continue"),
    "bracket": ("title: [A bridge", "bracket"),
    "indentation": ("title: A\n    - x: y\n  place: z", "colon"),
    "escape": ('title: "\\q"', "backslash"),
    "at": ("title: @ministry", "keeps for itself"),
    "percent": ("title: %", "keeps for itself"),
    "hyphen": ("title: - A", "hyphen"),
    "no colon": ("title\nplace: x", "colon"),
    "after the bar": ("title: | A", "nothing else"),
    "no such character": ('title: "\\U00110000"', "not YAML"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_yaml_is_explained_on_its_line(name: str) -> None:
    new, what = BROKEN[name]
    problem = only_problem(changed("title: A bridge for both banks", new))
    assert 2 <= problem.line <= 4
    assert what in problem.what + problem.mend


QUOTELESS = {"alias": "*never*", "anchor": "&co and", "tag": "!important words"}


@pytest.mark.parametrize("name", QUOTELESS)
def test_what_lacks_its_quotes_is_refused_with_its_field(name: str) -> None:
    problem = only_problem(changed("A bridge for both banks", QUOTELESS[name]))
    assert (problem.line, problem.field) == (2, "title")
    assert name in problem.what
    assert "quotes" in problem.mend


def test_text_that_would_be_lost_in_a_comment_is_refused() -> None:
    problem = only_problem(changed("A bridge for both banks", "Bridge # 4 of 5"))
    assert (problem.line, problem.field) == (2, "title")
    assert "lost" in problem.what


def test_a_comment_after_quotes_or_on_its_own_line_is_none_of_the_text() -> None:
    assert not problems_of(changed("title: A bridge", '# note\ntitle: "A" # bridge\nplace: A'))


def test_aliases_cannot_make_a_file_grow() -> None:
    bomb = "a: &a [x, x]\n" + "".join(f"b{i}: &b{i} [*a, *a]\n" for i in range(40))
    problems = problems_of(f"---\n{bomb}---\nText.\n")
    assert any("alias" in problem.what or "anchor" in problem.what for problem in problems)


@pytest.mark.parametrize("bracket", ["[", "{a: "])
def test_deep_nesting_ends(bracket: str) -> None:
    problems = problems_of(f"---\ntitle: {bracket * 2_000}\n---\nText.\n")
    assert any(f"deeper than {DEEPEST}" in problem.what for problem in problems)


def test_a_list_is_no_key() -> None:
    problems = problems_of(changed("title: A bridge", "? [a]\n: b\ntitle: A bridge"))
    assert [problem.what for problem in problems] == [
        "A list or mapping stands where a key is expected."
    ]


def test_there_is_one_document() -> None:
    problem = only_problem(changed("language: en\n", "language: en\n...\n%YAML 1.2\n"))
    assert problem.line > 30 or "YAML" in problem.what


def test_a_tab_is_told_and_everything_else_is_read() -> None:
    problems = problems_of(changed("  office: Minister of Roads", "\toffice: Minister of Roads"))
    assert [(problem.line, "tab" in problem.what) for problem in problems] == [(5, True)]


def test_front_matter_has_an_end() -> None:
    long = "a: b\n" * (LONGEST_FRONT_MATTER // 5 + 1)
    assert "more than" in only_problem(f"---\n{long}---\nText.\n").what
