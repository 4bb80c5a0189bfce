"""Addresses of the registry."""

from django.urls import path

from anjian.registry.web import confirming, listing, telling

urlpatterns = [
    path("enterprises/", listing.enterprises, name="enterprises"),
    path("enterprises/<str:enterprise_id>/tell/", telling.tell, name="tell-enterprise"),
    path("enterprises/<str:enterprise_id>/confirm/", confirming.confirm, name="confirm-enterprise"),
]
