"""Registration with Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The module `registry`."""

    name = "anjian.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to voided and erased facts."""
        from anjian.registry import handlers  # noqa: F401
