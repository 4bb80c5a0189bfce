"""Addresses for the tests of the door."""

from django.http import HttpResponse
from django.urls import include, path

from anjian.access import viewing


def behind(request):
    return HttpResponse(request.viewer.account)


@viewing.needs("administrator")
def administrators(request):
    return HttpResponse("ok")


urlpatterns = [
    path("behind/", behind),
    path("administrators/", administrators),
    path("", include("anjian.access.urls")),
    path("", include("anjian.ui.urls")),
]
