"""The address of "take me off"; beside the letter's static pages, under its slug."""

from django.urls import path

from undersigned.signing.views.take_off import take_off

urlpatterns = [path("<slug:slug>/take-off/<int:entry>", take_off, name="take-off")]
