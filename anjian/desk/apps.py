"""The application `desk`."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """Pages over all modules."""

    name = "anjian.desk"
    label = "desk"
    verbose_name = "工作台"

    def ready(self) -> None:
        """The navigation, and the kinds of parties that modules above `records` know."""
        from anjian.desk import entries, kinds
        from anjian.records import parties

        entries.enter()
        for name, kind in kinds.KINDS.items():
            if parties.kind(name) is None:
                parties.register(name, kind)
