"""Registration with Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The module `registry`."""

    name = "anjian.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to voided facts; let records name enterprises."""
        from anjian.registry import handlers, offers  # noqa: F401

        offers.enter()
