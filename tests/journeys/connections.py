"""The connections of the answering threads, kept from answer to answer as the web server keeps its own.

A new one for each answer would parse and plan every statement anew, and read the catalogue for it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.db import connections

from tests.browser import live

ALIAS = "default"


class Kept:
    """Lends a connection to the thread of each answer; the newest first, so that there are few."""

    def __init__(self) -> None:
        self._free: list[Any] = []

    def take(self) -> None:
        """The calling thread uses a kept connection, or one that is made when it is first asked."""
        try:
            connections[ALIAS] = self._free.pop()
        except IndexError:
            new = connections[ALIAS]
            new.settings_dict = {**new.settings_dict, "CONN_MAX_AGE": None}  # of this one: Django shares it among all
            new.inc_thread_sharing()

    def give(self) -> None:
        """The calling thread is done with its own, which is kept where it was connected."""
        mine = connections[ALIAS]
        del connections[ALIAS]
        if mine.connection is not None:
            self._free.append(mine)

    def close(self) -> None:
        """Close those that are lent to nobody."""
        while self._free:
            self._free.pop().close()


@contextlib.contextmanager
def served(application: live.Application) -> Iterator[str]:
    """Serves ``application``, which asks Django's database; yields its address. No connection is left at the end."""
    kept = Kept()

    def answering(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(settings.STATIC_URL):  # files, which ask the database nothing
            kept.take()
        return application(environ, start_response)

    with contextlib.closing(kept), live.serve(answering, after_each=kept.give) as address:
        yield address
