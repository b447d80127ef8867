"""A letter begun, saved, given wordings, and thrown away."""

from dataclasses import dataclass

from django.db import transaction

from undersigned.drafting.actions.rows import actor_of, add_saving, draft_of, note_draft
from undersigned.drafting.models import Draft, Saved
from undersigned.drafting.queries import Work, newest_saving, own_draft
from undersigned.letters.characters import LARGEST_FILE
from undersigned.letters.errors import LetterRefused
from undersigned.letters.front_matter_writing import Value, file_text, with_values, written
from undersigned.letters.letter_keys import LETTER
from undersigned.letters.manuscript_parts import language_fault
from undersigned.letters.manuscript_reading import MOST_LANGUAGES
from undersigned.letters.queries import letter_by_slug
from undersigned.letters.slugs import check_slug
from undersigned.letters.template import new_letter_file
from undersigned.organisers.models import Organiser


@dataclass(frozen=True)
class Outcome:
    """What became of a saving.

    Attributes:
        saved: the row; None where the text was saved already.
        before: what somebody else saved meanwhile; then this one is kept beside it.
    """

    saved: Saved | None
    before: Saved | None = None


@transaction.atomic
def begin(slug: str, title: str, language: str, *, organiser: Organiser) -> Draft:
    """Begin a letter. Nothing of it is public, and nobody else sees it, until it is published.

    Raises:
        LetterRefused: when the name can't be used or is taken.
        ManuscriptRefused: when title or language could not stand in a letter.
    """
    _check_name(slug, organiser)
    new_letter_file(title, language)  # refuses what a letter could not be called
    draft = Draft.objects.create(slug=slug, begun_by=organiser, languages=[language])
    head = {"title": " ".join(title.split()), "language": language}
    add_saving(draft, language, file_text(written(head), ""), organiser)
    note_draft("began a letter", draft, by=actor_of(organiser), reason=slug)
    return draft


@transaction.atomic
def rename(work: Work, slug: str, *, organiser: Organiser) -> None:
    """Give a letter that is not published another name. Raises as `begin`."""
    draft = draft_of(work, organiser)
    if work.letter is not None:
        raise LetterRefused("This letter is published, and its name stays as it is for ever.")
    if slug == draft.slug:
        return
    _check_name(slug, organiser)
    draft.slug = slug
    draft.save(update_fields=["slug"])
    note_draft("renamed a letter", draft, by=actor_of(organiser), reason=slug)


@transaction.atomic
def throw_away(work: Work, *, organiser: Organiser) -> None:
    """Delete a letter that was never published, with all that was saved of it.

    Raises:
        LetterRefused: when it is published; then it stays.
    """
    draft = draft_of(work, organiser)
    if work.letter is not None:
        raise LetterRefused("This letter is published, and what is published stays.")
    note_draft("threw a letter away", draft, by=actor_of(organiser), reason=draft.slug)
    draft.delete()


def _check_name(slug: str, organiser: Organiser) -> None:
    try:
        check_slug(slug)
    except ValueError as error:
        raise LetterRefused(str(error)) from error
    if letter_by_slug(slug) is not None:
        raise LetterRefused(f"There is a letter called {slug} here already. Choose another name.")
    if own_draft(organiser, slug) is not None:
        raise LetterRefused(f"You have begun a letter called {slug} already. Choose another name.")


@transaction.atomic
def save(work: Work, part: str, text: str, base: int, *, organiser: Organiser) -> Outcome:
    """Keep a text. What somebody else saved meanwhile stays what it is, and this beside it.

    Args:
        work: the letter.
        part: a language of it, or `ADDENDA`.
        text: the whole file; it may be wrong in every way that a later one mends.
        base: the number of the saving that was written on.
        organiser: who saves.

    Raises:
        LetterRefused: when the text is larger than any letter file.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")
    if len(text.encode()) > LARGEST_FILE:
        raise LetterRefused(f"The text has more than {LARGEST_FILE:,} bytes. Shorten it.")
    draft = draft_of(work, organiser)
    newest = newest_saving(draft, part)
    stands = newest.text if newest else work.published_text(part)
    if text == stands:
        return Outcome(None)
    if newest and newest.number != base:
        saved = add_saving(draft, part, text, organiser, beside=True)
        note_draft(
            "kept a draft beside another", draft, by=actor_of(organiser), reason=_told(saved)
        )
        return Outcome(saved, newest)
    saved = add_saving(draft, part, text, organiser)
    note_draft("saved a draft", draft, by=actor_of(organiser), reason=_told(saved))
    return Outcome(saved)


def _told(saved: Saved) -> str:
    return f"{saved.part}, number {saved.number}"


@transaction.atomic
def add_wording(work: Work, language: str, *, organiser: Organiser) -> None:
    """Begin a wording in another language: the first one's words, to be translated.

    Raises:
        LetterRefused: when that is no language, it is there already, or a text can't be read.
    """
    if fault := language_fault(language):
        raise LetterRefused(" ".join(fault))
    if language in work.languages:
        raise LetterRefused(f"There is a wording in {language} already.")
    if len(work.languages) >= MOST_LANGUAGES:
        raise LetterRefused(f"A letter has at most {MOST_LANGUAGES} wordings.")
    draft = draft_of(work, organiser)
    languages = [*work.languages, language]
    named: list[Value] = list(languages)
    first = work.file(work.languages[0]).text
    _with_languages(work, draft, languages, organiser)
    text = _changed(first, {"language": language, "languages": named})
    add_saving(draft, language, text, organiser)
    draft.languages = languages
    draft.save(update_fields=["languages"])
    note_draft("began a wording", draft, by=actor_of(organiser), reason=language)


@transaction.atomic
def take_wording_out(work: Work, language: str, *, organiser: Organiser) -> None:
    """Leave a wording out of what is published next; what was saved of it is kept.

    Raises:
        LetterRefused: when there is none, or it is the first one.
    """
    if language not in work.languages:
        raise LetterRefused(f"There is no wording in {language}.")
    if language == work.languages[0]:
        raise LetterRefused("The first language stays: it is the one that signatures go by.")
    draft = draft_of(work, organiser)
    languages = [each for each in work.languages if each != language]
    _with_languages(work, draft, languages, organiser)
    draft.languages = languages
    draft.save(update_fields=["languages"])
    note_draft("took a wording out", draft, by=actor_of(organiser), reason=language)


def _with_languages(work: Work, draft: Draft, languages: list[str], organiser: Organiser) -> None:
    """Name all the languages in each wording that stays."""
    for part in (each for each in work.languages if each in languages):
        text = work.file(part).text
        named: Value = list(languages) if len(languages) > 1 or "languages:" in text else ""
        changed = _changed(text, {"languages": named})
        if changed != text:
            add_saving(draft, part, changed, organiser)


def _changed(text: str, values: dict[str, Value]) -> str:
    try:
        return with_values(text, values, LETTER)
    except ValueError as error:
        raise LetterRefused(
            "The front matter of a wording can't be read, so its languages can't be named in it. "
            "Open it as a file, and mend that first."
        ) from error


@transaction.atomic
def start_again(work: Work, *, organiser: Organiser) -> None:
    """Put the published words back in place of the draft; what was saved is kept.

    Raises:
        LetterRefused: when nothing is published to go back to.
    """
    if work.edition is None:
        raise LetterRefused("Nothing is published to go back to.")
    draft = draft_of(work, organiser)
    languages = list(work.edition.languages)
    for part in languages:
        text = work.published_text(part)
        if text and text != work.file(part).text:
            add_saving(draft, part, text, organiser)
    draft.languages = languages
    draft.save(update_fields=["languages"])
    reason = f"edition {work.edition.number}"
    note_draft("went back to what is published", draft, by=actor_of(organiser), reason=reason)
