import pytest

from letter_files import LETTER, changed, only_problem, problems_of

TEXT_LINE = 36

WRONG = {
    "image": ("![a](https://x.example/pixel.gif)", "image"),
    "image by reference": ("![a][r]\n\n[r]: https://x.example/i.png", "image"),
    "script": ("[a](javascript:alert(1))", "does not begin with https"),
    "data": ("[a](data:text/html,x)", "does not begin with https"),
    "relative": ("[a](page)", "does not begin with https"),
    "fragment": ("[a](#p3)", "does not begin with https"),
    "protocol-relative": ("[a](//x.example)", "does not begin with https"),
    "mail": ("<a@b.example>", "does not begin with https"),
    "level 1": ("# A title", "level 1"),
    "underlined": ("A title\n=======", "level 1"),
    "level 5": ("##### Small", "level 5"),
    "element": ("A <b>bold</b>", "HTML"),
    "block": ("<div>\nx\n</div>", "HTML"),
    "comment": ("<!-- hidden -->", "HTML"),
    "placeholder": ("Some {{ words }} here", "{{ words }}"),
    "open placeholder": ("Some {{ words", "{{ words"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_a_letter_does_not_hold_is_told_with_its_line(name: str) -> None:
    new, what = WRONG[name]
    text = changed(
        "The ferry stops at six.\n", "X.\n", LETTER.replace("what: The ferry", "what: It")
    )
    problems = problems_of(changed("\nX.\n", f"\n{new}\n\nMore.\n", text))
    assert problems
    assert {(problem.line, problem.field) for problem in problems} == {(TEXT_LINE, "text")}
    assert what in problems[0].what


def test_a_link_inside_a_paragraph_is_told_on_its_own_line() -> None:
    text = changed("Minister,\n", "Minister,\nlook\nat [this](ftp://x.example) and that\n")
    assert only_problem(text).line == TEXT_LINE


@pytest.mark.parametrize("text", ["", "## Only a heading", "---", "```\ncode\n```"])
def test_a_letter_has_a_paragraph(text: str) -> None:
    front = LETTER[: LETTER.index("language: en\n---\n") + len("language: en\n---\n")]
    problem = only_problem(front + text)
    assert (problem.field, "no paragraph" in problem.what) == ("text", True)


@pytest.mark.parametrize(
    "text",
    [
        "A [link](https://x.example/a?b=c#d) and <https://x.example>.",
        "## Heading\n\n#### Smaller\n\n> words\n\n1. one\n2. two\n\n- a\n\n---\n\n`code`",
        "5 < 6 and 7 > 6, A & B, {single} braces",
        "    indented by accident",
    ],
)
def test_markdown_that_a_letter_may_use_passes(text: str) -> None:
    assert not problems_of(changed("Minister,", text))
