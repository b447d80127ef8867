"""Reports of a mail service, at /mail/events/: what bounced, and who complained.

Signatures and passwords of reports are checked by the library that knows the services; what it
reads is handed on here by a call.
"""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from undersigned.outbox.actions import came_back
from undersigned.outbox.failures import status_in
from undersigned.outbox.marks import number_in
from undersigned.outbox.messages import METADATA
from undersigned.outbox.queries import number_of_service
from undersigned.outbox.states import BOUNCE, COMPLAINT

# How the library names what happened, and why a service sent nothing.
COMPLAINTS = frozenset({"complained", "unsubscribed"})
REFUSED_SINCE = {
    "invalid": BOUNCE,
    "bounced": BOUNCE,
    "spam": COMPLAINT,
    "unsubscribed": COMPLAINT,
}


class _Taken:
    """Stands where the library would send a signal; `send` is its word for telling."""

    @staticmethod
    def send(sender: type, event: Any, **_: Any) -> None:  # noqa: ARG004 (the library's signature)
        """Take one event in."""
        take_event(event)


@csrf_exempt
@never_cache
def events(request: HttpRequest) -> HttpResponse:
    """Answer a service; 404 where the settings name none, or no secret for its reports."""
    service = settings.MAIL_WAY.service
    if service is None or not settings.INSTANCE.settings.mail_events_secret:
        raise Http404
    try:
        return _view_of(service.name)(request)
    except SuspiciousOperation:
        return HttpResponseBadRequest("The secret does not fit.\n", content_type="text/plain")
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponseBadRequest("That can't be read.\n", content_type="text/plain")


def _view_of(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """The library's view of a service, told to hand events to us."""
    module = import_module(f"anymail.webhooks.{name.lower()}")
    view: Callable[[HttpRequest], HttpResponse]
    view = getattr(module, f"{name}TrackingWebhookView").as_view(signal=_Taken)
    return view


def take_event(event: Any) -> None:
    """Take in one event, if it is that a mail of ours came back."""
    kind = kind_of(str(event.event_type), str(event.reject_reason))
    status = status_in(str(event.mta_response or ""))
    if not kind or (kind == BOUNCE and status.startswith("4.")):
        return
    number = number_in(str((event.metadata or {}).get(METADATA, "")))
    if number is None:
        number = number_of_service(str(event.message_id or ""))
    if number is not None:
        came_back(number, kind=kind, status=status)


def kind_of(happened: str, reason: str) -> str:
    """How a mail came back: `states.BOUNCE`, `states.COMPLAINT`, or empty where it did not."""
    if happened in COMPLAINTS:
        return COMPLAINT
    if happened == "rejected":
        return REFUSED_SINCE.get(reason, "")
    return BOUNCE if happened == "bounced" else ""
