"""Beginning a letter in the browser."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from undersigned.drafting import actions
from undersigned.drafting.forms import NewLetter
from undersigned.drafting.queries import Work, own_drafts
from undersigned.letters.errors import LetterRefused
from undersigned.letters.problems import ManuscriptRefused
from undersigned.organisers.access import known
from undersigned.organisers.models import Organiser
from undersigned.organisers.queries import may_begin_letters
from undersigned.review.views.letters import letters_context


@require_safe
@known
def letters(request: HttpRequest, organiser: Organiser) -> HttpResponse:
    """The desk: the letters that somebody works on, and those that they have begun."""
    drafts = [
        {"slug": draft.slug, "title": Work(draft.slug, None, draft).title}
        for draft in own_drafts(organiser)
    ]
    more = {"drafts": drafts, "may_begin": may_begin_letters(organiser)}
    return render(request, "drafting/letters.html", letters_context(organiser) | more)


@require_http_methods(["GET", "HEAD", "POST"])
@known
def new_letter(request: HttpRequest, organiser: Organiser) -> HttpResponse:
    """Ask for title, name and first language, and begin."""
    if not may_begin_letters(organiser):
        raise PermissionDenied
    form = NewLetter(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        try:
            draft = actions.begin(
                asked["slug"].strip(), asked["title"], asked["language"].strip(),
                organiser=organiser,
            )  # fmt: skip
        except LetterRefused as refused:
            form.add_error("slug", str(refused))
        except ManuscriptRefused as refused:
            for problem in refused.problems:
                form.add_error(problem.field, f"{problem.what} {problem.mend}")
        else:
            return redirect("drafting:edit", draft.slug, draft.languages[0])
    status = 422 if form.errors else 200
    context = {"form": form, "organiser": organiser, "host": settings.ORIGIN_HOST}
    return render(request, "drafting/new.html", context, status=status)
