"""Registration with Django."""

from django.apps import AppConfig


class HazardsConfig(AppConfig):
    """The module `hazards`."""

    name = "anjian.hazards"
    label = "hazards"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the facts of hazards; enter the page; take in what phones recorded without a signal."""
        from django.utils.translation import gettext_noop as _

        from anjian.evidence import queries as evidence
        from anjian.hazards import handlers, phone, queries  # noqa: F401
        from anjian.ui import rail

        rail.add("hazards", rail.Entry(43, _("隐患"), "/hazards/"))
        phone.register()
        evidence.opens(queries.shows_photos)
