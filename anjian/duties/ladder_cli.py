"""`anjian duties ladder …`: rungs that were reached, what stands on whose desk, one pass by hand (阶梯的命令)."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from anjian.duties import actions, queries
from anjian.lib.viewer import SYSTEM
from anjian.ui import terminal

app = typer.Typer(
    help="阶梯：到了哪一级、在谁案头、推进一次 / ladders: rungs reached, whose desk, one pass",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Json = Annotated[bool, typer.Option("--json", help="以 JSON 输出 / print JSON")]


@app.command("list")
def listed(
    everything: Annotated[bool, typer.Option("--all", help="连同已了结的 / with those that are over")] = False,
    rule: Annotated[str, typer.Option("--rule", help="只看这条规则 / this rule only")] = "",
    as_json: Json = False,
) -> None:
    """各级阶梯：谁的事、到了哪一级、现在等谁 / rungs reached, and who is waited for"""
    found = queries.rungs(SYSTEM, rule=rule or None) if everything or rule else queries.proposals(SYSTEM)
    if as_json:
        rows = [
            {
                "id": one.id, "rule": one.rule, "rung": one.rung, "target": one.target, "about": one.about,
                "matter": one.matter, "reached": one.reached.isoformat(), "late_days": one.late_days,
                "state": one.state, "desk": list(one.desk), "decided_by": one.decided_by, "ground": one.ground,
            }
            for one in found
        ]  # fmt: skip
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for one in found:
        late = f"，迟{one.late_days}天（{one.why_late}）" if one.late_days else ""
        waits = f"，在{'、'.join(one.desk)}案头" if one.desk else ""
        typer.echo(
            f"{one.id}  第{one.rung}级 {one.title} → {one.about or one.matter}  {one.reached}到"
            f"{late}  {one.word}{waits}"
        )
    typer.echo(f"共{len(found)}件")


@app.command()
def climb(as_json: Json = False) -> None:
    """推进一次：取到期的级次，看已取的怎样了，发提醒 / one pass, as the worker does it"""
    today = terminal.today()
    done = {
        "reached": actions.climb(as_of=today),
        "changed": actions.review(as_of=today),
        "reminded": actions.remind(as_of=today),
    }
    if as_json:
        typer.echo(json.dumps(done))
        return
    typer.echo(f"新到{done['reached']}级，{done['changed']}件有变化，提醒{done['reminded']}次")
