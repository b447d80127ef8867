import pytest

from undersigned.letters.problems import MOST_PROBLEMS, ManuscriptRefused, Problem, Problems


def test_a_problem_is_one_line_for_a_terminal() -> None:
    problem = Problem("a.md", 3, "facts[2].day", "There is no day 2026-02-30.", "Look again.")
    assert str(problem) == "a.md, line 3, facts[2].day: There is no day 2026-02-30. Look again."
    assert str(Problem("a.md", 0, "", "It is empty.", "Write.")) == "a.md: It is empty. Write."


def test_problems_are_sorted_by_line_and_counted_past_the_limit() -> None:
    problems = Problems("a.md")
    for line in range(MOST_PROBLEMS + 5, 0, -1):
        problems.add(line, "", "Wrong.", "Mend it.")
    listed = problems.listed()
    assert len(listed) == MOST_PROBLEMS + 1
    assert [problem.line for problem in listed[:3]] == [6, 7, 8]
    assert "5 problems more" in listed[-1].what


def test_a_refusal_says_everything() -> None:
    problems = Problems("a.md")
    problems.refuse_if_any()
    problems.add(2, "", "Two.", "Mend.")
    problems.add(1, "", "One.", "Mend.")
    with pytest.raises(ManuscriptRefused) as refusal:
        problems.refuse_if_any()
    assert str(refusal.value) == "a.md, line 1: One. Mend.\na.md, line 2: Two. Mend."
