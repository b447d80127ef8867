"""The preview: a page in a frame of the editor, with no script and none of the author's HTML."""

from csp.constants import NONE, SELF
from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from undersigned.drafting.access import Writer, letter_required
from undersigned.drafting.preview import preview
from undersigned.drafting.views.edit import known_part, typed_text
from undersigned.organisers.roles import Permission


@require_http_methods(["GET", "HEAD", "POST"])
@csp_replace({"frame-ancestors": [SELF], "form-action": [NONE]})
@xframe_options_sameorigin
@letter_required(Permission.READ)
def show(request: HttpRequest, writer: Writer, part: str) -> HttpResponse:
    """What is saved, or, sent by the editor, what is typed; nothing is kept of it."""
    text = writer.work.file(known_part(writer, part)).text
    if request.method == "POST":
        text, _ = typed_text(request, writer, part)
    return HttpResponse(preview(writer.work, part, text))
