"""Addresses of access."""

from django.urls import path

from anjian.access.web import keeping, own, views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-in/code/", views.second, name="second-factor"),
    path("sign-in/oidc/", views.oidc, name="oidc"),
    path("sign-in/oidc/back/", views.oidc_back, name="oidc-back"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("account/", own.account, name="account"),
    path("account/password/", own.password, name="own-password"),
    path("account/factor/", own.factor, name="own-factor"),
    path("account/factor/remove/", own.no_factor, name="own-factor-remove"),
    path("account/unlink/", own.unlink, name="own-unlink"),
    path("account/sessions/<uuid:session>/end/", own.end, name="end-session"),
    path("accounts/", keeping.accounts, name="accounts"),
    path("accounts/change/", keeping.change, name="accounts-change"),
    path("accounts/log/", keeping.log, name="accounts-log"),
]
