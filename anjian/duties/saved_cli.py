"""`anjian duties saved`: one record, many duties: how many filings that saved (省去的填报)."""

from __future__ import annotations

import datetime as dt
import json
from typing import Annotated, Any
from uuid import UUID

import typer

from anjian.duties import queries
from anjian.ledger import queries as ledger
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy
from anjian.ui import terminal


def saved(
    place: Annotated[str, typer.Option("--place", help="区划代码，含下级 / division code with everything below")] = "",
    body: Annotated[str, typer.Option("--body", help="机构编号，含其职务 / a body with the posts in it")] = "",
    since: Annotated[
        str, typer.Option("--since", help="从哪一天的记录起，缺省今年1月1日 / records of this day on")
    ] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="截至哪一天，缺省今天 / day, default today")] = "",
    fact: Annotated[str, typer.Option("--fact", help="只看这一条记录 / one record only")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")] = False,
) -> None:
    """一条记录用于多项职责，省去几次填报 / records that serve several duties, and the filings that saved"""
    day = terminal.day(as_of)
    if fact:
        _one(fact, day, as_json)
        return
    begin = terminal.day(since, field="since") if since else dt.date(day.year, 1, 1)
    found = queries.saved(SYSTEM, since=begin, as_of=day, place=place or None, body=body or None)
    if as_json:
        told = {
            "since": begin.isoformat(),
            "as_of": day.isoformat(),
            "duties": found.duties,
            "records": found.records,
            "filings_saved": found.filings,
            "across_documents": found.across,
            "shared": [_plain(one) for one in found.shared],
        }
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in found.shared:
        typer.echo(_line(one))
    typer.echo(
        f"{begin}至{day}：{found.records}条记录办成{found.duties}项职责，省去{found.filings}次填报"
        f"（{len(found.shared)}条一记多用，其中{found.across}条跨文件）"
    )


def enter(app: typer.Typer) -> None:
    """Enter the verb into `anjian duties`."""
    app.command("saved")(saved)


def _one(fact: str, day: dt.date, as_json: bool) -> None:
    try:
        found = queries.served_by(SYSTEM, UUID(fact), as_of=day)
    except ValueError:
        raise Refusal(
            f"“{fact}”不是记录编号", "编号找不到记录", "请从记录页复制编号", code="duties.fact", field="fact"
        ) from None
    if found.day is None:
        raise Refusal("没有这条记录", "编号找不到记录", "请从记录页复制编号", code="duties.fact", field="fact")
    typer.echo(json.dumps(_plain(found), ensure_ascii=False) if as_json else _line(found))


def _plain(one: queries.Serving) -> dict[str, Any]:
    return {
        "fact": one.fact,
        "day": one.day.isoformat() if one.day else None,
        "filings_saved": one.saved,
        "documents": {
            name: [
                {"rule": row.rule, "bearer": row.bearer, "each": row.each, "period": row.period, "key": row.key}
                for row in listed
            ]
            for name, listed in one.by_document.items()
        },
    }


def _line(one: queries.Serving) -> str:
    told = ledger.fact(SYSTEM, UUID(one.fact))
    entry = policy.vocabulary().facts.get(told.name) if told else None
    title = entry.title.zh if entry else told.name if told else one.fact
    listed = "；".join(f"{name} {'、'.join(row.title for row in rows)}" for name, rows in one.by_document.items())
    uses = f"用于{len(one.by_document)}份文件的{len(one.rows)}项职责，省去{one.saved}次填报"
    return f"{one.day} {title}（{one.fact}）：{uses}：{listed}" if one.rows else f"{one.day} {title}：没有履行应办职责"
