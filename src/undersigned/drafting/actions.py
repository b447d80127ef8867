"""The only writers of letters in the making, and of what is published out of them."""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from undersigned.audit.actions import note
from undersigned.audit.actors import Actor, organiser_actor
from undersigned.drafting.models import Draft, Saved
from undersigned.drafting.queries import ADDENDA, Work, newest_saving, own_draft, work_on_letter
from undersigned.letters import actions as letters
from undersigned.letters.characters import LARGEST_FILE
from undersigned.letters.errors import LetterRefused
from undersigned.letters.front_matter_writing import Value, file_text, with_values, written
from undersigned.letters.letter_keys import LETTER
from undersigned.letters.manuscript_parts import language_fault
from undersigned.letters.manuscript_reading import MOST_LANGUAGES
from undersigned.letters.models import Letter
from undersigned.letters.problems import ManuscriptRefused
from undersigned.letters.queries import letter_by_slug
from undersigned.letters.reading import parse_addendum
from undersigned.letters.slugs import check_slug
from undersigned.letters.template import new_letter_file
from undersigned.organisers.actions.accounts import give_role
from undersigned.organisers.models import Organiser
from undersigned.organisers.roles import Role
from undersigned.publishing.actions import write_anew


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
    _add(draft, language, file_text(written(head), ""), organiser)
    _note("began a letter", draft, by=_actor(organiser), reason=slug)
    return draft


@transaction.atomic
def rename(work: Work, slug: str, *, organiser: Organiser) -> None:
    """Give a letter that is not published another name. Raises as `begin`."""
    draft = _draft(work, organiser)
    if work.letter is not None:
        raise LetterRefused("This letter is published, and its name stays as it is for ever.")
    if slug == draft.slug:
        return
    _check_name(slug, organiser)
    draft.slug = slug
    draft.save(update_fields=["slug"])
    _note("renamed a letter", draft, by=_actor(organiser), reason=slug)


@transaction.atomic
def throw_away(work: Work, *, organiser: Organiser) -> None:
    """Delete a letter that was never published, with all that was saved of it.

    Raises:
        LetterRefused: when it is published; then it stays.
    """
    draft = _draft(work, organiser)
    if work.letter is not None:
        raise LetterRefused("This letter is published, and what is published stays.")
    _note("threw a letter away", draft, by=_actor(organiser), reason=draft.slug)
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
    draft = _draft(work, organiser)
    newest = newest_saving(draft, part)
    stands = newest.text if newest else work.published_text(part)
    if text == stands:
        return Outcome(None)
    if newest and newest.number != base:
        saved = _add(draft, part, text, organiser, beside=True)
        _note("kept a draft beside another", draft, by=_actor(organiser), reason=_told(saved))
        return Outcome(saved, newest)
    saved = _add(draft, part, text, organiser)
    _note("saved a draft", draft, by=_actor(organiser), reason=_told(saved))
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
    draft = _draft(work, organiser)
    languages = [*work.languages, language]
    named: list[Value] = list(languages)
    first = work.file(work.languages[0]).text
    _with_languages(work, draft, languages, organiser)
    text = _changed(first, {"language": language, "languages": named})
    _add(draft, language, text, organiser)
    draft.languages = languages
    draft.save(update_fields=["languages"])
    _note("began a wording", draft, by=_actor(organiser), reason=language)


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
    draft = _draft(work, organiser)
    languages = [each for each in work.languages if each != language]
    _with_languages(work, draft, languages, organiser)
    draft.languages = languages
    draft.save(update_fields=["languages"])
    _note("took a wording out", draft, by=_actor(organiser), reason=language)


def _with_languages(work: Work, draft: Draft, languages: list[str], organiser: Organiser) -> None:
    """Name all the languages in each wording that stays."""
    for part in (each for each in work.languages if each in languages):
        text = work.file(part).text
        named: Value = list(languages) if len(languages) > 1 or "languages:" in text else ""
        changed = _changed(text, {"languages": named})
        if changed != text:
            _add(draft, part, changed, organiser)


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
    draft = _draft(work, organiser)
    languages = list(work.edition.languages)
    for part in languages:
        text = work.published_text(part)
        if text and text != work.file(part).text:
            _add(draft, part, text, organiser)
    draft.languages = languages
    draft.save(update_fields=["languages"])
    reason = f"edition {work.edition.number}"
    _note("went back to what is published", draft, by=_actor(organiser), reason=reason)


@dataclass(frozen=True)
class Times:
    """When signing opens and closes by itself; None where it does not."""

    opens_at: dt.datetime | None = None
    closes_at: dt.datetime | None = None


@transaction.atomic
def publish(work: Work, seal: str, times: Times, *, organiser: Organiser) -> Letter:
    """Publish a draft: a new letter, whose owner its writer becomes, or the next edition.

    Args:
        work: the letter.
        seal: `Work.seal` of what was shown to whoever confirms.
        times: of a new letter; one that opens later begins closed.
        organiser: who publishes.

    Raises:
        LetterRefused: when it changed meanwhile, is not in order, or the record can't take it.
        RecordRefused: when the log can't be begun.
    """
    draft = _draft(work, organiser)
    work = _afresh(work, draft)
    if work.seal() != seal:
        raise LetterRefused(
            "Somebody saved while you were looking, so nothing was published. Look at it again."
        )
    wordings = work.checked().wordings
    if wordings is None:
        raise LetterRefused("There are things to put right first. Nothing was published.")
    if work.letter is not None:
        letters.publish_edition(work.letter, wordings, by=_actor(organiser))
        return work.letter
    if not settings.ORIGIN_HOST:
        raise LetterRefused(NO_HOST)
    if letter_by_slug(draft.slug) is not None:
        raise LetterRefused(
            f"There is a letter called {draft.slug} here since. Give this one another name."
        )
    letter = letters.publish_letter(
        draft.slug, settings.ORIGIN_HOST, wordings, by=_actor(organiser)
    )
    draft.letter = letter
    draft.save(update_fields=["letter"])
    by = _actor(organiser)
    give_role(organiser, letter, Role.OWNER, by)
    if times.opens_at:
        letters.close_letter(letter, by=by, reason="It is published before it opens.")
    if times != Times():
        letters.set_times(letter, opens_at=times.opens_at, closes_at=times.closes_at, by=by)
    return letter


NO_HOST = (
    "This instance has no host yet, and a letter’s origin begins with one. Whoever runs the server "
    "writes host into undersigned.toml and starts it again."
)


@transaction.atomic
def begin_addendum(work: Work, kind: str, language: str, day: str, *, organiser: Organiser) -> None:
    """Begin an addendum of a kind, in place of one that is empty.

    Raises:
        LetterRefused: when another one is in the making.
    """
    draft = _draft(work, organiser)
    newest = newest_saving(draft, ADDENDA)
    if newest and newest.text:
        raise LetterRefused("An addendum is in the making. Publish it first, or throw it away.")
    head = {"day": day, "kind": kind, "language": language}
    _add(draft, ADDENDA, file_text(written(head), ""), organiser)
    _note("began an addendum", draft, by=_actor(organiser), reason=kind)


@transaction.atomic
def throw_addendum_away(work: Work, *, organiser: Organiser) -> None:
    """Be done with an addendum that is in the making; what was saved of it is kept."""
    draft = _draft(work, organiser)
    newest = newest_saving(draft, ADDENDA)
    if newest and newest.text:
        _add(draft, ADDENDA, "", organiser)
        _note("threw an addendum away", draft, by=_actor(organiser))


@transaction.atomic
def publish_addendum(work: Work, letter: Letter, seal: str, *, organiser: Organiser) -> int:
    """Publish the addendum in the making. Returns its number.

    Raises:
        LetterRefused: when it changed meanwhile, or there are things to put right.
    """
    draft = _draft(work, organiser)
    work = _afresh(work, draft)
    if work.seal(ADDENDA) != seal:
        raise LetterRefused(
            "Somebody saved while you were looking, so nothing was published. Look at it again."
        )
    data = work.file(ADDENDA).text.encode()
    try:
        parse_addendum(data, work.file_name(ADDENDA), len(work.demands))
    except ManuscriptRefused as refusal:
        raise LetterRefused("There are things to put right first. Nothing was published.") from (
            refusal
        )
    addendum = letters.publish_addendum(letter, data, by=_actor(organiser))
    _add(draft, ADDENDA, "", organiser)
    return addendum.number


@transaction.atomic
def set_times(letter: Letter, times: Times, *, by: Actor) -> None:
    """Say when a letter opens and closes by itself, on its pages too.

    Raises:
        LetterRefused: as `letters.actions.set_times`.
    """
    if letters.set_times(letter, opens_at=times.opens_at, closes_at=times.closes_at, by=by):
        write_anew(letter)


def open_or_close(letter: Letter, *, opens: bool, reason: str, by: Actor) -> None:
    """Open a letter again, or close it, with a reason.

    Raises:
        LetterRefused: when it is so already.
    """
    (letters.reopen_letter if opens else letters.close_letter)(letter, by=by, reason=reason)


def deliver(
    letter: Letter, *, size: int, day: dt.date, to: str, from_whom: str, words: str, by: Actor
) -> int:
    """Record that the letter was handed over. Returns the delivery's number.

    Raises:
        LetterRefused: as `letters.actions.deliver`.
    """
    return letters.deliver(
        letter, day=day, to=to, size=size, from_whom=from_whom, words=words, by=by
    )


def _draft(work: Work, organiser: Organiser) -> Draft:
    """The draft with its row locked; made where a published letter has none yet."""
    if work.draft is None:
        work.draft, _ = Draft.objects.get_or_create(
            letter=work.letter,
            defaults={
                "slug": work.slug,
                "begun_by": organiser,
                "languages": list(work.languages),
            },
        )
    return Draft.objects.select_for_update(no_key=True).get(pk=work.draft.pk)


def _afresh(work: Work, draft: Draft) -> Work:
    """The same work, read anew under the lock."""
    return work_on_letter(work.letter) if work.letter else Work(draft.slug, None, draft)


def _add(
    draft: Draft, part: str, text: str, organiser: Organiser, *, beside: bool = False
) -> Saved:
    newest = Saved.objects.filter(draft=draft, part=part).order_by("-number").first()
    return Saved.objects.create(
        draft=draft,
        part=part,
        number=newest.number + 1 if newest else 1,
        text=text,
        saved_by=organiser,
        who=organiser.name or organiser.email,
        beside=beside,
    )


def _note(verb: str, draft: Draft, *, by: Actor, reason: str = "") -> None:
    slug = draft.letter.slug if draft.letter else ""
    note(verb, by=by, letter=slug, subject_kind="draft", subject=draft.pk, reason=reason)


def _actor(organiser: Organiser) -> Actor:
    return organiser_actor(organiser.pk, organiser.name)
