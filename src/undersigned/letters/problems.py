"""What is wrong with a file that a person wrote, said so that it can be mended."""

from dataclasses import dataclass

MOST_PROBLEMS = 200
"""Problems listed for one file; past this number they are only counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend.

    Attributes:
        file: the file's name, as it was given.
        line: line in the file, from 1; 0 where it concerns no line.
        field: path of the field, counted from 1 as the pages count, such as ``facts[2].day``; the
            empty string where it concerns no field.
        what: what is wrong, a whole sentence.
        mend: what to do about it, a whole sentence.
    """

    file: str
    line: int
    field: str
    what: str
    mend: str

    def __str__(self) -> str:
        """One line for a terminal: where, what, and what to do."""
        where = [self.file] if self.file else []
        if self.line:
            where.append(f"line {self.line}")
        if self.field:
            where.append(self.field)
        return f"{', '.join(where)}: {self.what} {self.mend}"


class ManuscriptRefused(Exception):  # noqa: N818 - a refusal to the writer, no fault of the program
    """A file that cannot be taken as it stands.

    Attributes:
        problems: everything that was found, by file and line.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        """All the problems, one a line."""
        return "\n".join(str(problem) for problem in self.problems)


class Problems:
    """Gathers the problems of one file, so that its writer hears of all of them at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._found: list[Problem] = []
        self._unlisted = 0

    def add(self, line: int, field: str, what: str, mend: str) -> None:
        """Note one problem; for the meaning of the arguments see `Problem`."""
        if len(self._found) < MOST_PROBLEMS:
            self._found.append(Problem(self.file, line, field, what, mend))
        else:
            self._unlisted += 1

    def listed(self) -> tuple[Problem, ...]:
        """Return the problems sorted by line; the last one says how many more there are."""
        by_line = sorted(self._found, key=lambda problem: problem.line)
        if self._unlisted:
            what = f"There are {self._unlisted} problems more, which are not listed."
            by_line.append(Problem(self.file, 0, "", what, "Mend these and check again."))
        return tuple(by_line)

    def refuse_if_any(self) -> None:
        """Refuse the file if there is anything to mend.

        Raises:
            ManuscriptRefused: with all the problems.
        """
        if self._found:
            raise ManuscriptRefused(self.listed())
