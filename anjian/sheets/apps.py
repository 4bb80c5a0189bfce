"""Registration with Django."""

from django.apps import AppConfig


class SheetsConfig(AppConfig):
    """The module `sheets`."""

    name = "anjian.sheets"
    label = "sheets"
    default_auto_field = "django.db.models.BigAutoField"
