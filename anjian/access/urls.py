"""Addresses of access."""

from django.urls import path

from anjian.access.web import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
]
