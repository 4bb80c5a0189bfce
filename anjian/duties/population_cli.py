"""`anjian duties population`: the whole population under every rule, counted by an engine (全域测算)."""

from __future__ import annotations

from typing import Annotated

import typer
from django.conf import settings

from anjian.duties import population
from anjian.lib.viewer import SYSTEM
from anjian.policy import queries as policy
from anjian.ui import terminal


def enter(app: typer.Typer) -> None:
    """Add the verb."""
    app.command("population")(count)


def count(
    rule: Annotated[list[str] | None, typer.Option("--rule", help="规则编号，可多次 / rule id, repeatable")] = None,
    as_of: Annotated[str, typer.Option("--as-of", help="截至哪一天，缺省今天 / day, default today")] = "",
    since: Annotated[
        str, typer.Option("--since", help="从哪一天的周期起，缺省上一周期 / from periods of this day on")
    ] = "",
    engine: Annotated[
        str, typer.Option("--engine", help="duckdb 或 spark://主机:端口，缺省见 ANJIAN_ENGINE / the engine")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")] = False,
) -> None:
    """全域测算：全部对象在每条规则下各种状态有多少，不经现况表 / everybody under every rule, without the projection"""
    day, where = terminal.day(as_of), engine or settings.ENGINE
    found = population.count(
        as_of=day,
        where=where,
        since=terminal.day(since, field="since") if since else None,
        rules=rule or None,
    )
    lines: dict[str, list[str]] = {}
    for one in found:
        lines.setdefault(one.rule, []).append(f"{one.outcome.word}{one.n}")
    titles = {name: held.title for name in lines if (held := _rule(name))}
    text = "\n".join(f"{name}  {titles.get(name, '')}：{'，'.join(told)}" for name, told in lines.items())
    total = f"共{len(lines)}条规则，{sum(one.n for one in found)}项职责"
    data = {
        "as_of": day.isoformat(),
        "engine": where,
        "rules": [{"rule": one.rule, "outcome": one.outcome.value, "n": one.n} for one in found],
    }
    terminal.show(data, as_json, f"{text}\n{total}" if text else total)


def _rule(name: str) -> policy.Rule | None:
    card = policy.rule(SYSTEM, name)
    return card.rule if card else None
