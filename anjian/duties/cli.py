"""`anjian duties`: show, check, rebuild, drop (职责的命令)."""

from __future__ import annotations

import json
from collections import Counter
from typing import Annotated, Any

import typer

from anjian.duties import actions, ladder_cli, population_cli, projection, queries, saved_cli, whatif_cli
from anjian.lib.viewer import SYSTEM
from anjian.ui import terminal

app = typer.Typer(
    help="职责：计算、核对、重建现况 / duties: show, check, rebuild",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]
Day = Annotated[str, typer.Option("--as-of", help="截至哪一天，缺省今天 / day, default today")]
Place = Annotated[str, typer.Option("--place", help="区划代码，含下级 / division code with everything below")]


@app.command()
def show(
    rule: Annotated[list[str] | None, typer.Option("--rule", help="规则编号，可多次 / rule id, repeatable")] = None,
    bearer: Annotated[list[str] | None, typer.Option("--bearer", help="承担者，可多次 / bearer id, repeatable")] = None,
    place: Place = "",
    as_of: Day = "",
    since: Annotated[str, typer.Option("--since", help="从哪一天的周期起 / from periods of this day on")] = "",
    known: Annotated[int | None, typer.Option("--known", help="当时所知的位次 / ledger position known then")] = None,
    as_json: Json = False,
) -> None:
    """逐条计算职责，附计入的事实 / compute duties one by one, with the facts that counted"""
    day = terminal.day(as_of)
    found = queries.verdicts(
        SYSTEM,
        as_of=day,
        known=known,
        since=terminal.day(since, field="since") if since else None,
        bearers=bearer or None,
        place=place or None,
        rules=rule or None,
    )
    rows: list[dict[str, Any]] = [
        {
            "rule": one.rule,
            "bearer": one.bearer,
            "each": one.each,
            "period": one.period.label if one.period else None,
            "matter": one.matter,
            "due": one.due.isoformat() if one.due else None,
            "provisional": one.provisional,
            "outcome": one.outcome.value,
            "need": None if one.need is None else str(one.need),
            "have": None if one.have is None else str(one.have),
            "facts": list(one.facts),
        }
        for one in found
    ]
    if as_json:
        typer.echo(json.dumps({"as_of": day.isoformat(), "duties": rows}, ensure_ascii=False))
        return
    for one, row in zip(found, rows, strict=True):
        about = " → ".join(part for part in (one.bearer or "（没有对象）", one.each or "") if part)
        when = row["period"] or (row["due"] and f"至{row['due']}") or ""
        typer.echo(f"{one.outcome.sign} {one.outcome.word}  {one.rule}  {about}  {when}".rstrip())
    counts = Counter(one.outcome.word for one in found)
    typer.echo(f"共{len(found)}条：" + "，".join(f"{word}{n}" for word, n in counts.most_common()))


@app.command()
def check(place: Place = "", as_of: Day = "", as_json: Json = False) -> None:
    """核对现况表与逐条计算是否一致，不一致时退出码为 1 / compare the projection with the evaluator"""
    day = terminal.day(as_of)
    rows, wrong = projection.differences(day, place=place or None)
    mark = projection.watermark()
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "as_of": day.isoformat(),
                    "covered": mark is not None and rows > 0,
                    "rows": rows,
                    "differences": wrong,
                },
                ensure_ascii=False,
            )
        )
    elif not rows:
        typer.echo("现况表没有覆盖这一天，各页直接计算；执行 anjian duties rebuild 可重建")
    elif wrong:
        typer.echo("\n".join(wrong[:40]))
        typer.echo(f"比对{rows}条，{len(wrong)}处不一致；请执行 anjian duties rebuild，并报告这个问题")
    else:
        typer.echo(f"比对{rows}条，全部一致")
    if wrong:
        raise typer.Exit(1)


@app.command()
def rebuild(as_json: Json = False) -> None:
    """重建现况表；答案不变，只是更快 / make the projection anew; no answer changes"""
    rows = actions.rebuild(as_of=terminal.today())
    mark = projection.watermark()
    assert mark is not None
    if as_json:
        typer.echo(json.dumps({"rows": rows, "built": mark.built.isoformat(), "through": mark.through.isoformat()}))
        return
    typer.echo(f"已重建{rows}条，有效至{mark.through.isoformat()}")


@app.command()
def drop() -> None:
    """丢弃现况表；各页改为直接计算 / throw the projection away; everything is computed until it is rebuilt"""
    actions.drop()
    typer.echo("已丢弃；后台任务会在下一轮重建")


whatif_cli.enter(app)
saved_cli.enter(app)
population_cli.enter(app)
app.add_typer(ladder_cli.app, name="ladder")
