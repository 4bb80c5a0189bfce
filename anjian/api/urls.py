"""Addresses of the pages of `api`; its operations stand below /api/v1/, wired by `config.api`."""

from django.urls import path

from anjian.api.web import tokens

urlpatterns = [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<str:token_id>/revoke/", tokens.revoke, name="token-revoke"),
    path("tokens/subscriptions/<uuid:subscription_id>/end/", tokens.end, name="subscription-end"),
]
