"""`anjian duties foretell`: what a draft document would ask of a region, before anybody adopts it."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from anjian.duties import whatif
from anjian.policy import queries as policy
from anjian.ui import terminal


def enter(app: typer.Typer) -> None:
    """Add the verb."""
    app.command()(foretell)


def foretell(
    pack: Annotated[Path, typer.Argument(help="规则包文件夹，不必装入 / folder of a pack, loaded or not")],
    place: Annotated[str, typer.Option("--place", help="在哪里试行 / where it would be adopted")],
    having: Annotated[Path, typer.Option("--means", help="工时和人数的 YAML / hours and staff, as YAML")],
    since: Annotated[str, typer.Option("--since", help="从哪天起，缺省今天 / from this day, default today")] = "",
    weeks: Annotated[int, typer.Option("--weeks", help="几周 / how many weeks")] = 13,
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")] = False,
) -> None:
    """试行推演：谁会承担什么，各单位每周要多少工时，人手够不够 / who would owe what, and whether hands suffice"""
    day = terminal.day(since, field="since")
    found = whatif.foretell(policy.read(pack), place=place, since=day, weeks=weeks, having=whatif.means(having))
    if as_json:
        typer.echo(json.dumps(as_dict(found), ensure_ascii=False))
        return
    for one in found.owed:
        cost = "未给工时" if one.hours is None else f"{_plain(one.hours)}小时"
        undated = f"，另有无期限{one.undated}项" if one.undated else ""
        typer.echo(f"{one.rule}  {one.title}：{one.bearers}个单位，{one.duties}项，{one.times}次，{cost}{undated}")
    for body, hours in sorted(whatif.by_body(found).items()):
        typer.echo(f"{body}：{weeks}周共{_plain(hours)}小时")
    worst = whatif.over(found)
    for load in worst[:20]:
        assert load.on_hand is not None
        typer.echo(f"人手不够 {load.body} {load.week}起一周：要{_plain(load.hours)}小时，有{_plain(load.on_hand)}小时")
    typer.echo(f"人手不够的周：{len(worst)}；推演{found.since}至{found.until}")
    for left in found.left:
        typer.echo(f"没有算：{left.rule}（{left.why}）")


def as_dict(found: whatif.Foretold) -> dict[str, object]:
    """As plain values; hours are exact fractions written as text beside a rounded number."""
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "rules": [
            {"rule": one.rule, "bearers": one.bearers, "duties": one.duties, "times": one.times,
             "undated": one.undated, "hours": _number(one.hours)}
            for one in found.owed
        ],
        "loads": [
            {"body": one.body, "week": one.week.isoformat(), "hours": _number(one.hours),
             "on_hand": _number(one.on_hand), "over": _number(one.over)}
            for one in found.loads
        ],
        "beyond": _number(found.beyond),
        "left": [{"rule": one.rule, "why": one.why} for one in found.left],
        "unpriced": list(found.unpriced),
    }  # fmt: skip


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 4)


def _plain(value: Fraction) -> str:
    return f"{float(value):.1f}".removesuffix(".0")
