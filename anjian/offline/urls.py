"""Addresses of offline records."""

from django.urls import path

from anjian.offline.web import views

urlpatterns = [
    path("offline/", views.phone, name="offline"),
    path("offline/worker.js", views.worker, name="offline-worker"),
    path("offline/device/", views.device, name="offline-device"),
    path("offline/held/", views.held, name="offline-held"),
]
