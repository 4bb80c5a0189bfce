"""Registration with Django."""

from django.apps import AppConfig


class DutiesConfig(AppConfig):
    """The module `duties`."""

    name = "anjian.duties"
    label = "duties"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register both evaluators for the examples of packs, and who would owe; listen to the ledger."""
        from anjian.duties import examples, foretelling, handlers

        examples.register()
        foretelling.register()
        handlers.register()
