"""The address of the list of letters; a letter itself is a folder of published files."""

from django.urls import path

from undersigned.letters.views import letters

app_name = "letters"
urlpatterns = [path("", letters, name="letters")]
