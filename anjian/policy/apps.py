"""The Django application of policy (政策)."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Packs, vocabulary, adoption and settings."""

    name = "anjian.policy"
    label = "policy"
    verbose_name = "政策"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to voided facts; read words for those who set up bodies and posts."""
        from anjian.people import words
        from anjian.policy import (
            handlers,  # noqa: F401
            queries,
        )

        words.register(queries.word)
