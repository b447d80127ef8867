"""From the bytes of a letter file or an addendum file to its values, or to all that is wrong."""

from undersigned.letters import letter_keys
from undersigned.letters.addendum_reading import read_addendum
from undersigned.letters.characters import read_text
from undersigned.letters.fields import Fields
from undersigned.letters.front_matter import Parts, read_front_matter, split_file
from undersigned.letters.manuscript import AddendumManuscript, Manuscript
from undersigned.letters.manuscript_reading import read_manuscript
from undersigned.letters.problems import ManuscriptRefused, Problems
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
    problems = Problems(file_name)
    parts = _parts(data, problems)
    if parts is None:
        raise ManuscriptRefused(problems.listed())
    check_text(parts.text, parts.text_line, problems)
    mapping = read_front_matter(parts.front, problems)
    if mapping is None:
        raise ManuscriptRefused(problems.listed())
    manuscript = read_manuscript(
        Fields(mapping, "", letter_keys.LETTER, problems), _body(parts.text)
    )
    problems.refuse_if_any()
    return manuscript


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
    problems = Problems(file_name)
    parts = _parts(data, problems)
    if parts is None:
        raise ManuscriptRefused(problems.listed())
    # Only a note is nothing without a text; facts and replies speak for themselves.
    mapping = read_front_matter(parts.front, problems)
    if mapping is None:
        check_text(parts.text, parts.text_line, problems, needed=False)
        raise ManuscriptRefused(problems.listed())
    fields = Fields(mapping, "", letter_keys.ADDENDUM, problems)
    addendum = read_addendum(fields, _body(parts.text), demands)
    check_text(parts.text, parts.text_line, problems, needed=addendum.kind == "note")
    problems.refuse_if_any()
    return addendum


def _parts(data: bytes, problems: Problems) -> Parts | None:
    content = read_text(data, problems)
    return split_file(content, problems) if content is not None else None


def _body(text: str) -> str:
    return text.strip("\n") + "\n" if text.strip() else ""
