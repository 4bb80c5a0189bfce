"""Addresses of the reading room."""

from django.urls import path

from anjian.drafting.web import room

urlpatterns = [
    path("reading/", room.start, name="reading"),
    path("reading/<uuid:id>/", room.room, name="reading-room"),
]
