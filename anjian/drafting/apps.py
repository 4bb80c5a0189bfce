"""Registration with Django."""

from django.apps import AppConfig


class DraftingConfig(AppConfig):
    """The module `drafting`."""

    name = "anjian.drafting"
    label = "drafting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the page in the navigation."""
        from django.utils.translation import gettext_noop as _

        from anjian.drafting.events import may_work
        from anjian.ui import rail

        rail.add("reading", rail.Entry(45, _("读文"), "/reading/", may_see=may_work))
