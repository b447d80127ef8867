"""The addresses of the site. A letter's slug may not be one of the words reserved here."""

from django.urls import include, path

from undersigned.config.health import health

urlpatterns = [
    path("", include("undersigned.letters.urls")),
    path("accounts/", include("undersigned.organisers.urls")),
    path("health", health),
    path("desk/", include("undersigned.drafting.urls")),
    path("desk/", include("undersigned.review.urls")),
    path("", include("undersigned.outbox.urls")),
    path("", include("undersigned.signing.urls")),
]

handler400 = "undersigned.look.errors.not_understood"
handler404 = "undersigned.look.errors.not_found"
handler500 = "undersigned.config.unready.failed"
handler403 = "undersigned.look.typed.page_refused"
