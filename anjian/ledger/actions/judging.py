"""Whether a fact may be recorded or changed now (可否登记、作废), and what a fact about a fact says."""

from __future__ import annotations

from django.db import connection

from anjian.ledger import drafts
from anjian.ledger.drafts import Draft
from anjian.ledger.events import Attributes, Fact, Party
from anjian.lib.errors import Refusal


def inside() -> None:
    """Refuses outside a transaction."""
    if not connection.in_atomic_block:
        raise Refusal(
            "登记必须在事务中进行",
            "事实和它引起的变化要么都在，要么都不在",
            "请在 transaction.atomic() 中调用",
            code="ledger.outside_transaction",
        )


def reason_given(text: str, field: str) -> None:
    """Refuses an empty reason."""
    if not text.strip():
        raise Refusal("没有写明理由", "以后查看的人要知道为什么", "请写明理由", code="ledger.reason", field=field)


def known_fact(found: Fact | None) -> Fact:
    """A fact that may be changed by another. Refuses one that there is not, and the ledger's own."""
    if found is None:
        raise Refusal("没有这条记录", "编号不对或记录尚未保存", "请从记录页面进入", code="ledger.no_fact", field="fact")
    if found.name.startswith("ledger."):
        raise Refusal(
            "台账自身的记录不能作废、更替或抹除",
            "它们说明其他记录为什么失效，改了就说不清了",
            "如果作废有误，请重新登记原来的事实",
            code="ledger.own_fact",
            field="fact",
        )
    return found


def standing_fact(found: Fact | None) -> Fact:
    """The same, of a fact that stands still."""
    target = known_fact(found)
    if not target.stands:
        raise Refusal(
            "这条记录已经作废" if target.voided_by else "这条记录已被更替",
            "同一条记录只能失效一次",
            "请查看使它失效的那条记录",
            code="ledger.not_standing",
            field="fact",
        )
    return target


def turn_of(target: Fact) -> tuple[str, ...]:
    """Ids whose turn is taken while a fact is changed."""
    return tuple(sorted({*target.subjects, f"fact:{target.id}"}))


def about(name: str, target: Fact, told: Attributes) -> Draft:
    """One of the ledger's own facts about another fact: the same place and parties."""
    return drafts.draft(
        name,
        happened_at=None,
        precision="minute",
        place=target.place,
        parties=[Party(p.role, p.kind, p.id) for p in target.parties],
        attributes={"fact": str(target.id), "name": target.name, **told},
        private={},
    )
