"""The application `evidence`."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    """Photos by digest."""

    name = "anjian.evidence"
    label = "evidence"
    verbose_name = "证据"

    def ready(self) -> None:
        """Listen to erased facts."""
        from anjian.evidence import handlers  # noqa: F401
