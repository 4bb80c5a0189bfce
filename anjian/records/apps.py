"""The application `records`."""

from django.apps import AppConfig


class RecordsConfig(AppConfig):
    """Recording facts by generated forms."""

    name = "anjian.records"
    label = "records"
    verbose_name = "记录"

    def ready(self) -> None:
        """The kinds of parties that modules below know; what phones recorded without a signal."""
        from anjian.records import kinds, parties, phone

        for name, kind in kinds.KINDS.items():
            parties.register(name, kind)
        phone.register()
