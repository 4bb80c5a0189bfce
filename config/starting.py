"""What a start may skip (启动时可省的步骤): tables that are up to date, static files that have not changed."""

from __future__ import annotations

import hashlib
from pathlib import Path


def tables_up_to_date() -> bool:
    """Are all migrations of this program applied, as far as the serving role can see?

    False also when it cannot see that (a new role, an empty database, none at all): then migrating finds out why.
    Django must be set up.
    """
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False
    finally:
        connection.close()


def collect_static(*, verbosity: int = 0) -> bool:
    """Collect the static files with hashed names unless they are the same as last time; True when it had to be done."""
    from django.conf import settings
    from django.core.management import call_command

    stamp, wanted = Path(settings.VAR) / "static.stamp", _digest()
    if stamp.is_file() and stamp.read_text() == wanted and Path(settings.STATIC_ROOT).is_dir():
        return False
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=verbosity)
    stamp.write_text(wanted)
    return True


def _digest() -> str:
    """Names, sizes and times of all static files of all modules."""
    from django.contrib.staticfiles.finders import get_finders

    found: list[str] = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            found.append(f"{storage.path(name)}\0{stat.st_size}\0{stat.st_mtime_ns}\n")
    return hashlib.sha256("".join(sorted(found)).encode()).hexdigest()
