"""Rights of the serving role (应用角色的权限): it reads, records through functions, and can change nothing.

The tables belong to the owner role that migrates. The serving role has SELECT, INSERT of claims and seals, and the
bookkeeping of its own delivery; facts enter only through functions that run with the owner's rights. With one role for
both (one ``DATABASE_URL``) there is nothing to grant, only the triggers refuse, and the health page says so.
"""

from __future__ import annotations

from django.conf import settings
from django.db import connections


def serving_role() -> str:
    """Name of the role that serves; "" when none is configured."""
    return str(getattr(settings, "APP_ROLE", "") or "")


def grant(using: str = "default") -> bool:
    """Set the rights of the serving role on the ledger's tables and functions. True when they could be set.

    Does nothing when the role does not exist, is the migrating role itself, or when this process is not the owner.
    """
    connection = connections[using]
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('ledger_grant') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return False  # migrated back to before the ledger
        cursor.execute("SELECT ledger_grant(%s)", [serving_role()])
        return bool(cursor.fetchone()[0])
