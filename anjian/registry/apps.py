"""Registration with Django."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The module `registry`."""

    name = "anjian.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to voided facts; let records name enterprises; enter the page of the list."""
        from django.utils.translation import gettext_noop as _

        from anjian.registry import handlers, offers  # noqa: F401
        from anjian.ui import rail

        offers.enter()
        rail.add("enterprises", rail.Entry(42, _("企业"), "/enterprises/", phone=_("企业")))
