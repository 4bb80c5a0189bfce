"""The application `papers`."""

from django.apps import AppConfig


class PapersConfig(AppConfig):
    """Official papers."""

    name = "anjian.papers"
    label = "papers"
    verbose_name = "公文"

    def ready(self) -> None:
        """Listen to voided facts; enter the register into the menu."""
        from django.utils.translation import gettext_noop as _

        from anjian.papers import handlers  # noqa: F401
        from anjian.ui import rail

        rail.add("papers", rail.Entry(60, _("发文登记"), "/papers/", own=True))
