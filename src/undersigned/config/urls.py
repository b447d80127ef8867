"""The addresses of the site. A letter's slug may not be one of the words reserved here."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("undersigned.organisers.urls")),
    path("mailbox/", include("undersigned.outbox.urls")),
    path("", include("undersigned.signing.urls")),
    path("", include("undersigned.signing.urls_imports")),
]
