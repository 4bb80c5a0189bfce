"""Registration with Django."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The module `duties`."""

    name = "anjian.duties"
    label = "duties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register both evaluators for the examples of packs; listen to the ledger."""
        from anjian.duties import examples, handlers

        examples.register()
        handlers.register()
