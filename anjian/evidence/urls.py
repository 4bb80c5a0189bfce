"""Addresses of evidence."""

from django.urls import path

from anjian.evidence.web import views

urlpatterns = [path("files/<str:digest>", views.photo, name="photo")]
