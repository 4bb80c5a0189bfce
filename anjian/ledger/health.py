"""What the health page says of the ledger (台账健康): lag, seals, parked facts, fences."""

from __future__ import annotations

from django.db import connection

from anjian.host.health import Check
from anjian.ledger import queries

SLOW_S, STUCK_S = 60, 600
"""Seconds after which something that takes milliseconds is slow, or stuck."""
_TRIGGERS = {
    "ledger_append_only": {"fact", "party", "position", "void", "erasure", "claim", "seal", "import", "body", "attr"},
    "ledger_never_empty": {"fact", "party", "position", "void", "erasure", "claim", "seal", "import", "body", "attr"},
    "ledger_erased_only": {"body", "attr"},
}


def checks() -> list[Check]:
    """All of them, for `config.modules.HEALTH_CHECKS`."""
    return [lag(), sealed(), parked(), fences(), rights()]


def lag() -> Check:
    """Are facts sequenced and delivered as they come?"""
    now = queries.lag()
    behind = max(now.handlers.values(), default=0)
    waits = max(now.oldest_s, now.undelivered_s)
    words = f"待定序 {now.pending} 条，待投递最多 {behind} 条，最久等了 {waits:.0f} 秒"
    return Check(
        "ledger.lag",
        "台账投递",
        "fail" if waits > STUCK_S else "warn" if waits > SLOW_S else "ok",
        words,
        "" if waits <= SLOW_S else "请检查后台任务（anjian worker）是否在运行",
    )


def sealed() -> Check:
    """Is the ledger sealed up to a few minutes ago?"""
    now = queries.lag()
    late = now.unsealed_s > STUCK_S
    last = "还没有封签" if now.sealed_s is None else f"最近一次封签在 {now.sealed_s / 60:.0f} 分钟前"
    words = f"{last}，未封签 {now.unsealed} 条"
    hint = "请检查后台任务是否在运行；定期执行 anjian ledger anchor 并把结果存放到别处"
    return Check("ledger.seal", "台账封签", "warn" if late else "ok", words, hint if late else "")


def parked() -> Check:
    """Do handlers take all they are given?"""
    found = queries.parked()
    failed = [one for one in found if one.error is not None]
    if not found:
        return Check("ledger.parked", "搁置的事实", "ok", "没有搁置的事实")
    names = "、".join(sorted({one.handler for one in found}))
    words = f"{len(failed)} 条处理失败，{len(found) - len(failed)} 条在其后等候（{names}）"
    hint = "请执行 anjian ledger parked 查看原因，排除后执行 anjian ledger retry"
    return Check("ledger.parked", "搁置的事实", "fail", words, hint)


def fences() -> Check:
    """Are the triggers that refuse changes there and switched on?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE t.tgname = ANY (%s) AND t.tgenabled IN ('O', 'A') "
            "AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'ledger_fact'::regclass)",
            [list(_TRIGGERS)],
        )
        there = {(name, table) for name, table in cursor.fetchall()}
    wanted = {(name, f"ledger_{table}") for name, tables in _TRIGGERS.items() for table in tables}
    missing = sorted({table for _, table in wanted - there})
    if missing:
        words = f"这些表的防改触发器缺失或被停用：{'、'.join(missing)}"
        hint = "请查明是谁停用的，恢复触发器后执行 anjian ledger verify"
        return Check("ledger.fences", "台账防改", "fail", words, hint)
    return Check("ledger.fences", "台账防改", "ok", f"{len(wanted)} 个触发器都在")


def rights() -> Check:
    """Has the serving role no right to change a fact? (One role for everything is told by ``host.roles``.)"""
    title = "台账权限"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c WHERE c.relkind = 'r' "
            "AND c.relname = ANY (ARRAY['ledger_fact', 'ledger_body', 'ledger_party', 'ledger_attr', "
            "'ledger_position', 'ledger_void', 'ledger_erasure', 'ledger_claim', 'ledger_seal', 'ledger_import']) "
            "AND c.relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'ledger_fact'::regclass) "
            "AND has_table_privilege(c.oid, 'UPDATE, DELETE, TRUNCATE, TRIGGER') "
            "AND NOT pg_has_role(c.relowner, 'USAGE') ORDER BY 1"
        )
        found = [name for (name,) in cursor.fetchall()]
    if found:
        words = f"应用角色可以修改：{'、'.join(found)}"
        return Check("ledger.rights", title, "fail", words, "请由属主角色执行 anjian migrate，它会收回这些权限")
    return Check("ledger.rights", title, "ok", "应用角色没有修改和删除的权限")
