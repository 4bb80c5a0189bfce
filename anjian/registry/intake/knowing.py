"""The planner is told of the many rows that an import brings (统计), while it goes on.

Until then it takes the register for almost empty and reads all of it again and again. Looking at a sample of the rows
takes a second or two: only the first chunk waits for it, later ones are written meanwhile.
"""

from __future__ import annotations

from threading import Thread

from django.db import connection

from anjian.scope import prepared

_running: list[Thread] = []


def know(*, wait: bool) -> None:
    """Let the planner learn of new rows when there are many. ``wait``: whoever goes on now needs it."""
    if wait:
        _look()
    elif not any(one.is_alive() for one in _running) and prepared.run("SELECT registry_has_new_rows()") == [(True,)]:
        _running[:] = [Thread(target=_beside, name="intake-know", daemon=True)]
        _running[0].start()


def settle() -> None:
    """Wait until it has learned what it is just being told."""
    for one in _running:
        one.join()


def _look() -> None:
    prepared.run("SELECT registry_know_new_rows()")


def _beside() -> None:
    """On a connection of its own: it must not wait for the chunk, nor the chunk for it."""
    try:
        _look()
    finally:
        connection.close()
