"""Registration with Django."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """The module `places`."""

    name = "anjian.places"
    label = "places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to voided facts."""
        from anjian.places import handlers  # noqa: F401
