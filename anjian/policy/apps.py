"""The Django application of policy (政策)."""

from django.apps import AppConfig


class PolicyConfig(AppConfig):
    """Packs, vocabulary, adoption and settings."""

    name = "anjian.policy"
    label = "policy"
    verbose_name = "政策"
