"""Registration with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class LedgerConfig(AppConfig):
    """The module `ledger`."""

    name = "anjian.ledger"
    label = "ledger"

    def ready(self) -> None:
        """After every migration the rights of the serving role are set again: it may have been made later."""
        post_migrate.connect(_grant, sender=self, dispatch_uid="ledger.grant")


def _grant(using: str, **_: Any) -> None:
    from anjian.ledger import roles

    roles.grant(using)
