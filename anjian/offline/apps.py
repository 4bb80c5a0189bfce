"""The application `offline`."""

from django.apps import AppConfig


class OfflineConfig(AppConfig):
    """Records made without a signal."""

    name = "anjian.offline"
    label = "offline"
    verbose_name = "离线记录"

    def ready(self) -> None:
        """Enter the page into the menu."""
        from django.utils.translation import gettext_noop as _

        from anjian.ui import rail

        rail.add("offline", rail.Entry(20, _("离线记录"), "/offline/", own=True))
