"""The sequencer (定序): gives each committed fact its position."""

from __future__ import annotations

from django.db import connection, transaction

MOST = 5000
"""Facts in one transaction of the sequencer."""


def sequence() -> int:
    """Give the next positions to what was committed, in order of recording. Returns how many.

    A step of the worker, in a transaction of its own. Two at once do no harm: the second does nothing.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT ledger_sequence(%s)", [MOST])
        return int(cursor.fetchone()[0])
