"""Who may open a page of a letter in the making: the team of a published one, else who began it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from undersigned.audit.actors import Actor, organiser_actor
from undersigned.drafting.queries import Work, own_draft, work_on_letter
from undersigned.letters.models import Letter
from undersigned.organisers.access import known
from undersigned.organisers.models import Membership, Organiser
from undersigned.organisers.queries import membership
from undersigned.organisers.roles import Permission, Role, may, permissions_of

Rest = ParamSpec("Rest")


@dataclass(frozen=True)
class Writer:
    """Somebody at a letter in the making."""

    organiser: Organiser
    work: Work
    member: Membership | None

    @property
    def role(self) -> str:
        """Their role; whoever began a letter owns it before it has a team."""
        return self.member.role if self.member else Role.OWNER

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return organiser_actor(self.organiser.pk, self.organiser.name)

    @property
    def letter(self) -> Letter:
        """The published letter.

        Raises:
            Http404: where it is not published yet.
        """
        if self.work.letter is None:
            raise Http404
        return self.work.letter

    def may(self, permission: Permission) -> bool:
        """Whether they may do this."""
        return may(self.role, permission)

    @property
    def permissions(self) -> dict[str, bool]:
        """What they may do, for templates."""
        return dict(permissions_of(self.role))


def letter_required(
    permission: Permission,
) -> Callable[
    [Callable[Concatenate[HttpRequest, Writer, Rest], HttpResponse]], Callable[..., HttpResponse]
]:
    """Open a page of one letter in the making, as `organisers.access.desk_required` does.

    Letters that do not exist, those of other people and other people's drafts are all 404.
    """

    def decorate(
        view: Callable[Concatenate[HttpRequest, Writer, Rest], HttpResponse],
    ) -> Callable[..., HttpResponse]:
        def asked(
            request: HttpRequest,
            organiser: Organiser,
            /,
            slug: str,
            *args: Rest.args,
            **kwargs: Rest.kwargs,
        ) -> HttpResponse:
            writer = writer_of(organiser, slug)
            if writer is None:
                raise Http404
            if not writer.may(permission):
                raise PermissionDenied
            return view(request, writer, *args, **kwargs)

        return wraps(view)(known(asked))

    return decorate


def writer_of(organiser: Organiser, slug: str) -> Writer | None:
    """Somebody at the letter of this name; None alike where there is none or it is not theirs."""
    member = membership(organiser, slug)
    if member is not None:
        return Writer(organiser, work_on_letter(member.letter), member)
    work = own_draft(organiser, slug)
    return Writer(organiser, work, None) if work else None
