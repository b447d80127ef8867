"""The addresses under /mailbox/."""

from django.urls import path

from undersigned.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("<int:number>/", views.message, name="message"),
    path("<int:number>/attachment", views.attachment, name="attachment"),
]
