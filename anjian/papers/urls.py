"""Addresses of papers."""

from django.urls import path

from anjian.papers.web import views

urlpatterns = [
    path("papers/", views.register, name="papers"),
    path("papers/<uuid:paper>/", views.paper, name="paper"),
    path("papers/<uuid:paper>.docx", views.file, name="paper-file"),
]
