"""The audit trail of a letter."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from undersigned.audit.queries import events_of_letter
from undersigned.organisers.access import desk_required
from undersigned.organisers.models import Membership
from undersigned.organisers.roles import Permission
from undersigned.review.views.desk_page import desk_page

EVENTS_A_PAGE = 100


@require_safe
@desk_required(Permission.READ)
def trail(request: HttpRequest, member: Membership) -> HttpResponse:
    """Who did what, when and why; newest first."""
    events = events_of_letter(member.letter.slug)
    page = Paginator(events, EVENTS_A_PAGE).get_page(request.GET.get("page"))
    return desk_page(request, member, "trail.html", page=page, here="trail")
