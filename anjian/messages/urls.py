"""Addresses of messages."""

from django.urls import path

from anjian.messages.web import outgoing, own

urlpatterns = [
    path("messages/", own.own, name="messages"),
    path("messages/out/", outgoing.outgoing, name="messages-out"),
]
