"""“Take me off”: for whoever stands on an imported list; no account, no mail, no reason asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from undersigned.audit.actors import VISITOR
from undersigned.letters.models import Letter
from undersigned.signing.actions import imports
from undersigned.signing.imported_lists import place_of
from undersigned.signing.views.letter_page import letter_page, page


@letter_page("GET", "POST")
def take_off(request: HttpRequest, letter: Letter, entry: int) -> HttpResponse:
    """Show the name with a button, and take it off when that is pressed.

    Pressing it twice, or after somebody else did, is answered alike.
    """
    place = place_of(letter, entry)
    if place is None:
        return render(request, "404.html", status=404)
    if request.method == "POST":
        imports.take_off(letter, entry, by=VISITOR)
    if request.method == "POST" or place.gone:
        return page(request, letter, "taken_off.html")
    return page(request, letter, "take_off.html", line=place.row, source=place.row.source)
