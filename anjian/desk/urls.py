"""Addresses of the desk."""

from django.urls import path

from anjian.desk.web import (
    book,
    documents,
    facts,
    first_day,
    health,
    home,
    ladders,
    listing,
    others,
    record,
    settings,
    words,
)

urlpatterns = [
    path("", home.home, name="desk"),
    path("duties/", listing.listed, name="duties"),
    path("duties/export.xlsx", listing.export, name="duties-export"),
    path("duties/headers/", listing.headers, name="duties-headers"),
    path("duties/urge/", listing.urge, name="duties-urge"),
    path("duties/assign/", listing.assign, name="duties-assign"),
    path("duties/<path:key>/", home.duty, name="duty"),
    path("ladders/", ladders.ladders, name="ladders"),
    path("first-day/", first_day.first_day, name="first-day"),
    path("others/", others.others, name="others"),
    path("people/<str:person>/book/", book.book, name="book"),
    path("record/", record.record, name="record"),
    path("record/would-meet/", record.would_meet, name="would-meet"),
    path("facts/<uuid:fact_id>/", facts.fact, name="fact"),
    path("facts/<uuid:fact_id>/undo/", facts.undo, name="undo"),
    path("documents/", documents.documents, name="documents"),
    path("documents/<slug:document_id>/", documents.document, name="document"),
    path("documents/<slug:document_id>/report.docx", documents.report, name="report"),
    path("documents/<slug:document_id>/clauses/<str:number>/", documents.clause, name="clause"),
    path("documents/<slug:document_id>/settings/", settings.settings, name="settings"),
    path("words/", words.words, name="words"),
    path("words/facts/<str:name>/", words.fact, name="word-fact"),
    path("health/", health.health, name="health"),
]
