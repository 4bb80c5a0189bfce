"""`anjian law adopt`: a place takes a document over from a day (采用)."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from anjian.access import queries as accounts
from anjian.lib import divisions
from anjian.lib.errors import Refusal
from anjian.lib.viewer import SYSTEM
from anjian.places import queries as places
from anjian.policy import actions, queries
from anjian.ui import terminal


def adopt(
    document: Annotated[str, typer.Argument(help="文件编号 / id of the document")],
    place: Annotated[str, typer.Argument(help="区划代码 / division code")],
    since: Annotated[str, typer.Option(help="从哪一天起，缺省为文件施行日 / from which day")] = "",
    by: Annotated[str, typer.Option("--by", help="以哪个账号的名义，缺省为系统 / in whose name: a login")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")] = False,
) -> None:
    """让一个地方从某天起采用一份已装入的文件，连同下级 / a place takes a loaded document over, with all below it"""
    viewer = accounts.named(by, as_of=terminal.today()) if by else SYSTEM
    card = queries.document(viewer, document)
    if card is None:
        raise Refusal(f"没有装入文件“{document}”", "没有装入的文件没有规则可执行", "请先执行 anjian law load")
    day = terminal.day(since, field="since") if since else card.document.in_force
    if day is None:
        raise Refusal(f"“{document}”没有写施行日", "从哪天起执行，要写清楚", "请加上 --since 年-月-日", field="since")
    found = places.require(place, as_of=max(day, terminal.today()))
    around = [one for one in queries.adoptions(SYSTEM, document=document) if divisions.contains(one.place, found.code)]
    fact = actions.adopt(viewer, document=document, place=found.code, since=day)
    if as_json:
        told = {"fact": str(fact.id), "document": document, "place": found.code, "since": day.isoformat()}
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    title = card.document.short or card.document.title
    what = "上级已经采用，职责不变，自己的设定从此优先" if around else f"{len(card.rules)}条规则开始执行"
    typer.echo(f"{found.name}（{divisions.short(found.code)}）自{day}起采用{title}：{what}")


def enter(app: typer.Typer) -> None:
    """Enter the verb into `anjian law`."""
    app.command("adopt")(adopt)
