"""`anjian registry doubles | merge | …`: the same firm entered twice, merged, undone, set apart; split (并档的命令)."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

import typer

from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.registry import actions, queries
from anjian.ui import terminal

Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
Reason = Annotated[str, typer.Option(help="依据 / why")]
Since = Annotated[str, typer.Option(help="从哪一天起，缺省为今天 / from which day; today when left out")]
Inside = Annotated[str, typer.Option(help="在这个区划内 / inside this division")]


def enter(app: typer.Typer) -> None:
    """Put these commands beside those of the registry."""
    for command in (doubles, merge, mergers, split):
        app.command()(command)
    app.command("undo-merge")(undo_merge)
    app.command("set-apart")(set_apart)


def doubles(inside: Inside = "", as_json: Json = False) -> None:
    """疑似重复的企业：成对列出，写明算式 / pairs that may be one firm, each with its sum"""
    today = terminal.today()
    found = queries.doubles(SYSTEM, as_of=today, inside=inside or None)
    cards = queries.cards(SYSTEM, {id for one in found for id in (one.one, one.other)}, as_of=today)
    data = [
        {"one": one.one, "other": one.other, "score": one.likeness.score, "sum": str(one.likeness)} for one in found
    ]
    lines = [
        f"{cards[one.one].name}（{one.one}）\n{cards[one.other].name}（{one.other}）\n  {one.likeness}" for one in found
    ]
    terminal.show(data, as_json, "\n".join(lines) or "没有疑似重复的企业")


def merge(
    survivor: Annotated[str, typer.Argument(help="留下的一份的编号，较早登记的 / id of the file that stays")],
    merged: Annotated[str, typer.Argument(help="并进去的一份的编号 / id of the file that becomes a part of it")],
    reason: Reason = "",
    take: Annotated[list[str] | None, typer.Option(help="改用并进去那份的哪一项，可写几次 / value taken over")] = None,
    since: Since = "",
    as_json: Json = False,
) -> None:
    """并档：两份档案是同一家 / two files are one firm"""
    day = terminal.day(since, field="since")
    fact = actions.merge(SYSTEM, survivor=survivor, merged=merged, since=day, reason=reason, take=take or ())
    data = {"fact": str(fact.id), "survivor": survivor, "merged": merged, "since": day}
    terminal.show(data, as_json, f"已并档：{merged} 并入 {survivor}，自{day}起；撤销用 {fact.id}")


def mergers(as_json: Json = False) -> None:
    """已并的档案 / files that are parts of others"""
    found = queries.mergers(SYSTEM, as_of=terminal.today())
    data = [{**asdict(one), "fact": str(one.fact)} for one in found]
    lines = [f"{one.enterprise} → {one.survivor}，自{one.since}起（{one.fact}）" for one in found]
    terminal.show(data, as_json, "\n".join(lines) or "没有并过档")


def undo_merge(
    fact: Annotated[str, typer.Argument(help="并档的记录编号 / id of the fact that merged them")],
    reason: Annotated[str, typer.Option(help="为什么撤销 / why")],
    as_json: Json = False,
) -> None:
    """撤销并档，两份恢复原样 / undo a merger; both files stand as they did"""
    try:
        told = UUID(fact)
    except ValueError:
        raise Refusal(
            f"“{fact}”不是记录编号", "找不到要撤销的并档", "请用 anjian registry mergers 里的编号", code="registry.fact"
        ) from None
    void = actions.take_apart(SYSTEM, fact=told, reason=reason)
    terminal.show({"fact": str(void.id)}, as_json, "已撤销并档，两份档案恢复原样")


def set_apart(
    one: Annotated[str, typer.Argument(help="一份的编号 / id of one file")],
    other: Annotated[str, typer.Argument(help="另一份的编号 / id of the other")],
    reason: Reason = "",
    until: Annotated[str, typer.Option(help="到哪天再提请；不写则不再提请 / asked again after this day")] = "",
    as_json: Json = False,
) -> None:
    """不是同一家，不再提请核对 / two firms: nobody is asked again"""
    today = terminal.today()
    last = terminal.day(until, field="until") if until else None
    fact = actions.set_apart(SYSTEM, one=one, other=other, since=today, until=last, reason=reason)
    data = {"fact": str(fact.id), "one": one, "other": other, "until": last}
    terminal.show(data, as_json, f"已记下：{last}以后再提请" if last else "已记下不是同一家")


def split(
    enterprise: Annotated[str, typer.Argument(help="原来那家的编号 / id of the enterprise it comes from")],
    name: Annotated[str, typer.Argument(help="新的一家的全称 / full name of the new one")],
    credit_code: Annotated[str, typer.Option(help="统一社会信用代码 / credit code")] = "",
    own: Annotated[str, typer.Option("--id", help="没有信用代码时的内部编号 / id where there is no code")] = "",
    reason: Reason = "",
    since: Since = "",
    as_json: Json = False,
) -> None:
    """分立：从某天起一部分成为另一家 / a part becomes a firm of its own from a day"""
    day = terminal.day(since, field="since")
    fact = actions.split(
        SYSTEM, enterprise=enterprise, since=day, name=name, credit_code=credit_code, new=own, reason=reason
    )
    subject = next(party.id for party in fact.parties if party.role == "enterprise")
    data = {"fact": str(fact.id), "enterprise": subject, "origin": enterprise, "since": day}
    terminal.show(data, as_json, f"已登记：{name}（{subject}），自{day}起从{enterprise}分立")
