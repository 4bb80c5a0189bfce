"""Registration with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The module `access`."""

    name = "anjian.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"
