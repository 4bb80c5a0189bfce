"""One short name for everything that is in force (状态摘要): same name, same answers, so that they may be kept.

Rows are only ever added, and replaced once. So the visible rows, by id and by the fact that told them, settle every
answer; their digest is the name. One statement over about a thousand rows.
"""

from __future__ import annotations

from django.db import connection

_TABLES = (
    "policy_document",
    "policy_article",
    "policy_clause",
    "policy_rule_version",
    "policy_adoption",
    "policy_setting",
)
_LIVE = "SELECT '{t}' || t.id || t.said_by AS x FROM {t} t WHERE t.replaced_by IS NULL"
_KNOWN = (
    "SELECT '{t}' || t.id || t.said_by AS x FROM {t} t "
    "JOIN ledger_position s ON s.fact = t.said_by AND s.position <= %(known)s "
    "LEFT JOIN ledger_position g ON g.fact = t.replaced_by AND g.position <= %(known)s WHERE g.fact IS NULL"
)


def state(*, known: int | None = None) -> str:
    """The digest of all rows that are visible live, or were at that position of the ledger."""
    shape = _LIVE if known is None else _KNOWN
    parts = " UNION ALL ".join(shape.format(t=table) for table in _TABLES)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(coalesce(string_agg(x, ',' ORDER BY x), '')) FROM ({parts}) y", {"known": known})
        return str(cursor.fetchone()[0])
