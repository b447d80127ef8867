"""The addresses under /desk/ of letters in the making."""

from django.urls import path, re_path

from undersigned.drafting.views import (
    afterwards,
    begin,
    edit,
    overview,
    preview,
    publishing,
    savings,
)

app_name = "drafting"

LETTER = "<slug:slug>/letter/"
PART = f"{LETTER}edit/<slug:part>/"

urlpatterns = [
    path("", begin.letters, name="letters"),
    path("letters/new", begin.new_letter, name="new"),
    path(LETTER, overview.letter, name="letter"),
    path(f"{LETTER}rename", overview.rename, name="rename"),
    path(f"{LETTER}throw-away", overview.throw_away, name="throw-away"),
    path(f"{LETTER}wordings", overview.add_wording, name="add-wording"),
    path(f"{LETTER}wordings/<slug:part>/out", overview.take_wording_out, name="take-wording-out"),
    path(f"{LETTER}again", overview.start_again, name="start-again"),
    path(PART, edit.edit, name="edit"),
    path(f"{PART}file", edit.edit_file, name="edit-file"),
    path(f"{PART}preview", preview.show, name="preview"),
    path(f"{PART}download", edit.download, name="download"),
    path(f"{PART}savings/", savings.listed, name="savings"),
    path(f"{PART}savings/<int:number>/", savings.one, name="saving"),
    path(f"{PART}savings/<int:number>/back", savings.bring_back, name="bring-back"),
    path(f"{LETTER}publish", publishing.publish, name="publish"),
    path(f"{LETTER}opening", afterwards.opening, name="opening"),
    path(f"{LETTER}opening/times", afterwards.set_times, name="set-times"),
    path(f"{LETTER}opening/now", afterwards.open_or_close, name="open-or-close"),
    path(f"{LETTER}addenda/", afterwards.addenda, name="addenda"),
    path(f"{LETTER}addenda/publish", publishing.publish_addendum, name="publish-addendum"),
    path(f"{LETTER}addenda/throw-away", afterwards.throw_addendum_away, name="throw-addendum-away"),
    path(f"{LETTER}handing-over/", afterwards.handing_over, name="handing-over"),
    re_path(
        r"^(?P<slug>[-a-zA-Z0-9_]+)/letter/handing-over/list-(?P<size>[0-9]{1,15})\.(?P<ending>txt|html)$",
        afterwards.handed_list,
        name="handed-list",
    ),
]
