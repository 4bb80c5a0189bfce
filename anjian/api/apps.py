"""Registration with Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_noop as _


class ApiConfig(AppConfig):
    """The module `api`."""

    name = "anjian.api"
    label = "api"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Kept answers, delivery to subscribers, and the entry of the account menu."""
        from anjian.api import handlers, keeping
        from anjian.ui import rail, rest

        rest.keeper(keeping.keep)
        handlers.register()
        rail.add("tokens", rail.Entry(96, _("接口凭证"), "/tokens/", own=True))
