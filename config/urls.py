"""Addresses (网址): those of the modules, as `config.modules.URLS` lists them."""

from django.urls import include, path

from config import modules

urlpatterns = [path(prefix, include(urls)) for prefix, urls in modules.URLS]
