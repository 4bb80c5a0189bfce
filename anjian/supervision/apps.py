"""Registration with Django."""

from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    """The module `supervision`."""

    name = "anjian.supervision"
    label = "supervision"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to listings."""
        from anjian.supervision import handlers  # noqa: F401
