"""From the bytes of a letter file or an addendum file to its values, or to all that is wrong."""

from undersigned.letters import letter_keys
from undersigned.letters.addendum_reading import read_addendum
from undersigned.letters.characters import read_text
from undersigned.letters.fields import Fields
from undersigned.letters.front_matter import Parts, read_front_matter, split_file
from undersigned.letters.manuscript import AddendumManuscript, Manuscript
from undersigned.letters.manuscript_reading import read_manuscript
from undersigned.letters.problems import ManuscriptRefused, Problem, Problems
from undersigned.letters.text_checks import check_text


def parse_manuscript(data: bytes, file_name: str) -> Manuscript:
    """Return the letter that a file holds.

    Args:
        data: the file's bytes.
        file_name: its name, such as ``fair-courts.en.md``; problems name it, and a language in it
            is compared with the one inside.

    Raises:
        ManuscriptRefused: with all its problems.
    """
    manuscript, problems = draft_of(data, file_name)
    if manuscript is None or problems:
        raise ManuscriptRefused(problems)
    return manuscript


def draft_of(data: bytes, file_name: str) -> tuple[Manuscript | None, tuple[Problem, ...]]:
    """Return as much of a letter as a file holds so far, and all that is to be mended in it.

    What is missing or refused is empty there, and a day is `fields.UNSET_DAY`.

    Returns:
        The letter, or None where nothing of it can be read; and the problems, by line.
    """
    problems = Problems(file_name)
    parts = _parts(data, problems)
    if parts is None:
        return None, problems.listed()
    check_text(parts.text, parts.text_line, problems)
    mapping = read_front_matter(parts.front, problems)
    if mapping is None:
        return None, problems.listed()
    fields = Fields(mapping, "", letter_keys.LETTER, problems)
    manuscript = read_manuscript(fields, _body(parts.text))
    return manuscript, problems.listed()


def parse_addendum(data: bytes, file_name: str, demands: int | None = None) -> AddendumManuscript:
    """Return the addendum that a file holds.

    Args:
        data: the file's bytes.
        file_name: its name; problems name it.
        demands: how many demands the letter has, so that a reply to another one is refused; None
            where the letter is not at hand.

    Raises:
        ManuscriptRefused: with all its problems.
    """
    addendum, problems = addendum_draft_of(data, file_name, demands)
    if addendum is None or problems:
        raise ManuscriptRefused(problems)
    return addendum


def addendum_draft_of(
    data: bytes, file_name: str, demands: int | None = None
) -> tuple[AddendumManuscript | None, tuple[Problem, ...]]:
    """Return as much of an addendum as a file holds so far, as `draft_of` does of a letter."""
    problems = Problems(file_name)
    parts = _parts(data, problems)
    if parts is None:
        return None, problems.listed()
    # Only a note is nothing without a text; facts and replies speak for themselves.
    mapping = read_front_matter(parts.front, problems)
    if mapping is None:
        check_text(parts.text, parts.text_line, problems, needed=False)
        return None, problems.listed()
    fields = Fields(mapping, "", letter_keys.ADDENDUM, problems)
    addendum = read_addendum(fields, _body(parts.text), demands)
    check_text(parts.text, parts.text_line, problems, needed=addendum.kind == "note")
    return addendum, problems.listed()


def _parts(data: bytes, problems: Problems) -> Parts | None:
    content = read_text(data, problems)
    return split_file(content, problems) if content is not None else None


def _body(text: str) -> str:
    return text.strip("\n") + "\n" if text.strip() else ""
