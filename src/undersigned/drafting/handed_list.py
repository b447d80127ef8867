"""The list that is handed over with a letter: the signatories at one size of the record.

As a text and as a page to print, made from the record alone. Whoever was erased since is not on it
any more, and it says how many; that is the one way in which two prints of one size can differ.
"""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from undersigned.drafting.print_style import STYLE
from undersigned.evidence.figures import Figures
from undersigned.evidence.records import Post, Record
from undersigned.letters.manuscript import Manuscript
from undersigned.letters.markdown import paragraphs
from undersigned.letters.models import Letter
from undersigned.letters.queries import manuscript
from undersigned.look.words import counted, grouped, written_day
from undersigned.record.queries import active_records, as_it_stood
from undersigned.signing.line import post_in_words


@dataclass(frozen=True)
class Line:
    """One signatory: the entry that began the signature, and what its record says."""

    entry: int
    name: str
    grounds: str
    edition: int


@dataclass(frozen=True)
class HandedList:
    """The list at one size.

    Attributes:
        letter: whose.
        text: the letter in its first language, in the edition that was the newest then.
        size: entries of the record.
        root: of the tree at that size, base64.
        day: of the last entry.
        figures: as they were then.
        lines: of the current edition, by entry.
        earlier: lines of earlier editions.
        erased: how many stood on it then and were erased since.
    """

    letter: Letter
    text: Manuscript
    size: int
    root: str
    day: dt.date
    figures: Figures
    lines: tuple[Line, ...]
    earlier: tuple[Line, ...]
    erased: int


def list_at(letter: Letter, size: int) -> HandedList:
    """Return the list as it stood at a published size."""
    stood = as_it_stood(letter.log, size)
    slots, figures = stood.history.slots, stood.history.figures()
    lines: list[Line] = []
    earlier: list[Line] = []
    for each in active_records(letter.log, "signed", end=size):
        edition = slots[each.index].edition or 0
        line = Line(each.index, each.record.name, ", ".join(_grounds(each.record)), edition)
        (lines if edition == figures.edition else earlier).append(line)
    then = sum(slot.kind == "signed" and slot.active for slot in slots.values())
    return HandedList(
        letter=letter,
        text=manuscript(letter, figures.edition, _first_language(letter, figures.edition)),
        size=size,
        root=base64.b64encode(stood.root).decode(),
        day=stood.day,
        figures=figures,
        lines=tuple(lines),
        earlier=tuple(earlier),
        erased=then - len(lines) - len(earlier),
    )


def _first_language(letter: Letter, edition: int) -> str:
    return str(letter.editions.get(number=edition).languages[0])


def _grounds(record: Record) -> Iterator[str]:
    if record.by:
        yield f"signed by {record.by}"
    for post in record.posts:
        yield _post(post)
    if record.years is not None:
        yield counted(record.years, "year of service", "years of service")
    if record.place:
        yield record.place


def _post(post: Post) -> str:
    return post_in_words(
        {"title": post.title, "office": post.office, "from": post.from_, "to": post.to}
    )


def heading(handed: HandedList) -> Iterator[str]:
    """The lines that say what the list is, and what it is bound to."""
    figures = handed.figures
    yield f"The signatories as they stood at entry {grouped(handed.size)} of the record,"
    yield f"which is of {written_day(handed.day)}."
    yield ""
    yield f"Origin: {handed.letter.log.origin}"
    yield f"Size:   {handed.size}"
    yield f"Root:   {handed.root}"
    yield f"Key:    {handed.letter.log.key}"
    yield ""
    yield f"Edition {figures.edition}: {grouped(figures.total)} in all, of which"
    yield f"  {grouped(figures.named)} people by name,"
    yield f"  {grouped(figures.organisations)} organisations,"
    yield f"  {grouped(figures.withheld)} people whose names are withheld."
    if figures.earlier:
        yield f"{grouped(figures.earlier)} more stand by an earlier edition."
    if handed.erased:
        yield (
            f"{grouped(handed.erased)} who stood on it then have been erased since, and are left "
            "out here."
        )


def as_text(handed: HandedList) -> str:
    """Return the list as text; each line begins with the entry of the record."""
    text = handed.text
    to = ", ".join(filter(None, (text.addressee.office, text.addressee.name)))
    lines = [text.title, f"Open letter to {to}", f"From {text.from_whom}", "", *heading(handed), ""]
    lines += [_text_line(each) for each in handed.lines]
    if handed.earlier:
        lines += ["", "Of earlier editions:", ""]
        lines += [f"{_text_line(each)} (edition {each.edition})" for each in handed.earlier]
    return "\n".join(lines) + "\n"


def _text_line(line: Line) -> str:
    return f"{line.entry}\t{line.name}{f'; {line.grounds}' if line.grounds else ''}"


def as_page(handed: HandedList) -> tuple[str, str]:
    """Return the list as one page to print, and the source expression that lets its style through.

    The page needs nothing beside itself: no style sheet, no font, no script.
    """
    text = handed.text
    context = {
        "handed": handed,
        "text": text,
        "to": ", ".join(filter(None, (text.addressee.office, text.addressee.name))),
        "blocks": paragraphs(text.body),
        "heading": "\n".join(heading(handed)),
        "style": mark_safe(STYLE),  # noqa: S308 - a constant of ours
    }
    digest = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
    return render_to_string("drafting/handed_list.html", context), f"'sha256-{digest}'"
