"""Addresses of supervision."""

from django.urls import path

from anjian.supervision.web import views

urlpatterns = [
    path("supervision/", views.boards, name="supervision"),
    path("supervision/quarterly/", views.quarterly, name="supervision-quarterly"),
    path("supervision/<str:hazard_id>/", views.board, name="supervision-of"),
    path("listed/", views.released, name="supervision-public"),
]
