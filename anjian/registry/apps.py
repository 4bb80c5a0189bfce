"""Registration with Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The module `registry`."""

    name = "anjian.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"
