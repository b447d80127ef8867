"""What YAML's complaints mean to somebody who writes a letter."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Explanation:
    """A complaint in plain words; `at_start` where the line to mend is the one it began on."""

    what: str
    mend: str
    at_start: bool = False


_QUOTED = 'Put the whole value in quotes: "…".'

_EXPLANATIONS: tuple[tuple[str, str, Explanation], ...] = (
    # (in the problem, in its context, explanation): the first that fits is taken
    (
        "mapping values are not allowed",
        "",
        Explanation(
            "There is a colon here that YAML cannot place.",
            f"If it belongs to the text: {_QUOTED[0].lower()}{_QUOTED[1:]} "
            "If it ends a key: look at the indentation of this line and the one before.",
        ),
    ),
    (
        "sequence entries are not allowed",
        "",
        Explanation(
            "A hyphen stands where no list can begin.",
            "Write each “- ” of a list on a line of its own, under its key.",
        ),
    ),
    (
        "found unexpected end of stream",
        "quoted scalar",
        Explanation(
            "The quotes that open here are not closed.",
            'Close them; a " inside a value is written \\".',
            at_start=True,
        ),
    ),
    (
        "could not find expected ':'",
        "",
        Explanation(
            "A key stands here without its colon.",
            "Write it as key: value. Further lines of a long value are indented.",
            at_start=True,
        ),
    ),
    (
        "unknown escape character",
        "",
        Explanation(
            "A backslash stands between double quotes and YAML does not know what it escapes.",
            "Write it twice, or use single quotes.",
        ),
    ),
    (
        "cannot start any token",
        "",
        Explanation("A value begins with a character that YAML keeps for itself.", _QUOTED),
    ),
    (
        "expected ',' or",
        "",
        Explanation(
            "The bracket that opens here is not closed.",
            f"Close it. If it belongs to the text: {_QUOTED[0].lower()}{_QUOTED[1:]}",
            at_start=True,
        ),
    ),
    (
        "but found '<scalar>'",
        "block mapping",
        Explanation(
            "This does not continue what stands before it.",
            "If quotes or a # stand in the value before, put all of it in quotes; "
            "else look at the indentation.",
        ),
    ),
    (
        "expected <block end>",
        "",
        Explanation(
            "This line is not indented like the lines that it belongs to.",
            "Give the keys of one level the same number of spaces, and each “- ” of one list too.",
        ),
    ),
    (
        "expected ",
        "block scalar",
        Explanation(
            "After | or > nothing else may stand on the line.",
            "Begin the text on the next line, indented.",
        ),
    ),
)


def explain(problem: str, context: str) -> Explanation:
    """Return what a YAML error means here, and its remedy."""
    for in_problem, in_context, explanation in _EXPLANATIONS:
        if in_problem in problem and in_context in context:
            return explanation
    said = " ".join(problem.split())[:200]
    return Explanation(
        f"The front matter is not YAML from here on ({said}).",
        "Compare the line with the example in the reference of the letter file.",
    )
