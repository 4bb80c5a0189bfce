"""Addresses of hazards."""

from django.urls import path

from anjian.hazards.web import arrivals, dual, lists, one, reporting

urlpatterns = [
    path("hazards/", lists.listed, name="hazards"),
    path("hazards/export.xlsx", lists.export, name="hazards-export"),
    path("hazards/board/", lists.board, name="hazards-board"),
    path("hazards/leads/", lists.leads, name="hazards-leads"),
    path("hazards/report/", reporting.report, name="hazards-report"),
    path("hazards/arrivals/", arrivals.arrivals, name="hazards-arrivals"),
    path("hazards/dual/", dual.dual, name="hazards-dual"),
    path("hazards/alike/", reporting.alike, name="hazards-alike"),
    path("hazards/at/<str:token>/", reporting.gate, name="hazards-gate"),
    path("hazards/<str:hazard_id>/", one.hazard, name="hazard"),
    path("enterprises/<str:enterprise_id>/gate/", reporting.gate_code, name="hazards-gate-code"),
]
