"""The addresses under /mailbox/, and where a mail service reports to."""

from django.urls import path

from undersigned.outbox import events, views

app_name = "outbox"
urlpatterns = [
    path("mailbox/", views.messages, name="messages"),
    path("mailbox/<int:number>/", views.message, name="message"),
    path("mailbox/<int:number>/html", views.html, name="html"),
    path("mailbox/<int:number>/attachment", views.attachment, name="attachment"),
    path("mail/events/", events.events, name="events"),
]
