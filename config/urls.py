"""Addresses (网址): those of the modules, as `config.modules.URLS` lists them."""

from django.urls import include, path

from config import api, modules

urlpatterns = [
    *(path(prefix, include(urls)) for prefix, urls in modules.URLS),
    path("api/v1/", include((api.urls, "api"))),
]

handler400 = "anjian.ui.web.page.bad_request"
handler403 = "anjian.ui.web.page.forbidden"
handler404 = "anjian.ui.web.page.not_found"
handler500 = "anjian.ui.web.page.server_error"
