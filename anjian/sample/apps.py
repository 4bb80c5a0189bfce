"""Registration with Django."""

from django.apps import AppConfig


class SampleConfig(AppConfig):
    """The module `sample`."""

    name = "anjian.sample"
    label = "sample"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Mark every page, and show the logins on the sign-in page, when the sample is loaded."""
        from anjian.access import viewing
        from anjian.sample import marks
        from anjian.ui import rail

        rail.mark(marks.on_every_page)
        viewing.hint(marks.on_sign_in)
