"""A database server of its own for the ledger's measurements: fsync on, the serving role, the ledger's tables only."""

from __future__ import annotations

import os
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from anjian.ledger.events import Party


@contextmanager
def server() -> Iterator[None]:
    """Start, migrate the ledger as the owner, and connect Django as the serving role; all gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="anjian-bench-") as folder:
        os.chmod(folder, 0o711)
        os.environ["ANJIAN_VAR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
        os.environ.pop("DATABASE_URL", None)
        from anjian.host import database
        from anjian.host.postgres import Server

        running = Server(Path(folder) / "pg")
        running.start()
        try:
            import django

            django.setup()
            from django.core.management import call_command
            from django.db import connection

            database.prepare(database.target())
            connection.settings_dict["USER"] = database.OWNER
            call_command("migrate", "ledger", verbosity=0)
            connection.close()
            connection.settings_dict["USER"] = database.APP
            yield
            connection.close()
        finally:
            running.stop()


def content(dice: random.Random) -> dict[str, Any]:
    """A leader's visit as it is: three parties, four attributes, a private note."""
    return {
        "place": "141021",
        "parties": parties(dice),
        "attributes": {"hazards": dice.randrange(9), "topics": ["煤矿", "危化"], "form": "暗访", "closed": False},
        "private": {"note": "现场负责人陪同，发现问题已当场指出", "phone": f"138{dice.randrange(10**8):08d}"},
    }


def parties(dice: random.Random) -> list[Party]:
    """Who led, where, and what firm."""
    from anjian.ledger.events import Party

    return [
        Party("led_by", "post", f"post:141021-{dice.randrange(400)}", "示例副县长"),
        Party("inspected", "enterprise", f"ent:{dice.randrange(6000)}", "示例企业有限公司"),
        Party("at", "place", "141021101"),
    ]


def days(start: datetime, count: int, over: timedelta) -> Iterator[datetime]:
    """``count`` instants evenly over a span."""
    for n in range(count):
        yield start + over * n / count
