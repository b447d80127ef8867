"""The addresses under /desk/."""

from django.urls import path

from undersigned.review.views import (
    asking,
    imports,
    letters,
    queue,
    signature,
    team,
    trail,
    uploads,
)

app_name = "review"

urlpatterns = [
    path("", letters.letters, name="letters"),
    path("<slug:slug>/", queue.queue, name="queue"),
    path("<slug:slug>/find", queue.find, name="find"),
    path("<slug:slug>/trail/", trail.trail, name="trail"),
    path("<slug:slug>/trail/file", trail.trail_file, name="trail-file"),
    path("<slug:slug>/team/", team.team, name="team"),
    path("<slug:slug>/team/invite", team.invite, name="invite"),
    path("<slug:slug>/team/invitations/<int:number>/renew", team.renew, name="renew-invitation"),
    path(
        "<slug:slug>/team/invitations/<int:number>/withdraw",
        team.withdraw,
        name="withdraw-invitation",
    ),
    path("<slug:slug>/team/leaving/", team.ask_leave, name="ask-leave"),
    path("<slug:slug>/team/leave", team.leave, name="leave"),
    path("<slug:slug>/team/<int:number>/", team.colleague, name="colleague"),
    path("<slug:slug>/team/<int:number>/role", team.change_role, name="change-role"),
    path("<slug:slug>/team/<int:number>/take-off", team.take_off, name="take-off-team"),
    path("<slug:slug>/signatures/<int:number>/", signature.signature, name="signature"),
    path("<slug:slug>/signatures/<int:number>/accept", signature.accept, name="accept"),
    path("<slug:slug>/signatures/<int:number>/decline", signature.decline, name="decline"),
    path("<slug:slug>/signatures/<int:number>/remove", signature.remove, name="remove"),
    path(
        "<slug:slug>/signatures/<int:number>/correction/accept",
        signature.accept_correction,
        name="accept-correction",
    ),
    path(
        "<slug:slug>/signatures/<int:number>/correction/decline",
        signature.decline_correction,
        name="decline-correction",
    ),
    path("<slug:slug>/imports/", uploads.imported_lists, name="imports"),
    path("<slug:slug>/imports/bring", uploads.bring, name="bring"),
    path("<slug:slug>/imports/files/<int:number>/", uploads.upload, name="upload"),
    path("<slug:slug>/imports/files/<int:number>/take", uploads.take, name="take"),
    path("<slug:slug>/imports/files/<int:number>/cancel", uploads.cancel, name="cancel-upload"),
    path(
        "<slug:slug>/imports/files/<int:number>/lines/<int:line>/",
        uploads.line,
        name="uploaded-line",
    ),
    path(
        "<slug:slug>/imports/files/<int:number>/lines/<int:line>/mend",
        uploads.mend,
        name="mend-line",
    ),
    path(
        "<slug:slug>/imports/files/<int:number>/lines/<int:line>/decide",
        uploads.decide,
        name="decide-line",
    ),
    path("<slug:slug>/imports/<int:number>/", imports.imported_list, name="import"),
    path("<slug:slug>/imports/<int:number>/ask", asking.ask, name="ask-list"),
    path("<slug:slug>/imports/<int:number>/pause", asking.pause, name="pause-asking"),
    path("<slug:slug>/imports/<int:number>/show", imports.show, name="show"),
    path(
        "<slug:slug>/imports/<int:number>/lines/<int:line>/leave-out",
        imports.leave_out,
        name="leave-out",
    ),
]
