"""Addresses of people."""

from django.urls import path

from anjian.people.web import lists, register

urlpatterns = [
    path("people/", register.register, name="people"),
    path("people/export.xlsx", lists.export, name="people-export"),
    path("people/import/", lists.start, name="people-import"),
    path("people/import/<uuid:id>/", lists.sheet, name="people-sheet"),
    path("people/import/<uuid:id>/faults.xlsx", lists.faults, name="people-faults"),
    path("people/import/<slug:kind>.xlsx", lists.template, name="people-template"),
    path("people/imports/<uuid:batch>/undo/", lists.undo, name="people-undo-import"),
]
