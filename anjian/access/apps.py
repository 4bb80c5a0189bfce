"""Registration with Django."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The module `access`."""

    name = "anjian.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Enter the pages of accounts."""
        from django.utils.translation import gettext_noop as _

        from anjian.access.events import THREE
        from anjian.ui import rail

        rail.add("account", rail.Entry(20, _("账号与安全"), "/account/", own=True))
        rail.add(
            "accounts",
            rail.Entry(80, _("账号管理"), "/accounts/", may_see=lambda who: any(map(who.has, THREE)), own=True),
        )
