"""A server of its own with packs and sample for the measurements of duties: fsync on, the serving role."""

from __future__ import annotations

import importlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def sample() -> Iterator[None]:
    """The server of :func:`empty` with packs and the small sample; ``ANJIAN_SAMPLE=whole`` asks for all."""
    os.environ.setdefault("ANJIAN_SAMPLE", "small")
    with empty():
        from config import modules

        for _, dotted in modules.LOAD_STEPS:
            module, name = dotted.rsplit(".", 1)
            getattr(importlib.import_module(module), name)()
        yield


@contextmanager
def empty() -> Iterator[None]:
    """Start, migrate as the owner, connect Django as the serving role; all gone afterwards."""
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
            call_command("migrate", verbosity=0)
            connection.close()
            connection.settings_dict["USER"] = database.APP
            yield
            connection.close()
        finally:
            running.stop()
