"""Registration with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The module `places`."""

    name = "anjian.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"
