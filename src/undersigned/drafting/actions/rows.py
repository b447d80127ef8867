"""The rows of a letter in the making, taken and written under its lock."""

from undersigned.audit.actions import note
from undersigned.audit.actors import Actor, organiser_actor
from undersigned.drafting.models import Draft, Saved
from undersigned.drafting.queries import Work, work_on_letter
from undersigned.organisers.models import Organiser


def draft_of(work: Work, organiser: Organiser) -> Draft:
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


def afresh(work: Work, draft: Draft) -> Work:
    """The same work, read anew under the lock."""
    return work_on_letter(work.letter) if work.letter else Work(draft.slug, None, draft)


def add_saving(
    draft: Draft, part: str, text: str, organiser: Organiser, *, beside: bool = False
) -> Saved:
    """Keep one saving, as the next of its part."""
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


def note_draft(verb: str, draft: Draft, *, by: Actor, reason: str = "") -> None:
    """Write an event about a draft into the trail."""
    slug = draft.letter.slug if draft.letter else ""
    note(verb, by=by, letter=slug, subject_kind="draft", subject=draft.pk, reason=reason)


def actor_of(organiser: Organiser) -> Actor:
    """The actor for whoever writes."""
    return organiser_actor(organiser.pk, organiser.name)
