"""What is asked about letters in the making."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from undersigned.drafting.models import Draft, Saved
from undersigned.letters.actions import Wordings
from undersigned.letters.letter_keys import ADDENDUM, LETTER
from undersigned.letters.manuscript import AddendumManuscript, Manuscript
from undersigned.letters.models import Edition, Letter
from undersigned.letters.problems import ManuscriptRefused, Problem
from undersigned.letters.queries import current_edition, edition_bytes, manuscript
from undersigned.letters.reading import addendum_draft_of, draft_of
from undersigned.letters.wordings import parse_wordings
from undersigned.organisers.models import Organiser

Read: TypeAlias = tuple[Manuscript | None, tuple[Problem, ...]]

ADDENDA = "addenda"
"""The part of a draft that is the addendum in the making."""


@dataclass(frozen=True)
class File:
    """One file of a draft as it stands; `number` is that of its saving, 0 for as published."""

    part: str
    text: str
    number: int
    saved: Saved | None = None


@dataclass(frozen=True)
class Checked:
    """What the checks say of a draft: its problems by part, and its wordings if there are none."""

    problems: Mapping[str, tuple[Problem, ...]]
    wordings: Wordings | None

    @property
    def count(self) -> int:
        """How many things are to be put right."""
        return sum(len(each) for each in self.problems.values())


@dataclass
class Work:
    """A letter to be written on: its name, the letter once it is published, its draft if any."""

    slug: str
    letter: Letter | None
    draft: Draft | None
    _files: dict[str, File] = field(default_factory=dict)

    @cached_property
    def edition(self) -> Edition | None:
        """The newest edition that is published."""
        return current_edition(self.letter) if self.letter else None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its wordings, the first one first."""
        if self.draft and self.draft.languages:
            return tuple(self.draft.languages)
        return tuple(self.edition.languages) if self.edition else ()

    @property
    def parts(self) -> tuple[str, ...]:
        """Every part that can be written on."""
        return (*self.languages, *((ADDENDA,) if self.letter and self.file(ADDENDA).text else ()))

    @property
    def title(self) -> str:
        """What it is called, as far as that is known."""
        if self.letter:
            return self.letter.title
        read, _ = self.read(self.languages[0])
        return (read.title if read else "") or self.slug

    def file_name(self, part: str) -> str:
        """The name of a part's file, as the command line would have it."""
        return f"{self.slug}.addendum.md" if part == ADDENDA else f"{self.slug}.{part}.md"

    def keys(self, part: str) -> tuple[str, ...]:
        """The keys of a part's front matter, in their order."""
        return ADDENDUM if part == ADDENDA else LETTER

    def file(self, part: str) -> File:
        """A part as it stands: as saved last, or else as published."""
        if part not in self._files:
            newest = newest_saving(self.draft, part)
            if newest:
                self._files[part] = File(part, newest.text, newest.number, newest)
            else:
                self._files[part] = File(part, self.published_text(part), 0)
        return self._files[part]

    def published_text(self, part: str) -> str:
        """A wording as the newest edition has it; empty where it has none."""
        if self.letter is None or self.edition is None or part not in self.edition.languages:
            return ""
        data = edition_bytes(self.letter, self.edition.number, part)
        return data.decode() if data else ""

    def read(
        self, part: str, text: str | None = None
    ) -> tuple[Manuscript | None, tuple[Problem, ...]]:
        """A wording as far as it can be read, and its problems."""
        text = self.file(part).text if text is None else text
        return draft_of(text.encode(), self.file_name(part))

    def read_addendum(self, text: str) -> tuple[AddendumManuscript | None, tuple[Problem, ...]]:
        """An addendum likewise; it may answer only what the letter asks for."""
        return addendum_draft_of(text.encode(), self.file_name(ADDENDA), len(self.demands))

    @cached_property
    def demands(self) -> tuple[str, ...]:
        """What the published letter asks for, in its first language."""
        if self.letter is None or self.edition is None:
            return ()
        published = manuscript(self.letter, self.edition.number, self.edition.languages[0])
        return tuple(each.text for each in published.demands)

    def checked(self) -> Checked:
        """What the checks of the command line say of all the wordings together."""
        files = {self.file_name(part): self.file(part).text.encode() for part in self.languages}
        try:
            read = parse_wordings(files)
        except ManuscriptRefused as refusal:
            by_part: dict[str, tuple[Problem, ...]] = {}
            names = {self.file_name(part): part for part in self.languages}
            for problem in refusal.problems:
                part = names.get(problem.file, self.languages[0])
                by_part[part] = (*by_part.get(part, ()), problem)
            return Checked(by_part, None)
        texts = {each.language: self.file(each.language).text.encode() for each in read}
        return Checked({}, Wordings(texts, {each.language: each for each in read}))

    def differs(self) -> bool:
        """Whether the wordings differ from the newest edition."""
        if self.edition is None:
            return True
        return self.languages != tuple(self.edition.languages) or any(
            self.file(part).text != self.published_text(part) for part in self.languages
        )

    def seal(self, *parts: str) -> str:
        """A digest of the texts of these parts: what somebody confirms is what they were shown."""
        digest = hashlib.sha256()
        for part in parts or self.languages:
            text = self.file(part).text.encode()
            digest.update(f"{part} {len(text)}\n".encode() + text)
        return digest.hexdigest()


def work_on_letter(letter: Letter) -> Work:
    """The work on a letter that is published."""
    return Work(letter.slug, letter, Draft.objects.filter(letter=letter).first())


def own_draft(organiser: Organiser, slug: str) -> Work | None:
    """The work on a letter that somebody began under this name and has not published."""
    draft = Draft.objects.filter(letter=None, begun_by=organiser, slug=slug).first()
    return Work(slug, None, draft) if draft else None


def own_drafts(organiser: Organiser) -> list[Draft]:
    """The letters that somebody began and has not published, the newest first."""
    return list(Draft.objects.filter(letter=None, begun_by=organiser).order_by("-pk"))


def newest_saving(draft: Draft | None, part: str) -> Saved | None:
    """A part as it was saved last; what was kept beside is older than what stands."""
    if draft is None:
        return None
    return Saved.objects.filter(draft=draft, part=part, beside=False).order_by("-number").first()


def saving(draft: Draft | None, part: str, number: int) -> Saved | None:
    """One saving of a part."""
    return Saved.objects.filter(draft=draft, part=part, number=number).first() if draft else None


def savings(draft: Draft | None, part: str) -> list[Saved]:
    """Every saving of a part, the newest first; without their texts."""
    if draft is None:
        return []
    return list(Saved.objects.filter(draft=draft, part=part).defer("text").order_by("-number"))
