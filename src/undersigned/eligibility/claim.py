"""What a signer says of themselves: read as typed, made plain, or refused with words.

The form's own room has no say here, so that another front door can use the same rules. A field is
named as on the form: `name`, `by`, and for the second post `title-2`, `office-2`, `from-2`, `to-2`.
What a record can hold is record-format.md, section 4.
"""

import datetime as dt
import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from undersigned.eligibility.lines import Problem, read_line

PERSON = "person"
ORGANISATION = "organisation"

MOST_POSTS = 8
LONGEST_NAME = 200
LONGEST_POST = 120
LONGEST_PLACE = 120
LONGEST_STATEMENT = 300
LONGEST_HINT = 1000
EARLIEST_YEAR = 1900
MOST_YEARS = 80
# Bytes of a line as the record writes it. A whole record has at most 16,384, and what is not the
# signer's in it (salt, origin, checks) needs a tenth of that at most.
LONGEST_LINE = 14_500

NAME_MISSING = "Write the name as it should stand on the list."
BY_MISSING = "Write who signs for the organisation."


@dataclass(frozen=True)
class TypedPost:
    """One block of the form as typed."""

    title: str = ""
    office: str = ""
    from_: str = ""
    to: str = ""


@dataclass(frozen=True)
class Typed:
    """The fields of the form as typed; all text, nothing believed."""

    kind: str
    name: str
    by: str = ""
    posts: Sequence[TypedPost] = ()
    years: str = ""
    served: Sequence[str] = ()
    place: str = ""
    statement: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Post:
    """A post as its holder gives it; `from_` and `to` are years, or empty."""

    title: str
    office: str
    from_: str
    to: str

    def as_object(self) -> dict[str, str]:
        """The post with the member names of a record."""
        return {"title": self.title, "office": self.office, "from": self.from_, "to": self.to}


@dataclass(frozen=True)
class Claim:
    """What a signer says of themselves, in NFC, without spare spaces, within every limit.

    Attributes:
        kind: person or organisation.
        name: as it should stand on the list.
        by: who signs for the organisation; empty for a person.
        posts: those of which anything was said, in the order given; none for an organisation.
        years: of service altogether, where said.
        served: names of terms, in the order of the letter.
        place: may be empty.
        statement: may be empty.
        hint: what could help to check, for the desk alone; may have several lines.
    """

    kind: str
    name: str
    by: str
    posts: tuple[Post, ...]
    years: int | None
    served: tuple[str, ...]
    place: str
    statement: str
    hint: str


def check_claim(
    typed: Typed, terms: Sequence[str], today: dt.date
) -> tuple[Claim | None, tuple[Problem, ...]]:
    """Read what a signer typed.

    Args:
        typed: The fields as they came.
        terms: The names of the letter's terms of office, which `served` may choose from.
        today: No post begins later.

    Returns:
        The claim and no problem, or None and what is to be put right, in the order of the form.
    """
    problems: list[Problem] = []
    kind = typed.kind
    if kind not in (PERSON, ORGANISATION):
        problems.append(Problem("kind", "Say whether a person or an organisation signs."))
    organisation = kind == ORGANISATION
    problems += _misplaced(typed)
    name = read_line("name", typed.name, LONGEST_NAME, problems, missing=NAME_MISSING, named=True)
    by = ""
    if organisation:
        by = read_line("by", typed.by, LONGEST_NAME, problems, missing=BY_MISSING, named=True)
    claim = Claim(
        kind=kind,
        name=name,
        by=by,
        posts=() if organisation else _posts(typed.posts, today, problems),
        years=None if organisation else _years(typed.years, problems),
        served=() if organisation else _served(typed.served, terms, problems),
        place=read_line("place", typed.place, LONGEST_PLACE, problems),
        statement=read_line("statement", typed.statement, LONGEST_STATEMENT, problems, links=True),
        hint=_hint(typed.hint, problems),
    )
    if not problems:
        problems += _too_long_altogether(claim)
    return (None, tuple(problems)) if problems else (claim, ())


def _too_long_altogether(claim: Claim) -> list[Problem]:
    """Each field has its limit; this is the one of all of them together."""
    posts = [post.as_object() for post in claim.posts]
    said = (claim.name, claim.by, posts, claim.years, claim.served, claim.place, claim.statement)
    written = json.dumps(said, ensure_ascii=False).replace("<", "\\u003c").encode()
    if len(written) <= LONGEST_LINE:
        return []
    text = (
        f"All of this together takes {len(written):,} bytes, and {LONGEST_LINE:,} are the most "
        "that a line can have. Shorten your posts or your sentence."
    )
    return [Problem("statement", text)]


def _misplaced(typed: Typed) -> list[Problem]:
    """What belongs to the other kind of signatory: said, so that nothing typed is lost unseen."""
    if typed.kind == PERSON and typed.by.strip():
        text = "Only an organisation has somebody who signs for it. Leave this empty."
        return [Problem("by", text)]
    if typed.kind != ORGANISATION:
        return []
    text = "This is asked of people. Leave it empty for an organisation."
    problems = [
        Problem(f"title-{number}", text)
        for number, post in enumerate(typed.posts, start=1)
        if any(each.strip() for each in (post.title, post.office, post.from_, post.to))
    ]
    asked = (("years", typed.years.strip()), ("served", typed.served))
    return problems + [Problem(field, text) for field, value in asked if value]


def _posts(posts: Sequence[TypedPost], today: dt.date, problems: list[Problem]) -> tuple[Post, ...]:
    if len(posts) > MOST_POSTS:
        problems.append(Problem("title-1", f"{MOST_POSTS} posts are the most. Leave some out."))
        return ()
    read = [_post(number, post, today, problems) for number, post in enumerate(posts, start=1)]
    return tuple(post for post in read if any(post.as_object().values()))


def _post(number: int, typed: TypedPost, today: dt.date, problems: list[Problem]) -> Post:
    title = read_line(f"title-{number}", typed.title, LONGEST_POST, problems)
    office = read_line(f"office-{number}", typed.office, LONGEST_POST, problems)
    first = _year(f"from-{number}", "first", typed.from_, today, problems)
    last = _year(f"to-{number}", "last", typed.to, today, problems)
    if first and last and int(last) < int(first):
        text = f"The last year, {last}, is before the first, {first}."
        problems.append(Problem(f"to-{number}", text))
    if (typed.from_.strip() or typed.to.strip()) and not (
        typed.title.strip() or typed.office.strip()
    ):
        problems.append(Problem(f"title-{number}", "Say which post these years belong to."))
    return Post(title, office, first, last)


def _year(field: str, which: str, typed: str, today: dt.date, problems: list[Problem]) -> str:
    text = typed.strip()
    if not text:
        return ""
    year = _whole(text) if len(text) == len("2003") else None
    if year is None:
        problems.append(
            Problem(field, f"The {which} year is four digits, such as 2003, and nothing else.")
        )
    elif year < EARLIEST_YEAR:
        problems.append(Problem(field, f"The {which} year, {year}, is before {EARLIEST_YEAR}."))
    elif year > today.year:
        problems.append(
            Problem(field, f"The {which} year, {year}, has not come yet. It may be left empty.")
        )
    else:
        return str(year)
    return ""


def _years(typed: str, problems: list[Problem]) -> int | None:
    text = typed.strip()
    if not text:
        return None
    years = _whole(text)
    if years is None:
        problems.append(Problem("years", "Write the years as a whole number, such as 22."))
    elif not 1 <= years <= MOST_YEARS:
        problems.append(
            Problem("years", f"Years of service are between 1 and {MOST_YEARS}; this says {text}.")
        )
    else:
        return years
    return None


def _whole(text: str) -> int | None:
    # Decimal digits of any script; int() reads them all, and nothing else passes isdecimal().
    return int(text) if text.isdecimal() and len(text) <= 4 else None  # noqa: PLR2004 (a year)


def _served(
    chosen: Iterable[str], terms: Sequence[str], problems: list[Problem]
) -> tuple[str, ...]:
    wanted = set(chosen)
    if not wanted <= set(terms):
        problems.append(
            Problem("served", "This letter does not have such a term. Choose again from the list.")
        )
    return tuple(term for term in terms if term in wanted)


def _hint(typed: str, problems: list[Problem]) -> str:
    """The only text of several lines; nobody but the desk sees it."""
    lines = [
        " ".join(_plain(line).split()) for line in unicodedata.normalize("NFC", typed).splitlines()
    ]
    text = "\n".join(lines).strip()
    if len(text) > LONGEST_HINT:
        problems.append(
            Problem("hint", f"This has {len(text):,} characters; {LONGEST_HINT:,} are the most.")
        )
    return text


def _plain(line: str) -> str:
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cs") else each for each in line)
