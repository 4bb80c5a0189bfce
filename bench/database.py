"""A database server of its own for a measurement, in a folder that is gone afterwards: fsync on, the serving role."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def empty(*only: str) -> Iterator[None]:
    """Start, migrate as the owner, connect Django as the serving role; all gone afterwards.

    only   the module whose tables, and those it stands on, are made; none for all
    """
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
            call_command("migrate", *only, verbosity=0)
            connection.close()
            connection.settings_dict["USER"] = database.APP
            yield
            connection.close()
        finally:
            running.stop()
