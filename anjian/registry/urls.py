"""Addresses of the registry."""

from django.urls import path

from anjian.registry.web import listing

urlpatterns = [path("enterprises/", listing.enterprises, name="enterprises")]
