"""Addresses of the shared look."""

from django.urls import path

from anjian.ui.web import views

urlpatterns = [
    path("ui/gallery/", views.gallery, name="gallery"),
    path("language/", views.language, name="language"),
]
