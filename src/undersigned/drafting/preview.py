"""The letter as its page will look, out of a text that nobody has published.

Only Markdown that `letters.markdown` made safe is shown; what the author typed as HTML is text.
"""

import hashlib
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import timezone

from undersigned.drafting.queries import ADDENDA, Work
from undersigned.evidence.documents import edition_path
from undersigned.evidence.figures import Figures
from undersigned.letters.fields import UNSET_DAY
from undersigned.letters.front_matter_writing import body_of
from undersigned.letters.manuscript import AddendumManuscript, Fact, Manuscript
from undersigned.letters.markdown import render_markdown
from undersigned.letters.problems import Problem
from undersigned.publishing.letter_wording import LetterWording
from undersigned.publishing.pages import Document, Edition, Frame

LONGEST_SAID = 12
"""Problems that a preview names; the editor has them all."""


def preview(work: Work, part: str, text: str) -> str:
    """Return the page for a text, whatever is still wrong with it."""
    if part == ADDENDA:
        return addendum_preview(work, text)
    read, problems = work.read(part, text)
    if read is None:
        return _unreadable(text, problems)
    whole = replace(read, facts=_shown(read.facts))
    wording = wording_of(work, whole, text)
    page = wording.letter_page()
    return _page(wording, problems, page=page, facts=page.facts, here="letter")


def addendum_preview(work: Work, text: str) -> str:
    """Return the letter's page with an addendum that nobody has published."""
    addendum, problems = work.read_addendum(text)
    if addendum is None or work.edition is None:
        return _unreadable(text, problems)
    first = work.edition.languages[0]
    read, _ = work.read(first, work.published_text(first))
    if read is None:
        return _unreadable(text, problems)
    whole = replace(
        addendum,
        facts=_shown(addendum.facts),
        replies=tuple(each for each in addendum.replies if each.day != UNSET_DAY and each.demand),
    )
    day = whole.day if whole.day != UNSET_DAY else timezone.now().date()
    wording = wording_of(work, read, text, replace(whole, day=day))
    return _page(wording, problems, page=wording.letter_page(), addendum=wording.added()[0],
                 demands=bool(whole.replies), here="addendum")  # fmt: skip


def wording_of(
    work: Work, text: Manuscript, source: str, addendum: AddendumManuscript | None = None
) -> LetterWording:
    """A wording as `publishing` makes it, for an edition that nobody has signed."""
    today = timezone.now().date()
    number = work.edition.number + 1 if work.edition and addendum is None else 1
    document = Document(
        path=edition_path(number, text.language),
        title="The file",
        day=today,
        sha256=hashlib.sha256(source.encode()).hexdigest(),
    )
    frame = Frame(
        title=text.title or "A letter without a title",
        organiser=text.organiser,
        origin=work.letter.log.origin if work.letter else work.slug,
        figures=Figures(edition=number),
        size=0,
        day=today,
        sign_for=text.eligibility,
        language=text.language or "en",
        has_facts=bool(text.facts),
        has_reporting=text.reporting is not None,
        is_reviewed="desk" in text.checks,
    )
    return LetterWording(
        text=text,
        folder="",
        frame=frame,
        languages=(),
        editions=(Edition(number=number, day=today, wordings=(document,)),),
        first=(),
        addenda=((1, addendum),) if addendum else (),
        first_language=text.language,
    )


def _page(wording: LetterWording, problems: tuple[Problem, ...], **more: object) -> str:
    context = {
        "frame": wording.frame,
        "root": "",
        "index": "",
        "problems": problems[:LONGEST_SAID],
        "more_problems": max(len(problems) - LONGEST_SAID, 0),
        "letter_title": "",
        **more,
    }
    return render_to_string("drafting/preview.html", context)


def _unreadable(text: str, problems: tuple[Problem, ...]) -> str:
    context = {
        "problems": problems[:LONGEST_SAID],
        "more_problems": max(len(problems) - LONGEST_SAID, 0),
        "body": render_markdown(body_of(text)),
    }
    return render_to_string("drafting/preview_unreadable.html", context)


def _shown(facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """The facts that have a day; one without can't stand on a line of days."""
    return tuple(each for each in facts if each.day != UNSET_DAY)
