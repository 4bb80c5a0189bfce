"""Registration with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """The module `people`."""

    name = "anjian.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to voided and erased facts."""
        from anjian.people import handlers  # noqa: F401
