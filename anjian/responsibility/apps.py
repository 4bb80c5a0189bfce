"""Registration with Django."""

from django.apps import AppConfig


class ResponsibilityConfig(AppConfig):
    """The module `responsibility`."""

    name = "anjian.responsibility"
    label = "responsibility"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to voided facts; enter the page."""
        from django.utils.translation import gettext_noop as _

        from anjian.responsibility import handlers, queries  # noqa: F401
        from anjian.ui import rail

        rail.add("responsibility", rail.Entry(46, _("监管责任"), "/responsibility/", may_see=queries.may_see))
