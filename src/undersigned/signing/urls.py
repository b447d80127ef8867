"""The addresses of signing. They stand beside the letter's static pages, under its slug."""

from django.urls import path

from undersigned.signing.views import change, confirm, invited, mine, sign, take_off

app_name = "signing"

urlpatterns = [
    path("<slug:slug>/sign", sign.sign, name="sign"),
    path("<slug:slug>/sign/sent", sign.sent, name="sent"),
    path("<slug:slug>/confirm/<str:token>", confirm.link, name="link"),
    path("<slug:slug>/confirm", confirm.press, name="press"),
    path("<slug:slug>/mine", mine.mine, name="mine"),
    path("<slug:slug>/mine/sent", mine.link_sent, name="link-sent"),
    path("<slug:slug>/mine/correct", change.correct, name="correct"),
    path("<slug:slug>/mine/withdraw", change.take_back, name="withdraw"),
    path("<slug:slug>/mine/withdrawn", change.withdrawn, name="withdrawn"),
    path("<slug:slug>/mine/renew", change.renew, name="renew"),
    path("<slug:slug>/mine/mailing", mine.mailing, name="mailing"),
    path("<slug:slug>/mine/data", mine.data, name="data"),
    path("<slug:slug>/mine/receipt", mine.receipt, name="receipt"),
    path("<slug:slug>/mine/leave", mine.leave, name="leave"),
    path("<slug:slug>/invited", invited.invited, name="invited"),
    path("<slug:slug>/invited/<str:token>", invited.link, name="invited-link"),
    path("<slug:slug>/invited/<str:token>/never", invited.never, name="never"),
    path("<slug:slug>/take-off/<int:entry>", take_off.take_off, name="take-off"),
]
