"""Addresses of the registry."""

from django.urls import path

from anjian.registry.web import changing, confirming, doubles, importing, ledgers, listing, registering, telling

urlpatterns = [
    path("enterprises/", listing.enterprises, name="enterprises"),
    path("enterprises/new/", registering.new, name="new-enterprise"),
    path("enterprises/doubles/", doubles.doubles, name="enterprise-doubles"),
    path("enterprises/export.xlsx", ledgers.list_file, name="export-enterprises"),
    path("enterprises/ledgers/", ledgers.ledgers, name="ledgers"),
    path("enterprises/ledgers/<slug:ledger>.xlsx", ledgers.ledger_file, name="ledger-file"),
    path("enterprises/import/", importing.start, name="import-enterprises"),
    path("enterprises/import/template.xlsx", importing.template, name="enterprises-template"),
    path("enterprises/import/<uuid:id>/", importing.sheet, name="import-enterprises-sheet"),
    path("enterprises/import/<uuid:id>/faults.xlsx", importing.faults, name="import-enterprises-faults"),
    path("enterprises/<str:enterprise_id>/tell/", telling.tell, name="tell-enterprise"),
    path("enterprises/<str:enterprise_id>/change/", changing.change, name="change-enterprise"),
    path("enterprises/<str:enterprise_id>/confirm/", confirming.confirm, name="confirm-enterprise"),
]
